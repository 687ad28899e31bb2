import type { Configuration, Decision, DecisionState } from "./acceptance-policy.js";
import { namesText } from "./evidence-text.js";
import type { FlipEvidence } from "./flip-test.js";
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

/**
 * Protected questions that were right without a fix and could not be seen to be right with it: they never answered, or
 * once wrongly and then no more. What nobody saw is no proof that they are safe.
 */
export function unseenProtected(
  { benchmarks }: Pick<DecisionState, "benchmarks">,
  right: readonly string[],
  flipOf: (benchmarkId: string) => FlipEvidence,
): readonly string[] {
  const isProtected = new Set(benchmarks.filter((one) => one.isProtected).map(({ id }) => id));
  return right.filter((id) => {
    const { candidate, isUnobservable } = flipOf(id);
    const { outcomes } = candidate;
    return isProtected.has(id) && !outcomes.includes("pass") && (outcomes.length === 0 || isUnobservable);
  });
}

/** The verdict on a fix that unobserved questions might have spoken for or against: what was not seen is no evidence. */
export function inconclusive(
  { benchmarks }: Pick<DecisionState, "benchmarks">,
  seen: string,
  unseen: readonly string[],
  kind: "" | "protected " = "",
): Pick<Decision, "verdict" | "reason"> {
  const questions = unseen.map((benchmarkId) => ({ benchmarkId }));
  return {
    verdict: "inconclusive",
    reason: `${seen}; ${kind}${namesText(questions, questionNames(benchmarks))} could not be observed with it`,
  };
}
