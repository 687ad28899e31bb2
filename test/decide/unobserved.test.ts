import { type Ask, confirmedPolicy, type Outcome, screenedPolicy } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { exactPolicy } from "../../src/decide/exact-policy.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";
import { decideAll } from "./decide-all.js";

const ids = ["right", "claimed", "other"];

/** The verdict on a fix that claims one question, which is answered with it as told; the others stay as they were. */
function verdictOf(policy: Parameters<typeof decideAll>[0], claimed: Outcome, right: Outcome = "pass") {
  const { decisions } = decideAll(policy, {
    ids,
    fixes: [{ id: "a", claims: ["claimed"] }],
    answer: ({ configuration, benchmarkId }) => {
      if (benchmarkId === "right") return configuration.includes("a") ? right : "pass";
      return benchmarkId === "claimed" && configuration.includes("a") ? claimed : "fail";
    },
  });
  return decisions[0];
}

describe.each([
  ["confirmed", confirmedPolicy()],
  ["screened", screenedPolicy()],
])("%s", (_, policy) => {
  it("does not reject a fix whose only hope cannot be observed", () => {
    expect(verdictOf(policy, "none")).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringContaining("claimed could not be observed with it"),
    });
  });

  it("rejects one whose hope was seen to fail", () => {
    expect(verdictOf(policy, "fail")).toMatchObject({ verdict: "rejected" });
  });
});

describe.each([
  // Stops before it asks what could have been lost.
  ["exact", exactPolicy, "inconclusive"],
  ["reference", referencePolicy, "rejected"],
])("%s", (_, policy, afterLoss) => {
  it("does not reject a fix that only questions without an answer keep from a higher score", () => {
    expect(verdictOf(policy, "none", "none")).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringContaining("claimed could not be observed with it"),
    });
  });

  it("rejects one that no answer could have saved", () => {
    expect(verdictOf(policy, "fail")).toMatchObject({ verdict: "rejected" });
    expect(verdictOf(policy, "none", "fail")).toMatchObject({ verdict: afterLoss });
  });
});

it.each([confirmedPolicy(), screenedPolicy(), referencePolicy, exactPolicy])(
  "$name keeps no fix with which a protected question falls silent",
  (policy) => {
    const loop = {
      ids,
      fixes: [{ id: "a", claims: ["claimed"] }],
      answer: ({ configuration, benchmarkId }: Ask): Outcome => {
        if (benchmarkId === "right") return configuration.includes("a") ? "none" : "pass";
        return benchmarkId === "claimed" && configuration.includes("a") ? "pass" : "fail";
      },
    };
    expect(decideAll(policy, { ...loop, protectedIds: ["right"] }).decisions[0]).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringContaining("protected right could not be observed with it"),
    });
    expect(decideAll(policy, loop).decisions[0]).toMatchObject({ verdict: "accepted" });
  },
);
