import type { AcceptancePolicy, Configuration, Decision } from "./acceptance-policy.js";
import { streakChance } from "./chance.js";
import { tally } from "./observation-log.js";
import { type Flip, findGains, type ScreenOptions } from "./screened/find-gains.js";
import { type Merged, type MergeOptions, mergeFixes } from "./screened/merge-fixes.js";
import { control, type Procedure, TrialLog } from "./screened/trial-log.js";

export interface ScreenedPolicyOptions extends Partial<ScreenOptions>, Partial<MergeOptions> {
  readonly name?: string | undefined;
  /** Working spaces. @default 4 */
  readonly arms?: number | undefined;
  /** Asks what still fails once more at the end, so that the reported score is fresh. @default true */
  readonly closing?: boolean | undefined;
}

/**
 * All fixes at once, on several working spaces.
 */
export function screenedPolicy({
  name = "screened",
  arms = 4,
  groups = 1,
  scope = "failing",
  controls = 2,
  repeats = 1,
  alphaLoss = 0.1,
  closing = true,
}: ScreenedPolicyOptions = {}): AcceptancePolicy {
  return {
    name,
    arms,
    next(state) {
      const log = new TrialLog(state);
      const run = decide(log, { groups, scope, controls, repeats, alphaLoss, closing }).next();
      if (!run.done) return { kind: "ask", ...run.value };
      const decided = new Set(state.decisions.map(({ fixId }) => fixId));
      const decision = run.value.find(({ fixId }) => !decided.has(fixId));
      return decision ? { kind: "decide", decision } : { kind: "done" };
    },
  };
}

function* decide(
  log: TrialLog,
  options: ScreenOptions & MergeOptions & { readonly closing: boolean },
): Procedure<readonly Decision[]> {
  const flips = yield* findGains(log, options);
  const winners = log.fixes
    .map(({ id, derivedFrom }) => ({
      fixId: id,
      derivedFrom,
      gains: [
        ...new Set(
          flips
            .filter(({ outcome }) => outcome.kind === "credited" && outcome.fixId === id)
            .map(({ benchmarkId }) => benchmarkId),
        ),
      ],
    }))
    .map((w) => ({ ...w, credited: w.gains.filter((id) => !w.derivedFrom.includes(id)) }));
  const merged = yield* mergeFixes(
    log,
    winners
      .filter(({ credited }) => credited.length > 0)
      .map(({ fixId, credited }) => ({ fixId, gains: credited })),
    options,
  );
  if (options.closing && merged.kept.length > 0) {
    const known = new Set(flips.filter((f) => f.outcome.kind === "varies").map((f) => f.benchmarkId));
    const ids = log.failing.filter(
      (id) =>
        !merged.gains.includes(id) &&
        !known.has(id) &&
        (flips.some((f) => f.benchmarkId === id) || groupFirst(log, flips, id, options) === "none"),
    );
    yield* log.look(
      [{ configuration: merged.kept, ids, purpose: "closing" }],
      "a fresh look at what still fails",
    );
  }
  return log.fixes.map(({ id }) => {
    const winner = winners.find(({ fixId }) => fixId === id);
    const isKept = merged.kept.includes(id);
    const gains = (winner?.gains ?? []).map((q) => log.evidence([id], q));
    return {
      fixId: id,
      verdict: isKept ? "accepted" : merged.redundant.includes(id) ? "redundant" : "rejected",
      reason: "",
      gains,
      losses: [],
      chanceBound:
        gains.length === 0
          ? undefined
          : Math.min(
              ...gains.map(({ candidate, control: before }) => streakChance(candidate.pass, before.fail)),
            ),
      bestScore: score(log, merged, flips, options),
    };
  });
}

function groupFirst(log: TrialLog, flips: readonly Flip[], id: string, { groups }: ScreenOptions) {
  for (let g = 0; g < Math.min(groups, log.fixes.length); g++) {
    const c = log.configuration(log.fixes.filter((_, i) => i % groups === g).map((f) => f.id));
    const first = log.first(c, id);
    if (first !== "none") return first;
  }
  return "none";
}

function score(log: TrialLog, merged: Merged, flips: readonly Flip[], options: ScreenOptions): number {
  if (merged.kept.length === 0)
    return tally(log.state.benchmarks.map(({ id }) => log.first(control, id))).score;
  return tally(
    log.state.benchmarks.map(({ id }) => {
      for (const c of [merged.kept, merged.swept] as Configuration[]) {
        const first = log.first(c, id);
        if (first !== "none") return first;
      }
      const g = groupFirst(log, flips, id, options);
      return g !== "none" ? g : log.first(control, id);
    }),
  ).score;
}
