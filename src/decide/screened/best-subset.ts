import type { Configuration } from "../acceptance-policy.js";
import type { LostQuestion } from "./attribute-losses.js";
import type { TrialLog } from "./trial-log.js";
import type { Winner } from "./winner.js";

/** Above this number of fixes only dropping them one after the other is tried. */
const mostEnumerated = 12;
/** What no gains make up for. A number, so that of two sets that are both out the less bad one is gone on from. */
const forbidden = 1e6;

/**
 * The fixes with the most gains over losses, the fewest of them where several sets are as good. A set that breaks
 * a protected question is out, and so is one with a fix that breaks as much as it gains.
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
    const lost = new Set(
      losses
        .filter(({ brokenBy }) => brokenBy.every((id) => ids.has(id)))
        .map(({ benchmarkId }) => benchmarkId),
    );
    const wrongs =
      [...lost].filter((id) => log.isProtected(id)).length +
      fixes.filter((fix) => isUnbalanced(fix, confirmed, losses)).length;
    return won.size - lost.size - fixes.length / 100 - wrongs * forbidden;
  };
  const best = candidates(chosen, value).reduce<{ fixes: readonly Winner[]; value: number }>(
    (top, fixes) => (value(fixes) > top.value ? { fixes, value: value(fixes) } : top),
    { fixes: [], value: 0 },
  );
  return log.configuration(best.fixes.map(({ fixId }) => fixId));
}

/** Whether a fix breaks as much on its own as it gains. */
function isUnbalanced(
  { fixId, gains }: Winner,
  confirmed: ReadonlySet<string>,
  losses: readonly LostQuestion[],
): boolean {
  const broken = losses.filter(({ brokenBy }) => brokenBy.length === 1 && brokenBy[0] === fixId);
  return broken.length > 0 && broken.length >= gains.filter((id) => confirmed.has(id)).length;
}

function candidates(
  chosen: readonly Winner[],
  value: (fixes: readonly Winner[]) => number,
): readonly (readonly Winner[])[] {
  if (chosen.length > mostEnumerated) return withoutOneAfterTheOther(chosen, value);
  let sets: readonly (readonly Winner[])[] = [[]];
  for (const winner of chosen) sets = sets.concat(sets.map((set) => [...set, winner]));
  return sets;
}

/** Drops each time the fix without which the rest is worth most. */
function withoutOneAfterTheOther(
  chosen: readonly Winner[],
  value: (fixes: readonly Winner[]) => number,
): readonly (readonly Winner[])[] {
  if (chosen.length === 0) return [];
  const shorter = chosen.map((left) => chosen.filter((one) => one !== left));
  const best = shorter.reduce((top, fixes) => (value(fixes) > value(top) ? fixes : top));
  return [chosen, ...withoutOneAfterTheOther(best, value)];
}
