import { type Benchmark, ConfigurationError, holdOut } from "genie-enhancer";
import { describe, expect, it } from "vitest";

const questions = (count: number): readonly Benchmark[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `q${index}`,
    question: `What is measure ${index} of region ${index * 7}?`,
    expectedSql: `SELECT SUM(m${index}) FROM t WHERE region = ${index * 7}`,
    category: index % 3 === 0 ? "rare" : "common",
  }));
const ids = (benchmarks: readonly Benchmark[]) => benchmarks.map(({ id }) => id);

describe("holdOut", () => {
  it("draws 30 % of 40 questions or more, the same ones whatever their order", () => {
    const all = questions(50);
    const { train, holdout, note } = holdOut(all);
    expect([train.length, holdout.length]).toEqual([35, 15]);
    expect(holdout.filter(({ category }) => category === "rare")).toHaveLength(5);
    expect(note).toBe("15 of 50 questions are held out.");
    expect(ids(holdOut(all.toReversed()).holdout).toSorted()).toEqual(ids(holdout).toSorted());
  });

  it("draws none of fewer, and says so", () => {
    const { train, holdout, note } = holdOut(questions(39));
    expect([train.length, holdout.length]).toEqual([39, 0]);
    expect(note).toContain("39 are too few");
    expect(holdOut(questions(20), { minBenchmarks: 20, share: 0.5 }).holdout).toHaveLength(10);
  });

  it("holds out what it is told to and nothing else", () => {
    const all = questions(60);
    const further = { id: "own", question: "Something else?", expectedSql: "SELECT 1" };
    const { train, holdout } = holdOut(all, { ids: ["q3", "q1"], benchmarks: [further] });
    expect(ids(holdout)).toEqual(["q1", "q3", "own"]);
    expect(train).toHaveLength(58);
    expect(holdOut(all, "none").train).toHaveLength(60);
  });

  it("refuses unknown ids, ids used twice, and to hold out everything", () => {
    const all = questions(2);
    expect(() => holdOut(all, { ids: ["q9"] })).toThrow(/holdout\.ids: there is no benchmark "q9"/);
    expect(() =>
      holdOut(all, { benchmarks: [questions(1)[0] ?? all[0]].flatMap((one) => one ?? []) }),
    ).toThrow(/"q0" is used more than once/);
    expect(() => holdOut(all, { ids: ["q0", "q1"] })).toThrow(ConfigurationError);
    expect(() => holdOut(all, { share: 1, minBenchmarks: 1 })).toThrow(/leaves no benchmark/);
  });
});
