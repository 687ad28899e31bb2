import type { Configuration } from "../acceptance-policy.js";
import type { Look, Procedure, TrialLog } from "./trial-log.js";
import type { Winner } from "./winner.js";

/** A confirmed loss of several fixes together. */
export interface LostQuestion {
  readonly benchmarkId: string;
  /** It is wrong where all of these are applied; empty where no single fix explains it. */
  readonly brokenBy: Configuration;
}

/**
 * Finds which fixes break what was lost: leaves out one at a time, those first that bring least, and where leaving
 * out one never helps tries them alone. What no drop could be worth is left unexplained.
 */
export function* attributeLosses(
  log: TrialLog,
  swept: Configuration,
  lost: readonly string[],
  chosen: readonly Winner[],
  gains: readonly string[],
): Procedure<readonly LostQuestion[]> {
  const own = (fixId: string) =>
    gains.filter((id) => chosen.every((one) => (one.fixId === fixId) === one.gains.includes(id))).length;
  const droppable = swept.filter((fixId) => own(fixId) <= lost.length);
  const suspectsOf = (benchmarkId: string) => {
    const isRelated = (fixId: string) =>
      log.fixes.some(({ id, related }) => id === fixId && related.includes(benchmarkId));
    const suspects = log.isProtected(benchmarkId) ? swept : droppable;
    return [...suspects].sort((a, b) => Number(isRelated(b)) - Number(isRelated(a)) || own(a) - own(b));
  };
  for (;;) {
    const steps = lost.map((benchmarkId) => culpritsOf(log, swept, benchmarkId, suspectsOf(benchmarkId)));
    const looks = steps.flatMap((step) => ("configuration" in step ? [step] : []));
    if (looks.length === 0) return steps.flatMap((step) => ("brokenBy" in step ? step.brokenBy : []));
    yield* log.look(looks, "which of them broke it");
  }
}

function culpritsOf(
  log: TrialLog,
  swept: Configuration,
  benchmarkId: string,
  suspects: readonly string[],
): Look | { readonly brokenBy: readonly LostQuestion[] } {
  const broken = (...sets: readonly Configuration[]) => ({
    brokenBy: sets.map((brokenBy) => ({ benchmarkId, brokenBy })),
  });
  const look = (configuration: Configuration): Look => ({
    configuration,
    ids: [benchmarkId],
    purpose: "attribute",
  });
  if (swept.length === 1) return broken(swept);
  for (const suspect of suspects) {
    const without = swept.filter((id) => id !== suspect);
    if (!log.has(without, benchmarkId, 1)) return look(without);
    if (log.first(without, benchmarkId) === "pass") return broken([suspect]);
  }
  if (suspects.length < 2) return broken([]);
  for (const suspect of suspects) if (!log.has([suspect], benchmarkId, 1)) return look([suspect]);
  const alone = suspects.filter((id) => log.first([id], benchmarkId) === "fail");
  return alone.length === 0 ? broken([]) : broken(...alone.map((id) => [id]));
}
