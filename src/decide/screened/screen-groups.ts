import type { Configuration } from "../acceptance-policy.js";
import type { TrialLog } from "./trial-log.js";

/**
 * Fixes dealt out in turn. One group asks least. Two cost a second look at everything that fails, but one fix hides
 * what another gains only half as often, and each group is a control of the other: worth it while few questions fail.
 */
export function gainGroups(log: TrialLog, wanted: number | "auto"): readonly Configuration[] {
  const few = log.failing.length <= 2 * log.fixes.length;
  const count = Math.min(wanted === "auto" ? (few ? 2 : 1) : wanted, log.fixes.length);
  return Array.from({ length: count }, (_, group) =>
    log.configuration(log.fixes.filter((_, index) => index % count === group).map(({ id }) => id)),
  );
}
