import type { Outcome } from "../acceptance-policy.js";
import { tally } from "../observation-log.js";
import type { Screened } from "./find-gains.js";
import type { Merged } from "./merge-fixes.js";
import { control, type Procedure, type TrialLog } from "./trial-log.js";

/**
 * The score of what stays, made of one answer per question that no other answer has picked: what failed counts as
 * it was first answered with a group of fixes, unless one of them was found to help or no group was asked; these
 * count as first answered with the fixes that stay, like everything that was right before.
 */
export function* closingScore(log: TrialLog, screened: Screened, merged: Merged): Procedure<number> {
  if (merged.kept.length === 0)
    return tally(log.state.benchmarks.map(({ id }) => log.first(control, id))).score;
  const changed = screened.flips
    .filter(({ outcome }) => outcome.kind === "credited")
    .map(({ benchmarkId }) => benchmarkId);
  const asked = (id: string) => screened.groups.some((group) => log.first(group, id) !== "none");
  const ids = log.failing.filter((id) => changed.includes(id) || !asked(id));
  yield* log.look(
    [{ configuration: merged.kept, ids, purpose: "closing" }],
    "a fresh look at what was not asked with the fixes that stay",
  );
  const outcomes = log.state.benchmarks.map(({ id }): Outcome => {
    if (merged.gains.includes(id)) return log.outcomes(merged.kept, id)[merged.looksBefore] ?? "none";
    const isUnchanged = log.first(control, id) === "fail" && !changed.includes(id);
    const sources = isUnchanged
      ? [...screened.groups, merged.kept, control]
      : [merged.kept, merged.swept, control];
    return sources.map((one) => log.first(one, id)).find((outcome) => outcome !== "none") ?? "none";
  });
  return tally(outcomes).score;
}
