import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/errors/configuration-error.js";
import { compareResults } from "../../src/scoring/compare-results.js";
import { gradeComparison } from "../../src/scoring/grade-comparison.js";
import type { ResultTable } from "../../src/sql/result-table.js";
import { seededRandom } from "../../src/util/random.js";
import { shuffle } from "./comparison/brute-force.js";
import { LABELLED_PAIRS, table } from "./comparison/labelled-pairs.js";

const GRADES = { same: "good", different: "bad", look: "review" } as const;

describe("compareResults on labelled pairs", () => {
  it("covers every kind with at least sixty pairs", () => {
    expect(LABELLED_PAIRS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(LABELLED_PAIRS.map((pair) => pair.name)).size).toBe(LABELLED_PAIRS.length);
  });

  it.each(LABELLED_PAIRS)("$name: $label", ({ expected, actual, options, label }) => {
    const comparison = compareResults(expected, actual, options);
    const graded = { verdict: comparison.verdict, ...gradeComparison(comparison) };
    expect(graded).toMatchObject({ grade: GRADES[label] });
  });

  it.each(LABELLED_PAIRS)("$name: gives a JSON-safe account", ({ expected, actual, options }) => {
    const comparison = compareResults(expected, actual, options);
    const withoutUndefined = Object.fromEntries(
      Object.entries(comparison).filter(([, value]) => value !== undefined),
    );
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(withoutUndefined);
    expect(comparison.summary).toMatch(/\.$/);
  });
});

describe("the account of a comparison", () => {
  const people = table(
    "id:BIGINT name:STRING score:INT",
    ["1", "Ann", "10"],
    ["2", "Bo", "20"],
    ["3", "Cy", "30"],
  );

  it("maps columns under other names and places", () => {
    const { columnMap, verdict } = compareResults(
      people,
      table("points:INT who:STRING key:BIGINT", ["30", "Cy", "3"], ["10", "Ann", "1"], ["20", "Bo", "2"]),
    );
    expect(verdict).toBe("equal_up_to_order");
    expect(columnMap).toEqual([
      { expected: "id", actual: "key", hasSameValues: true },
      { expected: "name", actual: "who", hasSameValues: true },
      { expected: "score", actual: "points", hasSameValues: true },
    ]);
  });

  it("names the only cell that differs", () => {
    const comparison = compareResults(
      people,
      table("id:BIGINT name:STRING score:INT", ["3", "Cy", "30"], ["1", "Ann", "11"], ["2", "Bo", "20"]),
    );
    expect(comparison.singleCell).toEqual({ column: "score", expected: "10", actual: "11" });
    expect(comparison.reasons).toContain("SINGLE_CELL_DIFFERENCE");
    expect(comparison.summary).toBe("One cell differs: score is '11' instead of '10'.");
    expect(comparison).toMatchObject({ rowsMissing: 1, rowsExtra: 1, sampleMissing: [["1", "Ann", "10"]] });
  });

  it("counts and samples missing rows and says what they share", () => {
    const rows = Array.from({ length: 20 }, (_, index) => [String(index), index < 8 ? null : "EMEA"]);
    const comparison = compareResults(
      table("id:INT region:STRING", ...rows),
      table("id:INT region:STRING", ...rows.slice(8)),
    );
    expect(comparison.summary).toBe("Same 2 columns, 8 of 20 rows missing, all with region NULL.");
    expect(comparison.sampleMissing).toHaveLength(5);
    expect(comparison).toMatchObject({ rowsMissing: 8, rowsExtra: 0, verdict: "different" });
  });

  it("recognises a constant factor", () => {
    const comparison = compareResults(
      table("k:STRING share:DOUBLE", ["a", "0.25"], ["b", "0.5"], ["c", "0.125"]),
      table("k:STRING share:DOUBLE", ["c", "12.5"], ["a", "25"], ["b", "50"]),
    );
    expect(comparison).toMatchObject({ verdict: "different", scale: { column: "share", factor: 100 } });
  });

  it("tells duplicates from other extra rows", () => {
    const comparison = compareResults(table("a:INT", ["1"], ["2"]), table("a:INT", ["1"], ["2"], ["2"]));
    expect(comparison.reasons).toEqual(expect.arrayContaining(["DUPLICATES_ONLY", "RESULT_EXTRA_ROWS"]));
    expect(comparison.rowsExtra).toBe(1);
  });

  it("measures what rounding accepted", () => {
    const comparison = compareResults(
      table("k:INT n:DOUBLE", ["1", "10.001"], ["2", "2.5"]),
      table("k:INT n:DOUBLE", ["1", "10.002"], ["2", "2.5"]),
    );
    expect(comparison).toMatchObject({ verdict: "equal_rounded", level: "rounded" });
    expect(comparison.maxRelativeError).toBeCloseTo(0.0001, 6);
  });

  it("takes the number of significant digits from its options", () => {
    const one = table("k:INT n:DOUBLE", ["1", "10.001"], ["2", "2.5"]);
    const other = table("k:INT n:DOUBLE", ["1", "10.002"], ["2", "2.5"]);
    expect(compareResults(one, other, { significantDigits: 7 }).verdict).toBe("different");
  });

  it("writes big integers as text", () => {
    const comparison = compareResults(table("id:BIGINT", [2n ** 60n]), table("id:BIGINT", [2n ** 60n + 1n]));
    expect(comparison).toMatchObject({ verdict: "different", sampleMissing: [["1152921504606846976"]] });
  });

  it("marks tied rows that moved", () => {
    const comparison = compareResults(
      table("a:STRING n:INT", ["x", "2"], ["y", "1"], ["z", "1"]),
      table("a:STRING n:INT", ["x", "2"], ["z", "1"], ["y", "1"]),
      { ordered: true, orderKeys: ["2 DESC NULLS LAST"] },
    );
    expect(comparison).toMatchObject({ verdict: "equal_up_to_order", areTiesPermuted: true });
  });

  it("reports kinds that differ between paired columns", () => {
    const comparison = compareResults(table("n:INT", ["5"], ["6"]), table("n:STRING", ["5"], ["6"]));
    expect(comparison.verdict).toBe("equal_relaxed");
    expect(comparison.typeDifferences).toEqual([{ column: "n", expected: "number", actual: "text" }]);
  });

  it("leaves its input alone", () => {
    const frozen = Object.freeze({ columns: people.columns, rows: Object.freeze([...people.rows]) });
    expect(compareResults(frozen, frozen).verdict).toBe("equal");
  });
});

