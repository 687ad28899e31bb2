import {
  type AskPurpose,
  ConfigurationError,
  confirmedPolicy,
  type Outcome,
  screenedPolicy,
} from "genie-enhancer";
import { expect, it } from "vitest";
import { decideAll } from "./decide-all.js";

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

it("wants more evidence of a gain the more questions it was picked from", () => {
  const asksFor = (failing: number) => {
    const ids = Array.from({ length: failing }, (_, index) => `q${index + 1}`);
    const { observations } = decideAll(confirmedPolicy(), {
      ids,
      fixes: [{ id: "a", claims: ids }],
      answer: ({ configuration, benchmarkId }) =>
        configuration.includes("a") && benchmarkId === "q1" ? "pass" : "fail",
    });
    return observations.filter(({ benchmarkId, purpose }) => benchmarkId === "q1" && purpose === "confirm")
      .length;
  };
  expect([2, 10, 40].map(asksFor)).toEqual([4, 5, 7]);
});

it.each([
  ["a bound that nothing could meet", () => confirmedPolicy({ alphaLoss: 0 }), "alphaLoss"],
  ["no repeats", () => confirmedPolicy({ gainRepeats: 0 }), "gainRepeats"],
  ["a chance above 1", () => screenedPolicy({ alphaGain: 5 }), "alphaGain"],
  ["half an arm", () => screenedPolicy({ arms: 0.5 }), "arms"],
  ["a misspelt option", () => confirmedPolicy({ ...{ gainRepeats: 3, gainRepeat: 3 } }), "gainRepeat"],
])("refuses %s", (_, make, named) => {
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(named);
});
