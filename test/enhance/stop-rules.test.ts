import { describe, expect, it } from "vitest";
import { stopReason } from "../../src/enhance/stop-rules.js";

const limits = { targetScore: 0.9, maxLoops: 5, minScoreImprovement: 0.05 };
const reason = (scores: number[], proposedInLastLoop = 3) =>
  stopReason({ scores, proposedInLastLoop }, limits);

describe("stopReason", () => {
  it("ends before the first loop when the initial score reaches the target", () => {
    expect(reason([0.9])).toBe("target-reached");
  });

  it("starts the first loop below the target, whatever was proposed", () => {
    expect(reason([0.4], 0)).toBeUndefined();
  });

  it("ends when the analysis finds nothing more to try", () => {
    expect(reason([0.4, 0.5], 0)).toBe("nothing-to-fix");
  });

  it("ends after three loops that gained less than the minimum together", () => {
    expect(reason([0.5, 0.51, 0.52])).toBeUndefined();
    expect(reason([0.5, 0.51, 0.52, 0.53])).toBe("no-improvement");
    expect(reason([0.5, 0.52, 0.54, 0.56])).toBeUndefined();
  });

  it("ends after two loops with a falling score", () => {
    expect(reason([0.6, 0.55])).toBeUndefined();
    expect(reason([0.6, 0.55, 0.5])).toBe("score-declining");
    expect(reason([0.6, 0.5, 0.55])).toBeUndefined();
  });

  it("ends when the loops are used up", () => {
    expect(reason([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])).toBe("max-loops");
  });

  it("names the target before any other reason", () => {
    expect(reason([0.1, 0.2, 0.3, 0.4, 0.5, 0.95], 0)).toBe("target-reached");
  });
});
