import fc from "fast-check";
import { type AnalysisStrategy, combined, type FailureCase, perCategory, perFailure } from "genie-enhancer";
import { describe, expect, it } from "vitest";

function failure(
  benchmarkId: string,
  question: string,
  failureCategory: FailureCase["failureCategory"],
  sql: string,
): FailureCase {
  return { benchmarkId, question, failureCategory, expectedSql: sql, explanation: "Other rows." };
}

const revenue = (id: string, word: string) =>
  failure(
    id,
    `Revenue ${word}`,
    "wrong_column",
    `SELECT SUM(amt_net) FROM shop.core.orders WHERE x = '${word}'`,
  );
const stock = (id: string, word: string) =>
  failure(
    id,
    `Stock on hand ${word}`,
    "missing_table",
    `SELECT SUM(qty) FROM shop.stock.inventory WHERE y = ${word}`,
  );

const failures = [
  revenue("r1", "in Lyon"),
  stock("s1", "1"),
  revenue("r2", "in Paris"),
  stock("s2", "2"),
  failure("o1", "Who leads the Porto team?", "wrong_column", "SELECT boss FROM shop.hr.teams"),
];
const idsOf = (strategy: AnalysisStrategy, list: readonly FailureCase[]) =>
  strategy.group(list).map((group) => group.failures.map(({ benchmarkId }) => benchmarkId));

describe("strategies", () => {
  it("give each failure a call of its own", () => {
    expect(idsOf(perFailure, failures)).toEqual([["r1"], ["s1"], ["r2"], ["s2"], ["o1"]]);
  });

  it("give each category one call, however many failures it has", () => {
    expect(idsOf(perCategory, failures)).toEqual([
      ["r1", "r2", "o1"],
      ["s1", "s2"],
    ]);
    const many = Array.from({ length: 300 }, (_, index) => revenue(`r${index}`, `in town ${index}`));
    expect(perCategory.group(many)).toHaveLength(1);
  });

  it("put together what is alike in category, tables and words", () => {
    expect(idsOf(combined, failures)).toEqual([["r1", "r2"], ["s1", "s2"], ["o1"]]);
    expect(combined.group(failures)[1]?.label).toBe("missing_table: inventory");
  });

  it("keep clusters to what one call can do justice to", () => {
    const many = Array.from({ length: 30 }, (_, index) => revenue(`r${index}`, "in Lyon"));
    const sizes = combined.group(many).map((group) => group.failures.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12);
    expect(sizes.length).toBeLessThan(10);
  });

  it.each([perFailure, perCategory, combined])("leave no failure out and none twice: $name", (strategy) => {
    const anyFailure = fc.record({
      question: fc.constantFrom("Revenue in Lyon", "Stock of Paris", "열 개의 매장", ""),
      failureCategory: fc.constantFrom("wrong_column", "missing_table", "no_sql_generated"),
      expectedSql: fc.constantFrom(
        "SELECT a FROM t.t.t",
        "SELECT SUM(b) FROM t.t.u",
        "not SQL at all '",
        undefined,
      ),
    });
    fc.assert(
      fc.property(fc.array(anyFailure, { maxLength: 40 }), (list) => {
        const cases = list.map(
          (one, index): FailureCase => ({
            ...one,
            failureCategory: one.failureCategory as FailureCase["failureCategory"],
            benchmarkId: `q${index}`,
            explanation: "",
          }),
        );
        const groups = idsOf(strategy, cases);
        expect(groups.flat().toSorted()).toEqual(cases.map(({ benchmarkId }) => benchmarkId).toSorted());
        expect(groups.every(({ length }) => length > 0)).toBe(true);
        expect(idsOf(strategy, cases)).toEqual(groups);
      }),
      { numRuns: 60 },
    );
  });
});
