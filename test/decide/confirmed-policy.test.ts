import { type AskPurpose, confirmedPolicy, type Outcome } from "genie-enhancer";
import { expect, it } from "vitest";

it("asks first what the fix claims to help, in case that a budget ends in the middle", () => {
  const outcomes: readonly (readonly [string, Outcome])[] = [
    ["q1", "fail"],
    ["q2", "pass"],
    ["q3", "fail"],
    ["q4", "fail"],
  ];
  const baseline: AskPurpose = "baseline";
  const step = confirmedPolicy().next({
    benchmarks: outcomes.map(([id]) => ({ id, isProtected: false })),
    fixes: [{ id: "fix", claims: ["q4"], related: ["q1", "q2", "q4"], derivedFrom: [] }],
    observations: outcomes.map(([benchmarkId, outcome]) => ({
      configuration: [],
      benchmarkId,
      purpose: baseline,
      outcome,
    })),
    decisions: [],
  });
  expect(step.kind === "ask" && step.asks.map(({ benchmarkId }) => benchmarkId)).toEqual(["q4", "q1"]);
});
