import type { Configuration, Decision, DecisionState } from "./acceptance-policy.js";
import type { ObservationIndex } from "./observation-index.js";
import { percentText, tally } from "./observation-log.js";
import { inconclusive, unseenHopes, unseenProtected } from "./unobserved.js";

/** Full scores with a fix and without it. */
export interface ScoreComparison {
  /** Questions answered with the fix and without it: only these can tell the two apart. */
  readonly compared: number;
  /** How many of these were right without the fix. */
  readonly rightBefore: number;
  readonly gained: number;
  readonly lost: number;
}

/**
 * Compares two configurations by the first answers to each question. What was answered on one side only is left out:
 * an answer that never came would raise or lower one of the scores.
 */
export function compareScores(
  { benchmarks }: DecisionState,
  index: ObservationIndex,
  accepted: Configuration,
  candidate: Configuration,
): ScoreComparison {
  const pairs = benchmarks.flatMap(({ id }) => {
    const [before] = index.of(accepted, id).outcomes;
    const [after] = index.of(candidate, id).outcomes;
    return before && after ? [{ before, after }] : [];
  });
  return {
    compared: pairs.length,
    rightBefore: pairs.filter(({ before }) => before === "pass").length,
    gained: pairs.filter(({ before, after }) => before === "fail" && after === "pass").length,
    lost: pairs.filter(({ before, after }) => before === "pass" && after === "fail").length,
  };
}

/** Score of a configuration that was asked in full. */
function fullScore(
  { benchmarks }: DecisionState,
  index: ObservationIndex,
  configuration: Configuration,
): number {
  return tally(benchmarks.map(({ id }) => index.of(configuration, id).outcomes[0] ?? "none")).score;
}

/** Keeps a fix whose full score is strictly higher than the best, unless it breaks a protected question. */
export function decideByScore(
  state: DecisionState,
  index: ObservationIndex,
  accepted: Configuration,
  fixId: string,
): Decision {
  const candidate = [...accepted, fixId];
  const { compared, rightBefore, gained, lost } = compareScores(state, index, accepted, candidate);
  const broken = state.benchmarks.filter(
    ({ id, isProtected }) =>
      isProtected &&
      index.of(accepted, id).outcomes[0] === "pass" &&
      index.of(candidate, id).outcomes[0] === "fail",
  );
  const right = state.benchmarks
    .map(({ id }) => id)
    .filter((id) => index.of(accepted, id).outcomes[0] === "pass");
  const silent = unseenProtected(state, right, (benchmarkId) => ({
    ...{ benchmarkId, candidate: index.of(candidate, benchmarkId), control: index.of(accepted, benchmarkId) },
    isUnobservable: false,
  }));
  const isKept = gained > lost && broken.length === 0 && silent.length === 0;
  const share = (right: number) => percentText(compared === 0 ? 0 : right / compared);
  const comparison = `score ${share(rightBefore + gained - lost)} against ${share(rightBefore)}${gained > lost ? "" : ", not higher"}`;
  const scores = {
    bestScore: fullScore(state, index, isKept ? candidate : accepted),
    candidateScore: fullScore(state, index, candidate),
  };
  const unseen = unseenHopes(state, index, accepted, candidate);
  if (gained <= lost && broken.length === 0 && gained + unseen.length > lost)
    return { fixId, ...inconclusive(state, comparison, unseen), gains: [], losses: [], ...scores };
  if (gained > lost && broken.length === 0 && silent.length > 0)
    return {
      fixId,
      ...inconclusive(state, comparison, silent, "protected "),
      gains: [],
      losses: [],
      ...scores,
    };
  return {
    fixId,
    verdict: isKept ? "accepted" : "rejected",
    reason:
      broken.length > 0
        ? `${comparison}, but it breaks protected ${broken.map(({ id, name = id }) => name).join(", ")}`
        : comparison,
    gains: [],
    losses: [],
    ...scores,
  };
}
