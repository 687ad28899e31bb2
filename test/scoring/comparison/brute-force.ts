import { compareResults } from "../../../src/scoring/compare-results.js";
import { columnKinds } from "../../../src/scoring/comparison/column-kind.js";
import { EncodedTable } from "../../../src/scoring/comparison/encoded-table.js";
import { alignByNames } from "../../../src/scoring/comparison/named-alignment.js";
import type { Cell, ResultTable } from "../../../src/sql/result-table.js";
import { type Random, seededRandom } from "../../../src/util/random.js";

/** Whether some injection of the narrower table's columns makes the bags of rows equal, found by trying all. */
export function bruteForceMatch(expected: ResultTable, actual: ResultTable): boolean {
  const [narrow, wide] =
    expected.columns.length <= actual.columns.length ? [expected, actual] : [actual, expected];
  if (narrow.rows.length !== wide.rows.length) return false;
  const goal = bagOf(narrow.rows);
  return injections(narrow.columns.length, wide.columns.length).some(
    (columns) => bagOf(wide.rows.map((row) => columns.map((column) => row[column] ?? null))) === goal,
  );
}

function bagOf(rows: readonly (readonly Cell[])[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join("\n");
}

function injections(from: number, to: number): number[][] {
  if (from === 0) return [[]];
  return injections(from - 1, to).flatMap((head) =>
    Array.from({ length: to }, (_, column) => column)
      .filter((column) => !head.includes(column))
      .map((column) => [...head, column]),
  );
}

const WORDS: readonly Cell[] = [null, "", "0", "1", "x", "y", "NaN", "true"];
const WHOLE: readonly Cell[] = [null, "0", "1", "2", "3"];

function int(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[int(random, 0, values.length - 1)];
  if (value === undefined) throw new Error("Nothing to pick from");
  return value;
}

export function shuffle<T>(random: Random, values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** A small table with few different values, so that columns and rows are easily confused. */
export function randomTable(random: Random, isText: boolean = random() < 0.5): ResultTable {
  const width = int(random, 1, 5);
  const domain = (isText ? WORDS : WHOLE).slice(0, int(random, 2, isText ? 8 : 5));
  return {
    columns: Array.from({ length: width }, (_, column) => ({
      name: pick(random, [`c${column}`, "a", "b"]),
      type: isText ? "STRING" : "INT",
    })),
    rows: Array.from({ length: int(random, 1, 10) }, () =>
      Array.from({ length: width }, () => pick(random, domain)),
    ),
  };
}

/** The table with its columns and rows in another order, names moving along or staying. */
export function permutedTable(random: Random, table: ResultTable, keepsNames: boolean): ResultTable {
  const order = shuffle(random, [...table.columns.keys()]);
  return {
    columns: order.map((column, place) => table.columns[keepsNames ? column : place] ?? { name: "" }),
    rows: shuffle(random, table.rows).map((row) => order.map((column) => row[column] ?? null)),
  };
}

/** Something like the table: permuted, with one cell changed, a row doubled, a column re-paired or added. */
export function relatedTable(random: Random, table: ResultTable): ResultTable {
  const rows = table.rows.map((row) => [...row]);
  const row = int(random, 0, rows.length - 1);
  const column = int(random, 0, table.columns.length - 1);
  const copy = permutedTable(random, { ...table, rows }, random() < 0.5);
  switch (int(random, 0, 5)) {
    case 0:
      return copy;
    case 1: {
      const target = rows[row];
      if (target !== undefined)
        target[column] = pick(random, table.columns[0]?.type === "INT" ? WHOLE : WORDS);
      break;
    }
    case 2: {
      const values = shuffle(
        random,
        rows.map((cells) => cells[column] ?? null),
      );
      for (const [index, cells] of rows.entries()) cells[column] = values[index] ?? null;
      break;
    }
    case 3: {
      const other = rows[int(random, 0, rows.length - 1)];
      if (other !== undefined) rows[row] = [...other];
      break;
    }
    case 4: {
      const extra = rows.map(() => pick(random, WHOLE));
      return {
        columns: [{ name: "extra", type: "INT" }, ...copy.columns],
        rows: copy.rows.map((cells, index) => [extra[index] ?? null, ...cells]),
      };
    }
    default:
      return randomTable(random, table.columns[0]?.type === "STRING");
  }
  return permutedTable(random, { ...table, rows }, random() < 0.5);
}

/** What a pair showed when comparison and trying all pairings disagree. */
export interface Disagreement {
  readonly expected: ResultTable;
  readonly actual: ResultTable;
  readonly verdict: string;
  readonly bruteForce: boolean;
}

const MATCHES = new Set(["equal", "equal_up_to_order", "superset_columns", "subset_columns"]);

/** Compares random pairs both ways. */
export function findDisagreements(
  pairs: number,
  seed: number,
): { disagreements: Disagreement[]; matches: number } {
  const random = seededRandom(seed);
  const disagreements: Disagreement[] = [];
  let matches = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const expected = randomTable(random);
    const actual = relatedTable(random, expected);
    const bruteForce = bruteForceMatch(expected, actual);
    if (bruteForce) matches += 1;
    const { verdict } = compareResults(expected, actual);
    if (MATCHES.has(verdict) !== bruteForce) disagreements.push({ expected, actual, verdict, bruteForce });
    const kinds = columnKinds(expected, actual);
    const named = alignByNames(
      new EncodedTable(expected, kinds.expected),
      new EncodedTable(actual, kinds.actual),
    );
    if (named !== undefined && named.isComplete !== bruteForce) {
      disagreements.push({ expected, actual, verdict: `by names: ${named.isComplete}`, bruteForce });
    }
  }
  return { disagreements, matches };
}
