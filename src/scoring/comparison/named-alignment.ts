import type { TableAlignment } from "./alignment.js";
import { agreeExactly } from "./cell-agreement.js";
import { hashCell } from "./cell-encoder.js";
import { type EncodedTable, isSameNamed } from "./encoded-table.js";
import { differingColumns } from "./leftover-columns.js";
import { pairRows } from "./row-pairing.js";

const SAMPLE_ROWS = 256;
const MAX_KEY_COLUMNS = 4;
/** More leftover rows than this share of all say that the names mislead. */
const MAX_LEFTOVER_SHARE = 0.02;

/**
 * Aligns large tables by the names of their columns: rows are found by a few telling columns and verified cell by
 * cell, so that most cells are never hashed. Undefined when names do not settle it: then values must. The answer is
 * the one that alignment by values would give, since a full match is proof, and a match up to a few rows is only kept
 * when no other pairing of columns could do better.
 */
export function alignByNames(expected: EncodedTable, actual: EncodedTable): TableAlignment | undefined {
  const assignment = assignmentByNames(expected, actual);
  if (assignment === undefined) return undefined;
  const columns = expected.columns.filter((column) => (assignment[column] ?? -1) >= 0);
  const keyColumns = tellingColumns(expected, columns);
  if (keyColumns === undefined) return undefined;
  const pairing = pairRows(expected, actual, assignment, agreeExactly, keyColumns);
  if (pairing === undefined) return undefined;
  const leftovers = pairing.leftOnly.length + pairing.rightOnly.length;
  const aligned: TableAlignment = {
    assignment,
    pairing,
    level: "exact",
    isComplete: leftovers === 0,
    isAmbiguous: false,
    roundedColumns: [],
    keyColumns,
  };
  if (leftovers === 0) return aligned;
  if (leftovers > MAX_LEFTOVER_SHARE * (expected.rowCount + actual.rowCount)) return undefined;
  if (expected.rowCount !== actual.rowCount) return aligned;
  return couldPairOtherwise(expected, actual, aligned) ? undefined : aligned;
}

/** Every column of the narrower table with its only namesake, or undefined. */
function assignmentByNames(expected: EncodedTable, actual: EncodedTable): number[] | undefined {
  const assignment = expected.columns.map((column) => {
    const namesakes = actual.columns.filter((other) => isSameNamed(expected, column, actual, other));
    return namesakes.length === 1 ? (namesakes[0] ?? -1) : -1;
  });
  const mapped = assignment.filter((column) => column >= 0);
  const isInjective = new Set(mapped).size === mapped.length;
  return isInjective && mapped.length === Math.min(expected.width, actual.width) ? assignment : undefined;
}

/** The fewest columns that tell nearly all sampled rows apart, or undefined when there are none. */
function tellingColumns(expected: EncodedTable, columns: readonly number[]): number[] | undefined {
  const step = Math.max(1, Math.floor(expected.rowCount / SAMPLE_ROWS));
  const rows: number[] = [];
  for (let row = 0; row < expected.rowCount; row += step) rows.push(row);
  const sampled = columns.map((column) => {
    const hashes = rows.map((row) => hashCell(expected.table.rows[row]?.[column], expected.kind(column)));
    return { column, hashes, distinct: new Set(hashes).size };
  });
  sampled.sort((a, b) => b.distinct - a.distinct);
  const keys: number[] = [];
  let combined = rows.map(() => "");
  for (const { column, hashes } of sampled.slice(0, MAX_KEY_COLUMNS)) {
    keys.push(column);
    combined = combined.map((key, index) => `${key},${hashes[index]}`);
    if (keys.length > 1 && new Set(combined).size >= rows.length * 0.99) return keys;
  }
  return new Set(combined).size >= rows.length * 0.9 ? keys : undefined;
}

/**
 * Whether another pairing of columns could make the tables equal although this one leaves rows over. A column whose
 * leftover values differ would need a partner other than its namesake with exactly its values.
 */
function couldPairOtherwise(expected: EncodedTable, actual: EncodedTable, aligned: TableAlignment): boolean {
  const differing = differingColumns(expected, actual, aligned);
  // Values only sit in other rows: columns with like values could change places.
  if (differing.length === 0) return true;
  return differing.every((column) => {
    const namesake = aligned.assignment[column] ?? -1;
    const [one, oneColumn, other, otherColumns] =
      expected.width <= actual.width
        ? ([expected, column, actual, actual.columns.filter((c) => c !== namesake)] as const)
        : ([actual, namesake, expected, expected.columns.filter((c) => c !== column)] as const);
    return mayHaveTwin(one, oneColumn, other, otherColumns);
  });
}

/** Whether one of the columns may hold the same bag of values: few sampled values refute most without reading on. */
function mayHaveTwin(
  one: EncodedTable,
  column: number,
  other: EncodedTable,
  candidates: readonly number[],
): boolean {
  const values = new Set(one.lane(column));
  const step = Math.max(1, Math.floor(other.rowCount / SAMPLE_ROWS));
  return candidates.some((candidate) => {
    for (let row = 0; row < other.rowCount; row += step) {
      if (!values.has(hashCell(other.table.rows[row]?.[candidate], other.kind(candidate)))) return false;
    }
    return one.signature(column) === other.signature(candidate);
  });
}
