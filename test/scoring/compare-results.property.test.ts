import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareResults } from "../../src/scoring/compare-results.js";
import { gradeComparison } from "../../src/scoring/grade-comparison.js";
import type { Cell, ResultTable } from "../../src/sql/result-table.js";
import { seededRandom } from "../../src/util/random.js";
import { bruteForceMatch, findDisagreements, permutedTable, shuffle } from "./comparison/brute-force.js";

const RANDOM_PAIRS = 3000;
const RUNS = { numRuns: 300, seed: 20 };

const CELLS = {
  INT: fc.integer({ min: -3, max: 9 }).map(String),
  BIGINT: fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 40n }).map(String),
  "DECIMAL(12,2)": fc.integer({ min: 0, max: 999_999 }).map((cents) => (cents / 100).toFixed(2)),
  DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  STRING: fc.oneof(fc.constantFrom("", "a", "A", "0", "007", "true", "2024-01-01", "NULL"), fc.string()),
  DATE: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  TIMESTAMP: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
  BOOLEAN: fc.constantFrom("true", "false"),
} as const;
type TypeName = keyof typeof CELLS;
const TYPE_NAMES: readonly TypeName[] = [
  "INT",
  "BIGINT",
  "DECIMAL(12,2)",
  "DOUBLE",
  "STRING",
  "DATE",
  "TIMESTAMP",
  "BOOLEAN",
];

function tables(minRows = 1): fc.Arbitrary<ResultTable> {
  return fc
    .record({
      types: fc.array(fc.constantFrom(...TYPE_NAMES), { minLength: 1, maxLength: 6 }),
      isTyped: fc.boolean(),
      rowCount: fc.integer({ min: minRows, max: 12 }),
    })
    .chain(({ types, isTyped, rowCount }) => {
      const row = fc.tuple(
        ...types.map((type): fc.Arbitrary<Cell> => fc.option<string>(CELLS[type], { freq: 6, nil: null })),
      );
      return fc.array(row, { minLength: rowCount, maxLength: rowCount }).map((rows) => ({
        columns: types.map((type, index) => (isTyped ? { name: `c${index}`, type } : { name: `c${index}` })),
        rows,
      }));
    });
}

describe("compareResults, for any table", () => {
  it("is equal to itself in any order of rows and columns, whatever the columns are called", () => {
    fc.assert(
      fc.property(tables(), fc.integer(), fc.boolean(), (table, seed, keepsNames) => {
        const copy = permutedTable(seededRandom(seed), table, true);
        const renamed = keepsNames
          ? copy
          : { ...copy, columns: copy.columns.map((column, index) => ({ ...column, name: `other${index}` })) };
        const comparison = compareResults(table, renamed);
        expect(["equal", "equal_up_to_order"]).toContain(comparison.verdict);
        expect(gradeComparison(comparison).grade).toBe("good");
      }),
      RUNS,
    );
  });

  it("is not equal to itself with one cell changed", () => {
    fc.assert(
      fc.property(tables(), fc.nat(), fc.nat(), fc.integer(), (table, rowAt, columnAt, seed) => {
        const row = rowAt % table.rows.length;
        const column = columnAt % table.columns.length;
        const changed: ResultTable = {
          ...table,
          rows: table.rows.map((cells, index) =>
            index === row ? cells.map((cell, place) => (place === column ? changedCell(cell) : cell)) : cells,
          ),
        };
        const comparison = compareResults(table, permutedTable(seededRandom(seed), changed, true));
        expect(comparison.verdict).not.toMatch(
          /^(equal|equal_up_to_order|equal_rounded|superset_columns|subset_columns)$/,
        );
        expect(gradeComparison(comparison).grade).not.toBe("good");
      }),
      RUNS,
    );
  });

  it("is not equal to itself with a row doubled", () => {
    fc.assert(
      fc.property(tables(2), fc.nat(), (table, fromAt) => {
        const from = table.rows[fromAt % table.rows.length] ?? [];
        const doubled = { ...table, rows: [...table.rows, from] };
        expect(compareResults(table, doubled)).toMatchObject({
          verdict: "different",
          rowsExtra: 1,
          rowsMissing: 0,
        });
        expect(compareResults(doubled, table)).toMatchObject({
          verdict: "different",
          rowsExtra: 0,
          rowsMissing: 1,
        });
      }),
      RUNS,
    );
  });

  it("is not equal to itself with a row doubled in place of another", () => {
    fc.assert(
      fc.property(tables(2), fc.nat(), fc.nat(), (table, fromAt, toAt) => {
        fc.pre(!table.columns.some(({ type }) => type === undefined || /DOUBLE|DECIMAL/.test(type)));
        const from = table.rows[fromAt % table.rows.length] ?? [];
        const to = toAt % table.rows.length;
        const replaced = { ...table, rows: table.rows.map((row, index) => (index === to ? from : row)) };
        fc.pre(!bruteForceMatch(table, replaced));
        expect(compareResults(table, replaced).verdict).not.toMatch(/^equal(_up_to_order|_rounded)?$/);
      }),
      RUNS,
    );
  });

  it("is not equal to itself with a column paired with other rows", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { minLength: 3, maxLength: 30 }),
        fc.integer(),
        (keys, seed) => {
          const values = keys.map((key) => String(key));
          const paired = shuffle(seededRandom(seed), values);
          fc.pre(paired.some((value, index) => value !== values[index]));
          const columns = [
            { name: "key", type: "INT" },
            { name: "value", type: "STRING" },
          ];
          const left = { columns, rows: keys.map((key, index) => [key, `v${values[index]}`]) };
          const right = { columns, rows: keys.map((key, index) => [key, `v${paired[index]}`]) };
          expect(compareResults(left, right).verdict).toBe("different");
        },
      ),
      RUNS,
    );
  });

  it("has all its values when columns are added, and lacks some when columns are taken", () => {
    fc.assert(
      fc.property(tables(2), fc.integer(), (table, seed) => {
        const wide: ResultTable = {
          columns: [...table.columns, { name: "extra", type: "STRING" }],
          rows: table.rows.map((row, index) => [...row, `extra ${index}`]),
        };
        const shuffled = permutedTable(seededRandom(seed), wide, true);
        expect(compareResults(table, shuffled)).toMatchObject({
          verdict: "superset_columns",
          unmatchedActual: ["extra"],
        });
        expect(compareResults(shuffled, table)).toMatchObject({
          verdict: "subset_columns",
          missingRequired: ["extra"],
        });
      }),
      RUNS,
    );
  });

  it("agrees with trying all pairings of columns", () => {
    const { disagreements, matches } = findDisagreements(RANDOM_PAIRS, 42);
    expect(disagreements).toEqual([]);
    expect(matches).toBeGreaterThan(RANDOM_PAIRS / 4);
  });
});

/** Another value that no rounding and no reading makes the same. */
function changedCell(cell: Cell): Cell {
  if (cell === null) return "77123";
  const number = typeof cell === "string" && /^-?\d/.test(cell) ? Number(cell) : Number.NaN;
  if (typeof cell === "string" && /^-?\d{16,}$/.test(cell)) return String(BigInt(cell) + 1000n);
  return Number.isNaN(number) ? "something else" : String(Math.round(number) * 3 + 77_123);
}