describe("large tables", () => {
  const rows = Array.from({ length: 3000 }, (_, row) => [
    String(row),
    `name ${row % 700}`,
    (row / 7).toFixed(3),
    row % 2 === 0 ? "Y" : "N",
    row % 3 === 0 ? "Y" : "N",
  ]);
  const columns = "id:INT name:STRING amount:DECIMAL(10,3) active:STRING paid:STRING";
  const large = table(columns, ...rows);

  it("finds one changed cell among many, without names to go by", () => {
    const changed = rows.map((row, index) => (index === 1234 ? [...row.slice(0, 4), "?"] : row));
    const comparison = compareResults(
      large,
      table("a:INT b:STRING c:DECIMAL(10,3) d:STRING e:STRING", ...changed.reverse()),
    );
    expect(comparison).toMatchObject({ verdict: "different", rowsMissing: 1, rowsExtra: 1 });
    expect(comparison.singleCell).toMatchObject({ column: "paid", actual: "?" });
  });

  it("finds one changed cell among many by names", () => {
    const changed = rows.map((row, index) => (index === 1234 ? [...row.slice(0, 4), "?"] : row));
    expect(compareResults(large, table(columns, ...changed.reverse()))).toMatchObject({
      verdict: "different",
      singleCell: { column: "paid", actual: "?" },
    });
  });

  it("pairs columns over the same words by the rows they stand in", () => {
    const answer = table(
      "v:STRING w:STRING x:DECIMAL(10,3) y:STRING z:INT",
      ...rows
        .slice(10)
        .map((row) => [row[4] ?? null, row[3] ?? null, row[2] ?? null, row[1] ?? null, row[0] ?? null]),
    );
    const comparison = compareResults(large, answer);
    expect(comparison).toMatchObject({ verdict: "different", rowsMissing: 10, rowsExtra: 0 });
    const partner = (name: string) => comparison.columnMap.find((pair) => pair.expected === name)?.actual;
    expect([partner("active"), partner("paid")]).toEqual(["w", "v"]);
  });

  it("sees through swapped names of similar columns", () => {
    const renamed = table("id:INT name:STRING amount:DECIMAL(10,3) paid:STRING active:STRING", ...rows);
    const comparison = compareResults(large, renamed);
    expect(comparison).toMatchObject({ verdict: "equal", hasNameConflict: true });
    expect(gradeComparison(comparison).grade).toBe("review");
  });

  it("sees through swapped names of columns that differ in one row only", () => {
    const flags = rows.map((row, index) => [row[0] ?? null, "Y", index === 5 ? "N" : "Y"]);
    const left = table("id:INT a:STRING b:STRING", ...flags);
    const right = table("id:INT b:STRING a:STRING", ...[...flags].reverse());
    expect(compareResults(left, right)).toMatchObject({
      verdict: "equal_up_to_order",
      hasNameConflict: true,
    });
  });

  it("accepts floating-point noise in every row, under other names too", () => {
    const noisy = rows.map((row) => [
      row[0] ?? null,
      row[1] ?? null,
      String(Number(row[2]) * (1 + 1e-9)),
      row[3] ?? null,
      row[4] ?? null,
    ]);
    for (const names of [columns, "a:INT b:STRING c:DOUBLE d:STRING e:STRING"]) {
      expect(compareResults(large, table(names, ...noisy)).verdict).toBe("equal_rounded");
    }
  });

  it("settles many columns with the same values", () => {
    const count = 400;
    const permutations = Array.from(
      { length: 20 },
      (_, column) => (row: number) => String((row * (2 * column + 1) + column * column) % 401),
    );
    const left = {
      columns: permutations.map((_, index) => ({ name: `l${index}`, type: "INT" })),
      rows: Array.from({ length: count }, (_, row) => permutations.map((of) => of(row + 1))),
    };
    const right = {
      columns: [...left.columns.keys()].map((index) => ({ name: `r${index}`, type: "INT" })),
      rows: left.rows.map((row) => [...row].reverse()).reverse(),
    };
    expect(compareResults(left, right).verdict).toBe("equal_up_to_order");
  });

  it("says that it cannot tell where the ways to pair columns are too many", () => {
    // Two Latin squares of order 8 that differ only in how rows and columns hang together.
    const cells = [...Array(64).keys()];
    const square = (prefix: string, of: (a: number, b: number) => number) => ({
      columns: cells.map((column) => ({ name: `${prefix}${column}` })),
      rows: cells.map((i) =>
        cells.map((j) => {
          const [a, b, c, d] = [i >> 3, i & 7, j >> 3, j & 7];
          return i !== j && (a === c || b === d || of(a, b) === of(c, d)) ? "1" : "0";
        }),
      ),
    });
    const cyclic = square("l", (a, b) => (a + b) % 8);
    const binary = square("r", (a, b) => a ^ b);
    const comparison = compareResults(cyclic, binary);
    expect(comparison.verdict).toBe("unknown_ambiguous");
    expect(gradeComparison(comparison).grade).toBe("review");
  });

  it("gives up soon on few rows of many columns", () => {
    const random = seededRandom(3);
    const ofHalves = (columns: number, prefix: string): ResultTable => {
      const cells = Array.from({ length: columns }, () =>
        shuffle(
          random,
          Array.from({ length: 20 }, (_, row) => (row < 10 ? "1" : "0")),
        ),
      );
      return {
        columns: cells.map((_, column) => ({ name: `${prefix}${column}`, type: "INT" })),
        rows: Array.from({ length: 20 }, (_, row) => cells.map((column) => column[row] ?? null)),
      };
    };
    const startedAt = performance.now();
    expect(compareResults(ofHalves(8, "l"), ofHalves(500, "r")).verdict).toMatch(
      /^(different|unknown_ambiguous|superset_columns)$/,
    );
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  it("accepts noise in columns of repeated numbers without a key", () => {
    const random = seededRandom(11);
    const grid = Array.from({ length: 900 }, (_, index) => [
      10.005 + Math.floor(index / 30) / 100,
      20.005 + (index % 30) / 100,
    ]);
    const noisy = grid.map((row) => row.map((value) => String(value * (1 + (random() - 0.5) * 1e-12))));
    const exact = grid.map((row) => row.map(String));
    const left = table("x:DOUBLE y:DOUBLE", ...exact);
    expect(compareResults(left, table("u:DOUBLE v:DOUBLE", ...shuffle(random, noisy))).verdict).toBe(
      "equal_rounded",
    );
  });

  it("pairs columns whose values lie on both sides of a rounding boundary", () => {
    const left = table("mean:DOUBLE", ["99.995"], ["20.005"]);
    const right = table("n:INT average:DOUBLE", ["5", "99.99499999"], ["7", "20.00500001"]);
    expect(compareResults(left, right)).toMatchObject({ verdict: "superset_columns", level: "tolerance" });
  });
});

describe("compareResults with hostile cells", () => {
  const nested = (cell: string) => table("s:ARRAY<STRING>", [cell], ["[]"]);

  it("reads long and broken nested values in linear time", () => {
    const broken = `{${'\\"'.repeat(50_000)}1234567890123456`;
    const long = `["${"a".repeat(5_000_000)}",1234567890123456789]`;
    const startedAt = performance.now();
    expect(compareResults(nested(broken), nested(`${broken} 7`)).verdict).toBe("different");
    expect(compareResults(nested(long), nested(`${long} `)).verdict).toBe("equal");
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe("compareResults, told wrongly", () => {
  it.each([0, -1, 1.5, 16, Number.NaN])("refuses %s significant digits", (significantDigits) => {
    const one = table("n:DOUBLE", ["1.5"]);
    expect(() => compareResults(one, one, { significantDigits })).toThrow(ConfigurationError);
  });

  it("leaves no row a partner where no column has one", () => {
    const left = table("a:INT b:INT", ["1", "2"], ["3", "4"]);
    const right = table("x:STRING y:STRING", ["p", "q"], ["r", "s"], ["t", "u"]);
    expect(compareResults(left, right)).toMatchObject({
      verdict: "different",
      rowsMissing: 2,
      rowsExtra: 3,
      sampleMissing: left.rows,
    });
  });
});
