import type { Configuration, StandingAnswer } from "../acceptance-policy.js";
import type { Screened } from "./find-gains.js";
import type { Merged } from "./merge-fixes.js";
import { control, type Procedure, type TrialLog } from "./trial-log.js";

/**
 * The answers that make the score of what stays, one per question, which no other answer has picked: what failed counts as
 * it was first answered with a group of fixes, unless one of them was found to help or no group was asked; these
 * count as first answered with the fixes that stay, like everything that was right before.
 */
export function* closingAnswers(
  log: TrialLog,
  screened: Screened,
  merged: Merged,
): Procedure<readonly StandingAnswer[]> {
  const firstOf = (benchmarkId: string, sources: readonly Configuration[]): readonly StandingAnswer[] =>
    sources
      .filter((configuration) => log.first(configuration, benchmarkId) !== "none")
      .slice(0, 1)
      .map((configuration) => ({ benchmarkId, configuration, place: 0 }));
  if (merged.kept.length === 0) return log.state.benchmarks.flatMap(({ id }) => firstOf(id, [control]));
  const changed = screened.flips
    .filter(({ outcome }) => outcome.kind === "credited")
    .map(({ benchmarkId }) => benchmarkId);
  const asked = (id: string) => screened.groups.some((group) => log.first(group, id) !== "none");
  const ids = log.failing.filter((id) => changed.includes(id) || !asked(id));
  yield* log.look(
    [{ configuration: merged.kept, ids, purpose: "closing" }],
    "a fresh look at what was not asked with the fixes that stay",
  );
  return log.state.benchmarks.flatMap(({ id }): readonly StandingAnswer[] => {
    const place = merged.looksBefore;
    if (merged.gains.includes(id))
      return log.outcomes(merged.kept, id).length > place
        ? [{ benchmarkId: id, configuration: merged.kept, place }]
        : [];
    const isUnchanged = log.first(control, id) === "fail" && !changed.includes(id);
    return firstOf(
      id,
      isUnchanged ? [...screened.groups, merged.kept, control] : [merged.kept, merged.swept, control],
    );
  });
}
