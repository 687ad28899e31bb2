import type { Configuration, Decision, DecisionState } from "./acceptance-policy.js";
import { namesText } from "./evidence-text.js";
import type { ObservationIndex } from "./observation-index.js";
import { questionNames } from "./question-names.js";

/** Questions that a fix could have turned right, and that could not be observed with it however often it was tried. */
export function unseenHopes(
  { benchmarks }: DecisionState,
  index: ObservationIndex,
  accepted: Configuration,
  candidate: Configuration,
): readonly string[] {
  return benchmarks
    .map(({ id }) => id)
    .filter((id) => index.standing(accepted, id) === "fail")
    .filter((id) => index.isSettled(candidate, id) && index.of(candidate, id).outcomes.length === 0);
}

/** The verdict on a fix that such questions might have spoken for: what was not observed is no evidence against it. */
export function inconclusive(
  { benchmarks }: Pick<DecisionState, "benchmarks">,
  seen: string,
  unseen: readonly string[],
): Pick<Decision, "verdict" | "reason"> {
  const questions = unseen.map((benchmarkId) => ({ benchmarkId }));
  return {
    verdict: "inconclusive",
    reason: `${seen}; ${namesText(questions, questionNames(benchmarks))} could not be observed with it`,
  };
}
