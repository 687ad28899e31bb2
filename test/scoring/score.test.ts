import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreOf, wilsonInterval } from "../../src/scoring/score.js";

describe("wilsonInterval", () => {
  it.each([
    // Values of R's binom::binom.confint(method = "wilson").
    [0, 10, 0, 0.27754],
    [1, 1, 0.20655, 1],
    [8, 10, 0.49016, 0.94332],
    [50, 100, 0.40383, 0.59617],
    [10, 10, 0.72246, 1],
  ])("of %i of %i is %f to %f", (passed, total, low, high) => {
    const interval = wilsonInterval(passed, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("is the whole range when nothing was counted", () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  const counts = fc
    .integer({ min: 1, max: 100_000 })
    .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));

  it("contains the share, lies within 0 and 1, and mirrors for the other outcome", () => {
    fc.assert(
      fc.property(counts, ([passed, total]) => {
        const { low, high } = wilsonInterval(passed, total);
        const mirrored = wilsonInterval(total - passed, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(passed / total + 1e-12);
        expect(high).toBeGreaterThanOrEqual(passed / total - 1e-12);
        expect(mirrored.low).toBeCloseTo(1 - high, 9);
      }),
    );
  });

  it("narrows as more is counted at the same share", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 10 }), ([passed, total], times) => {
        const width = ({ low, high }: { low: number; high: number }) => high - low;
        expect(width(wilsonInterval(passed * times, total * times))).toBeLessThan(
          width(wilsonInterval(passed, total)),
        );
      }),
    );
  });
});

describe("scoreOf", () => {
  it("counts what was decided and leaves the rest apart", () => {
    const verdicts = ["pass", "pass", "pass", "fail", "error", "error", "invalid"] as const;
    expect(scoreOf(verdicts.map((verdict) => ({ verdict })))).toEqual({
      value: 0.75,
      interval: wilsonInterval(3, 4),
      passed: 3,
      failed: 1,
      errors: 2,
      invalid: 1,
    });
  });

  it("is 0 with the widest interval when nothing was decided", () => {
    expect(scoreOf([{ verdict: "error" }])).toMatchObject({
      value: 0,
      interval: { low: 0, high: 1 },
      errors: 1,
    });
  });
});
