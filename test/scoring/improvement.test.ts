import { describe, expect, it } from "vitest";
import { pairedImprovement, pairOutcomes, runNoise } from "../../src/scoring/improvement.js";
import { wilsonInterval } from "../../src/scoring/score.js";
import { seededRandom } from "../../src/util/random.js";

const result = (benchmarkId: string, verdict: "pass" | "fail" | "error") => ({ benchmarkId, verdict });

describe("pairOutcomes", () => {
  it("counts what changed, and leaves out what was not decided in both runs", () => {
    const before = [
      result("a", "pass"),
      result("b", "fail"),
      result("c", "pass"),
      result("d", "fail"),
      result("e", "error"),
      result("f", "pass"),
    ];
    const after = [
      result("f", "error"),
      result("e", "pass"),
      result("d", "fail"),
      result("c", "fail"),
      result("b", "pass"),
      result("a", "pass"),
    ];
    expect(pairOutcomes(before, after)).toEqual({ bothRight: 1, fixed: 1, broken: 1, bothWrong: 1 });
  });
});

describe("pairedImprovement", () => {
  it("squares and adds the Wilson intervals of both runs where they are not correlated", () => {
    const { difference, low, high } = pairedImprovement({ bothRight: 0, fixed: 8, broken: 0, bothWrong: 12 });
    const before = wilsonInterval(0, 20);
    const after = wilsonInterval(8, 20);
    expect(difference).toBeCloseTo(0.4, 10);
    expect(low).toBeCloseTo(0.4 - Math.hypot(0.4 - after.low, before.high), 10);
    expect(high).toBeCloseTo(0.4 + Math.hypot(after.high - 0.4, before.low), 10);
  });

  it("is narrower where the same questions are right in both runs", () => {
    const width = ({ low, high }: { readonly low: number; readonly high: number }) => high - low;
    const paired = pairedImprovement({ bothRight: 50, fixed: 10, broken: 0, bothWrong: 40 });
    const unpaired = pairedImprovement({ bothRight: 30, fixed: 30, broken: 20, bothWrong: 20 });
    expect(paired.difference).toBeCloseTo(unpaired.difference, 10);
    expect(width(paired)).toBeLessThan(0.6 * width(unpaired));
  });

  it("mirrors when the runs change places", () => {
    const there = pairedImprovement({ bothRight: 7, fixed: 5, broken: 1, bothWrong: 7 });
    const back = pairedImprovement({ bothRight: 7, fixed: 1, broken: 5, bothWrong: 7 });
    expect(back.difference).toBeCloseTo(-there.difference, 10);
    expect(back.low).toBeCloseTo(-there.high, 10);
    expect(back.high).toBeCloseTo(-there.low, 10);
  });

  it("says nothing without pairs, and stays within the possible", () => {
    const none = { bothRight: 0, fixed: 0, broken: 0, bothWrong: 0 };
    expect(pairedImprovement(none)).toEqual({ difference: 0, low: -1, high: 1 });
    for (let fixed = 0; fixed <= 4; fixed += 1) {
      const { low, difference, high } = pairedImprovement({ ...none, fixed, broken: 4 - fixed });
      expect(low).toBeGreaterThanOrEqual(-1);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
      expect(high).toBeLessThanOrEqual(1);
    }
  });

  it("covers the true difference about 95 times in 100", () => {
    const random = seededRandom(5);
    const shares = { bothRight: 0.5, fixed: 0.2, broken: 0.05 };
    const tries = 2000;
    let covered = 0;
    for (let n = 0; n < tries; n += 1) {
      const table = { bothRight: 0, fixed: 0, broken: 0, bothWrong: 0 };
      for (let question = 0; question < 40; question += 1) {
        const draw = random();
        if (draw < shares.bothRight) table.bothRight += 1;
        else if (draw < shares.bothRight + shares.fixed) table.fixed += 1;
        else if (draw < shares.bothRight + shares.fixed + shares.broken) table.broken += 1;
        else table.bothWrong += 1;
      }
      const { low, high } = pairedImprovement(table);
      if (low <= 0.15 && 0.15 <= high) covered += 1;
    }
    expect(covered / tries).toBeGreaterThan(0.935);
    expect(covered / tries).toBeLessThan(0.975);
  });
});

describe("runNoise", () => {
  it("is small but not nothing where no answer differed", () => {
    const noise = runNoise({ bothRight: 12, fixed: 0, broken: 0, bothWrong: 8 }, 20);
    expect(noise.differing).toBeCloseTo(1 / 40, 10);
    expect(noise.deviation).toBeCloseTo(0.025, 10);
  });

  it("finds the deviation of one score where a tenth of the questions varies", () => {
    const random = seededRandom(9);
    const rates = Array.from({ length: 1000 }, (_, n) => (n < 100 ? 0.5 : Number(n % 2 === 0)));
    const run = () => rates.map((rate) => random() < rate);
    const [first, second] = [run(), run()];
    const count = (a: boolean, b: boolean) => first.filter((one, n) => one === a && second[n] === b).length;
    const noise = runNoise(
      {
        bothRight: count(true, true),
        fixed: count(false, true),
        broken: count(true, false),
        bothWrong: count(false, false),
      },
      1000,
    );
    // 100 questions at 0.5: the deviation is √(100 · 0.25) = 5 of 1000 questions.
    expect(noise.deviation).toBeGreaterThan(0.004);
    expect(noise.deviation).toBeLessThan(0.006);
    expect(noise.noticeable / noise.deviation).toBeCloseTo(1.96 * Math.SQRT2, 2);
  });
});
