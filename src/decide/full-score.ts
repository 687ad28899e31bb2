import type { Configuration, Decision, DecisionState } from "./acceptance-policy.js";
import type { ObservationIndex } from "./observation-index.js";
import { percentText, type Tally, tally } from "./observation-log.js";
import { inconclusive, unseenHopes } from "./unseen-hopes.js";

/** Score of a configuration that was asked in full. */
export function fullScore(
  { benchmarks }: DecisionState,
  index: ObservationIndex,
  configuration: Configuration,
): Tally {
  return tally(benchmarks.map(({ id }) => index.of(configuration, id).outcomes[0] ?? "none"));
}

/** Whether a score can be higher than the best when so many more answers are right. */
export function canBeat(best: number, { passed, failed }: Tally, more: number): boolean {
  return (passed + more) / (passed + failed + more) > best;
}

/** Keeps a fix whose full score is strictly higher than the best, unless it breaks a protected question. */
export function decideByScore(
  state: DecisionState,
  index: ObservationIndex,
  accepted: Configuration,
  fixId: string,
): Decision {
  const candidate = [...accepted, fixId];
  const best = fullScore(state, index, accepted).score;
  const seen = fullScore(state, index, candidate);
  const trial = seen.score;
  const broken = state.benchmarks.filter(
    ({ id, isProtected }) =>
      isProtected &&
      index.of(accepted, id).outcomes[0] === "pass" &&
      index.of(candidate, id).outcomes[0] === "fail",
  );
  const isKept = trial > best && broken.length === 0;
  const comparison = `score ${percentText(trial)} against ${percentText(best)}${trial > best ? "" : ", not higher"}`;
  const unseen = unseenHopes(state, index, accepted, candidate);
  if (trial <= best && broken.length === 0 && canBeat(best, seen, unseen.length)) {
    const evidence = { gains: [], losses: [], bestScore: best, candidateScore: trial };
    return { fixId, ...inconclusive(state, comparison, unseen), ...evidence };
  }
  return {
    fixId,
    verdict: isKept ? "accepted" : "rejected",
    reason:
      broken.length > 0
        ? `${comparison}, but it breaks protected ${broken.map(({ id, name = id }) => name).join(", ")}`
        : comparison,
    gains: [],
    losses: [],
    bestScore: isKept ? trial : best,
    candidateScore: trial,
  };
}
