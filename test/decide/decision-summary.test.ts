import { describe, expect, it } from "vitest";
import type { Decision, Observation, Outcome } from "../../src/decide/acceptance-policy.js";
import { luckChance, streakChance } from "../../src/decide/chance.js";
import { summarizeDecisions } from "../../src/decide/decision-summary.js";
import { evidenceText } from "../../src/decide/evidence-text.js";

const evidence = (benchmarkId: string, control: [number, number], candidate: [number, number]) => ({
  benchmarkId,
  control: { pass: control[0], fail: control[1] },
  candidate: { pass: candidate[0], fail: candidate[1] },
});

function decision(fixId: string, changes: Partial<Decision>): Decision {
  return { fixId, verdict: "rejected", reason: "", gains: [], losses: [], bestScore: 0.5, ...changes };
}

const saw = (configuration: string[], benchmarkId: string, outcome: Outcome): Observation => ({
  configuration,
  benchmarkId,
  purpose: configuration.length === 0 ? "baseline" : "screen",
  outcome,
});

describe("summarizeDecisions", () => {
  const state = {
    benchmarks: ["q1", "q2", "q3"].map((id) => ({ id, isProtected: false })),
    fixes: [],
    observations: [
      saw([], "q1", "pass"),
      saw([], "q2", "fail"),
      saw([], "q3", "fail"),
      saw(["a"], "q1", "fail"),
      saw(["a"], "q1", "pass"),
      saw(["a"], "q2", "none"),
      saw(["a"], "q2", "pass"),
    ],
    decisions: [
      decision("a", { verdict: "accepted", chanceBound: 0.04 }),
      decision("b", { verdict: "inconclusive" }),
      decision("c", {}),
    ],
  };

  it("counts verdicts, asks and questions whose answers varied or never came", () => {
    expect(summarizeDecisions(state)).toEqual({
      verdicts: { accepted: 1, rejected: 1, inconclusive: 1, redundant: 0, leaky: 0, skipped: 0 },
      // Of the one question that was asked twice the answer varied: (1 + 0.264) / (1 + 6) / 0.44 of them may vary.
      expectedFalseAccepts: expect.closeTo((0.04 * 1.264) / 7 / 0.44, 9),
      flaky: ["q1"],
      unasked: ["q3"],
      emptyAsks: 1,
      asks: 4,
    });
  });

  it("gives no number of false accepts for a policy that knows no chance", () => {
    const decisions = [...state.decisions, decision("d", { verdict: "accepted" })];
    expect(summarizeDecisions({ ...state, decisions }).expectedFalseAccepts).toBeUndefined();
  });
});

describe("evidenceText", () => {
  it("names what was fixed and broken, with the counts on both sides", () => {
    const gain = evidence("q12", [0, 2], [3, 0]);
    expect(evidenceText([gain], [], 54)).toBe(
      "fixes q12 (control 0/2, candidate 3/3); breaks none of 54 checked",
    );
    expect(evidenceText([gain, evidence("q7", [1, 2], [3, 1])], [evidence("q1", [2, 0], [0, 3])], 9)).toBe(
      "fixes q12 (control 0/2, candidate 3/3), q7 (control 1/3, candidate 3/4); breaks q1 (control 2/2, candidate 0/3) of 9 checked",
    );
    expect(evidenceText([], [], 0)).toBe("fixes nothing");
    expect(evidenceText([gain], [], 0, (id) => `${id} "Revenue?"`)).toBe(
      'fixes q12 "Revenue?" (control 0/2, candidate 3/3)',
    );
  });
});

describe("luckChance", () => {
  it("is the chance of a clean row at the worst rate", () => {
    expect(luckChance(evidence("q", [0, 2], [3, 0]))).toBeCloseTo(0.6 ** 3 * 0.4 ** 2, 10);
    expect(streakChance(3, 2)).toBeCloseTo(0.03456, 5);
    expect(luckChance(evidence("q", [0, 0], [0, 0]))).toBe(1);
  });

  it("grows with each answer that contradicts, and bounds what varying questions show", () => {
    const clean = luckChance(evidence("q", [0, 2], [3, 0]));
    const once = luckChance(evidence("q", [0, 2], [3, 1]));
    const twice = luckChance(evidence("q", [1, 2], [3, 1]));
    expect(once).toBeGreaterThan(clean);
    expect(twice).toBeGreaterThan(once);
    // At any rate, exactly: at least 3 of 4 right with the fix, and 2 of 2 wrong without it.
    for (const rate of [0.3, 0.5, 0.6, 0.7])
      expect(once).toBeGreaterThanOrEqual((4 * rate ** 3 * (1 - rate) + rate ** 4) * (1 - rate) ** 2 - 1e-4);
  });
});
