import type { Configuration, Decision, DecisionState } from "./acceptance-policy.js";
import type { ObservationIndex } from "./observation-index.js";
import { percentText, type Tally, tally } from "./observation-log.js";

/** Score of a configuration that was asked in full. */
export function fullScore(
  { benchmarks }: DecisionState,
  index: ObservationIndex,
  configuration: Configuration,
): Tally {
  return tally(benchmarks.map(({ id }) => index.of(configuration, id).outcomes[0] ?? "none"));
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
  const trial = fullScore(state, index, candidate).score;
  const broken = state.benchmarks.filter(
    ({ id, isProtected }) =>
      isProtected &&
      index.of(accepted, id).outcomes[0] === "pass" &&
      index.of(candidate, id).outcomes[0] === "fail",
  );
  const isKept = trial > best && broken.length === 0;
  const comparison = `score ${percentText(trial)} against ${percentText(best)}${trial > best ? "" : ", not higher"}`;
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
