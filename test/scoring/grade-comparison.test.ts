import { describe, expect, it } from "vitest";
import { type CompareOptions, compareResults } from "../../src/scoring/compare-results.js";
import { type ComparisonGrade, gradeComparison } from "../../src/scoring/grade-comparison.js";
import type { ResultTable } from "../../src/sql/result-table.js";
import { table } from "./comparison/labelled-pairs.js";

const one = table("k:STRING n:INT", ["a", "1"], ["b", "2"], ["c", "3"]);
const reversed: ResultTable = { ...one, rows: [...one.rows].reverse() };

type Case = readonly [
  name: string,
  expected: ResultTable,
  actual: ResultTable,
  options: CompareOptions,
  genie: ComparisonGrade["grade"],
  analyst: ComparisonGrade["grade"],
];

const CASES: readonly Case[] = [
  ["equal", one, one, {}, "good", "good"],
  ["another order, none asked", one, reversed, {}, "good", "good"],
  ["another order than asked", one, reversed, { ordered: true }, "good", "review"],
  ["swapped names", one, table("n:STRING k:INT", ...one.rows), {}, "good", "review"],
  [
    "an extra column",
    one,
    table("k:STRING n:INT z:INT", ["a", "1", "7"], ["b", "2", "8"], ["c", "3", "9"]),
    {},
    "bad",
    "good",
  ],
  [
    "an extra column in another order than asked",
    one,
    table("k:STRING n:INT z:INT", ["c", "3", "9"], ["b", "2", "8"], ["a", "1", "7"]),
    { ordered: true },
    "bad",
    "review",
  ],
  ["a missing column", one, table("k:STRING", ["a"], ["b"], ["c"]), {}, "bad", "bad"],
  [
    "a missing optional column",
    one,
    table("k:STRING", ["a"], ["b"], ["c"]),
    { requiredColumns: ["k"] },
    "bad",
    "good",
  ],
  ["a single cell", one, table("k:STRING n:INT", ["a", "1"], ["b", "2"], ["c", "4"]), {}, "bad", "bad"],
  [
    "whole numbers that are the same to four digits",
    table("k:STRING n:BIGINT", ["a", "1234567"], ["b", "10001"], ["c", "3"]),
    table("k:STRING n:BIGINT", ["a", "1234568"], ["b", "10002"], ["c", "3"]),
    {},
    "good",
    "bad",
  ],
  [
    "whole numbers of which one is another to four digits",
    table("k:STRING n:BIGINT", ["a", "1234567"], ["b", "10001"], ["c", "3"]),
    table("k:STRING n:BIGINT", ["a", "1234568"], ["b", "10002"], ["c", "4"]),
    {},
    "review",
    "bad",
  ],
  ["missing rows", one, table("k:STRING n:INT", ["a", "1"]), {}, "review", "bad"],
  ["an empty answer", one, table("k:STRING n:INT"), {}, "bad", "bad"],
  ["both empty", table("k:STRING"), table("k:STRING"), {}, "review", "review"],
  [
    "a factor of a hundred",
    one,
    table("k:STRING n:INT", ["a", "100"], ["b", "200"], ["c", "300"]),
    {},
    "review",
    "review",
  ],
  [
    "a factor of seven",
    one,
    table("k:STRING n:INT", ["a", "7"], ["b", "14"], ["c", "21"]),
    {},
    "review",
    "bad",
  ],
  ["another sign", one, table("k:STRING n:INT", ["a", "-1"], ["b", "-2"], ["c", "-3"]), {}, "review", "bad"],
  [
    "text in another case",
    one,
    table("k:STRING n:INT", ["A", "1"], ["B", "2"], ["C", "3"]),
    {},
    "review",
    "review",
  ],
  ["cut results", { ...one, truncated: true }, one, {}, "review", "review"],
  ["no table", one, { columns: [], rows: [] }, {}, "bad", "bad"],
];

describe("gradeComparison", () => {
  it.each(CASES)("%s", (_, expected, actual, options, genie, analyst) => {
    const comparison = compareResults(expected, actual, options);
    expect(gradeComparison(comparison, "genie").grade).toBe(genie);
    expect(gradeComparison(comparison, "analyst").grade).toBe(analyst);
    expect(gradeComparison(comparison)).toEqual(gradeComparison(comparison, "analyst"));
  });

  it("gives the sentence of the comparison as its reason", () => {
    expect(gradeComparison(compareResults(one, reversed)).reason).toBe(
      "Both results hold the same 3 rows; the rows stand in another order.",
    );
  });
});
