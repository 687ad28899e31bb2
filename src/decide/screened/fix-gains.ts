import type { Flip } from "./find-gains.js";
import type { TrialLog } from "./trial-log.js";

/** What a fix was seen to turn right. */
export interface FixGains {
  readonly fixId: string;
  readonly gains: readonly string[];
  /** Gains that count: not on questions that the fix was copied from. */
  readonly credited: readonly string[];
}

/** The gains of every fix, in the order of the plan. */
export function gainsByFix(log: TrialLog, flips: readonly Flip[]): readonly FixGains[] {
  return log.fixes.map(({ id, derivedFrom }) => {
    const gains = flips
      .filter(({ outcome }) => outcome.kind === "credited" && outcome.fixId === id)
      .map(({ benchmarkId }) => benchmarkId);
    return { fixId: id, gains, credited: gains.filter((gain) => !derivedFrom.includes(gain)) };
  });
}
