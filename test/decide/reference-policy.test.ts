import { describe, expect, it } from "vitest";
import type { Decision, DecisionState, Observation, Outcome } from "../../src/decide/acceptance-policy.js";
import { exactPolicy } from "../../src/decide/exact-policy.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";

const ids = ["q1", "q2", "q3", "q4"];

function observe(configuration: string[], outcomes: string): Observation[] {
  const meaning: Record<string, Outcome> = { "+": "pass", "-": "fail", "?": "none" };
  return [...outcomes].map((sign, index) => ({
    configuration,
    benchmarkId: ids[index] ?? "",
    purpose: "score",
    outcome: meaning[sign] ?? "none",
  }));
}

function stateOf(
  observations: Observation[],
  options: { decisions?: Decision[]; protect?: string } = {},
): DecisionState {
  return {
    benchmarks: ids.map((id) => ({ id, isProtected: id === options.protect })),
    fixes: ["a", "b"].map((id) => ({ id, claims: [], related: [], derivedFrom: [] })),
    observations,
    decisions: options.decisions ?? [],
  };
}

function decisionOn(state: DecisionState): Decision {
  const step = referencePolicy.next(state);
  if (step.kind !== "decide") throw new Error(`expected a decision, got ${step.kind}`);
  return step.decision;
}

describe("referencePolicy", () => {
  it("asks every benchmark of the candidate before it decides", () => {
    const step = referencePolicy.next(stateOf(observe([], "++--")));
    expect(step.kind === "ask" && step.asks.map(({ benchmarkId }) => benchmarkId)).toEqual(ids);
    expect(step.kind === "ask" && step.asks[0]?.configuration).toEqual(["a"]);
  });

  it("keeps a fix that scores strictly higher", () => {
    const decision = decisionOn(stateOf([...observe([], "++--"), ...observe(["a"], "+++-")]));
    expect(decision).toMatchObject({
      fixId: "a",
      verdict: "accepted",
      bestScore: 0.75,
      candidateScore: 0.75,
    });
  });

  it("rejects a tie", () => {
    const decision = decisionOn(stateOf([...observe([], "++--"), ...observe(["a"], "--++")]));
    expect(decision).toMatchObject({ verdict: "rejected", bestScore: 0.5, candidateScore: 0.5 });
  });

  it("compares the next fix with the best score so far, on top of the fixes accepted", () => {
    const first: Observation[] = [...observe([], "++--"), ...observe(["a"], "+++-")];
    const accepted = decisionOn(stateOf(first));
    const asking = referencePolicy.next(stateOf(first, { decisions: [accepted] }));
    expect(asking.kind === "ask" && asking.asks[0]?.configuration).toEqual(["a", "b"]);
    const second = decisionOn(stateOf([...first, ...observe(["a", "b"], "++-+")], { decisions: [accepted] }));
    expect(second).toMatchObject({ fixId: "b", verdict: "rejected", bestScore: 0.75 });
  });

  it("asks again what could not be observed, and compares the rest when that fails for good", () => {
    const observed = [...observe([], "++--"), ...observe(["a"], "++?-")];
    const again = referencePolicy.next(stateOf(observed));
    expect(again.kind === "ask" && again.asks.map(({ benchmarkId }) => benchmarkId)).toEqual(["q3"]);
    const inVain = [...observed, ...observe(["a"], "??").map((o) => ({ ...o, benchmarkId: "q3" }))];
    expect(decisionOn(stateOf(inVain))).toMatchObject({ verdict: "inconclusive", candidateScore: 2 / 3 });
    const helped = [
      ...inVain.filter(({ benchmarkId }) => benchmarkId !== "q4"),
      ...observe(["a"], "+").map((o) => ({ ...o, benchmarkId: "q4" })),
    ];
    expect(decisionOn(stateOf([...observe([], "++--"), ...helped]))).toMatchObject({ verdict: "accepted" });
  });

  it.each([referencePolicy, exactPolicy])("$name asks again what had no answer at the start", (policy) => {
    const state = stateOf(observe([], "++-?"));
    const step = policy.next(state);
    expect(
      step.kind === "ask" && step.asks.map(({ configuration, benchmarkId }) => [configuration, benchmarkId]),
    ).toEqual([[[], "q4"]]);
    // A question that is only answered with the fix is no gain.
    const answers = [
      ...observe([], "++-?"),
      ...observe([], "???????").map((o) => ({ ...o, benchmarkId: "q4" })),
    ];
    const decided = policy.next(stateOf([...answers, ...observe(["a"], "++-+")]));
    expect(decided.kind === "decide" && decided.decision.verdict).toBe("rejected");
  });

  it("rejects a fix that breaks a protected question, whatever it gains", () => {
    const observed = [...observe([], "+---"), ...observe(["a"], "-+++")];
    expect(decisionOn(stateOf(observed))).toMatchObject({ verdict: "accepted" });
    expect(decisionOn(stateOf(observed, { protect: "q1" }))).toMatchObject({ verdict: "rejected" });
  });

  it("is done when every fix is decided", () => {
    const decided = (fixId: string): Decision => ({
      fixId,
      verdict: "skipped",
      reason: "",
      gains: [],
      losses: [],
      bestScore: 0,
    });
    expect(referencePolicy.next(stateOf([], { decisions: [decided("a"), decided("b")] }))).toEqual({
      kind: "done",
    });
  });
});
