import type { Configuration, PlannedFix } from "../acceptance-policy.js";
import type { TrialLog } from "./trial-log.js";

/**
 * Fixes dealt out in turn; one that contradicts another of its group goes to the next group in which it does not. One
 * group asks least. Two cost a second look at everything that fails, but one fix hides what another gains only half as
 * often, and each group is a control of the other: worth it while few questions fail.
 */
export function gainGroups(log: TrialLog, wanted: number | "auto"): readonly Configuration[] {
  const few = log.failing.length <= 2 * log.fixes.length;
  const count = Math.min(wanted === "auto" ? (few ? 2 : 1) : wanted, log.fixes.length);
  const groups: PlannedFix[][] = Array.from({ length: count }, () => []);
  for (const [index, fix] of log.fixes.entries()) {
    const turn = index % count;
    const fits = (group: readonly PlannedFix[]) => group.every((other) => !log.contradict(fix.id, other.id));
    const group = [...groups.slice(turn), ...groups.slice(0, turn)].find(fits);
    if (group) group.push(fix);
    else groups.push([fix]);
  }
  return groups.map((group) => log.configuration(group.map(({ id }) => id)));
}
