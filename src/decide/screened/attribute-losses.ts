import type { Configuration } from "../acceptance-policy.js";
import type { Winner } from "./merge-fixes.js";
import type { Procedure, TrialLog } from "./trial-log.js";

/** A confirmed loss of several fixes together. */
export interface LostQuestion {
  readonly benchmarkId: string;
  /** Fixes without any of which it is right; empty when it stays wrong whichever one is left out. */
  readonly brokenBy: readonly string[];
}

/** Leaves out one fix at a time to find which of them break what was lost. */
export function* attributeLosses(
  log: TrialLog,
  swept: Configuration,
  lost: readonly string[],
  chosen: readonly Winner[],
  gains: readonly string[],
): Procedure<readonly LostQuestion[]> {
  const unexplained = lost.map((benchmarkId): LostQuestion => ({ benchmarkId, brokenBy: [] }));
  if (swept.length === 1) return lost.map((benchmarkId) => ({ benchmarkId, brokenBy: swept }));
  const own = (fixId: string) =>
    gains.filter((id) => chosen.every((one) => (one.fixId === fixId) === one.gains.includes(id))).length;
  const isDropped =
    swept.some((fixId) => own(fixId) <= lost.length) || lost.some((id) => log.isProtected(id));
  if (lost.length === 0 || !isDropped) return unexplained;
  const without = swept.map((fixId) => ({
    fixId,
    configuration: log.configuration(swept.filter((id) => id !== fixId)),
  }));
  yield* log.look(
    without.map(({ configuration }) => ({ configuration, ids: lost, purpose: "attribute" })),
    "which of them broke it",
  );
  return lost.map((benchmarkId) => ({
    benchmarkId,
    brokenBy: without
      .filter(({ configuration }) => log.first(configuration, benchmarkId) === "pass")
      .map(({ fixId }) => fixId),
  }));
}
