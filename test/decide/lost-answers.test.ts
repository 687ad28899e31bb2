import { confirmedPolicy, type Outcome, screenedPolicy } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { decideAll, verdicts } from "./decide-all.js";

const ids = ["q1", "q2", "q3", "q4"];
const policies = [confirmedPolicy(), screenedPolicy(), screenedPolicy({ preset: "lean" })];

describe.each(policies)("$name, where answers get lost", (policy) => {
  it("asks again what had no answer at the start, so that a fix which breaks it is seen", () => {
    const state = decideAll(policy, {
      ids,
      fixes: [{ id: "a", claims: ["q3"] }],
      protectedIds: ["q1"],
      answer: ({ configuration, benchmarkId }, before): Outcome => {
        if (configuration.length > 0) return benchmarkId === "q1" ? "fail" : "pass";
        if (benchmarkId === "q1") return before === 0 ? "none" : "pass";
        return benchmarkId === "q2" ? "pass" : "fail";
      },
    });
    expect(verdicts(state)).toEqual({ a: "rejected" });
    expect(state.decisions[0]?.reason).toContain("breaks protected q1");
  });

  it("does not call a fix useless whose questions could not be observed with it", () => {
    const state = decideAll(policy, {
      ids,
      fixes: [{ id: "a", claims: ["q3"], related: ["q3"] }],
      answer: ({ configuration, benchmarkId }) =>
        benchmarkId === "q3" && configuration.length > 0
          ? "none"
          : benchmarkId === "q4"
            ? "fail"
            : benchmarkId === "q3"
              ? "fail"
              : "pass",
    });
    expect(verdicts(state)).toEqual({ a: "inconclusive" });
    expect(state.decisions[0]?.reason).toContain("q3 could not be observed");
  });

  it("counts as checked only what was answered", () => {
    const state = decideAll(policy, {
      ids,
      fixes: [{ id: "a", claims: ["q3"] }],
      answer: ({ configuration, benchmarkId }) => {
        if (benchmarkId === "q1" && configuration.length > 0) return "none";
        return benchmarkId === "q3" || benchmarkId === "q4"
          ? configuration.length > 0 && benchmarkId === "q3"
            ? "pass"
            : "fail"
          : "pass";
      },
    });
    expect(verdicts(state)).toEqual({ a: "accepted" });
    expect(state.decisions[0]?.reason).toMatch(/breaks none of 1 checked$/);
  });
});
