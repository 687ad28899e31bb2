import type { Configuration } from "../acceptance-policy.js";
import type { LostQuestion } from "./attribute-losses.js";
import type { Winner } from "./merge-fixes.js";
import type { TrialLog } from "./trial-log.js";

/** Above this number of fixes only dropping them one after the other is tried. */
const mostEnumerated = 12;

/**
 * The fixes with the most gains over losses, the fewest of them where several sets are as good. A set that breaks
 * a protected question is out.
 */
export function bestSubset(
  log: TrialLog,
  chosen: readonly Winner[],
  gains: readonly string[],
  losses: readonly LostQuestion[],
): Configuration {
  const confirmed = new Set(gains);
  const value = (fixes: readonly Winner[]) => {
    const ids = new Set(fixes.map(({ fixId }) => fixId));
    const won = new Set(fixes.flatMap((fix) => fix.gains).filter((id) => confirmed.has(id)));
    const lost = losses.filter(({ brokenBy }) => fixes.length > 0 && brokenBy.every((id) => ids.has(id)));
    if (lost.some(({ benchmarkId }) => log.isProtected(benchmarkId))) return Number.NEGATIVE_INFINITY;
    return won.size - lost.length - fixes.length / 100;
  };
  const best = subsets(chosen).reduce<{ fixes: readonly Winner[]; value: number }>(
    (top, fixes) => (value(fixes) > top.value ? { fixes, value: value(fixes) } : top),
    { fixes: [], value: 0 },
  );
  return log.configuration(best.fixes.map(({ fixId }) => fixId));
}

function subsets(chosen: readonly Winner[]): readonly (readonly Winner[])[] {
  if (chosen.length > mostEnumerated)
    return [chosen, ...chosen.map((left) => chosen.filter((one) => one !== left))];
  return chosen.reduce<readonly (readonly Winner[])[]>(
    (sets, winner) => [...sets, ...sets.map((set) => [...set, winner])],
    [[]],
  );
}
