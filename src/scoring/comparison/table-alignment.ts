import type { TableAlignment } from "./alignment.js";
import { agreeExactly, agreeWhenRounded } from "./cell-agreement.js";
import { type ColumnAssignment, matchColumns } from "./column-matching.js";
import { completeAssignment } from "./column-overlap.js";
import { containedColumns } from "./contained-columns.js";
import type { EncodedTable } from "./encoded-table.js";
import { alignByNames } from "./named-alignment.js";
import { pairRows, type RowPairing } from "./row-pairing.js";
import { pairLeftovers } from "./tolerant-pairing.js";

/** Tables of fewer rows are aligned by values at once. */
const MIN_ROWS_FOR_NAMES = 500;

/** Aligns columns and rows: exactly where possible, after rounding fractional values otherwise. */
export function alignTables(
  expected: EncodedTable,
  actual: EncodedTable,
  significantDigits: number,
): TableAlignment {
  const isLarge = Math.min(expected.rowCount, actual.rowCount) >= MIN_ROWS_FOR_NAMES;
  const exact =
    (isLarge ? alignByNames(expected, actual) : undefined) ??
    alignByValues(expected, actual, significantDigits);
  if (exact.isComplete) return exact;
  return withRoundedRows(expected, actual, exact, significantDigits);
}

/** Aligns columns by the values they hold, then rows by the values of those columns. */
export function alignByValues(
  expected: EncodedTable,
  actual: EncodedTable,
  significantDigits: number,
): TableAlignment {
  const isExpectedNarrow = expected.width <= actual.width;
  const match = isExpectedNarrow ? matchColumns(expected, actual) : matchColumns(actual, expected);
  let assignment = isExpectedNarrow ? [...match.assignment] : inverted(match.assignment, expected.width);
  const contained = match.status === "unmatched" ? alignCut(expected, actual) : undefined;
  if (contained !== undefined) assignment = contained;
  else if (match.status === "unmatched") assignment = settledAmong(expected, actual, assignment);
  if (match.status !== "matched" && contained === undefined) {
    assignment = completeAssignment(expected, actual, assignment, significantDigits);
  }
  // Without a pair of columns no row has a partner.
  if (assignment.every((column) => column < 0)) return unalignedTables(expected, actual);
  const pairing = pairRows(expected, actual, assignment, agreeExactly);
  return {
    assignment,
    pairing,
    level: "exact",
    isComplete: isComplete(expected, actual, assignment, pairing),
    isAmbiguous: match.status === "ambiguous",
    roundedColumns: [],
    keyColumns: expected.columns.filter((column) => (assignment[column] ?? -1) >= 0),
  };
}

/** Pairs what is left over and agrees after rounding. */
function withRoundedRows(
  expected: EncodedTable,
  actual: EncodedTable,
  exact: TableAlignment,
  significantDigits: number,
): TableAlignment {
  const { assignment, pairing } = exact;
  if (pairing.leftOnly.length === 0 || pairing.rightOnly.length === 0) return exact;
  const agrees = agreeWhenRounded(significantDigits);
  const tolerant = pairLeftovers(expected, actual, assignment, pairing, agrees, significantDigits);
  if (tolerant === undefined || tolerant.pairing.leftOnly.length === pairing.leftOnly.length) return exact;
  return {
    ...exact,
    pairing: tolerant.pairing,
    level: "rounded",
    isComplete: isComplete(expected, actual, assignment, tolerant.pairing),
    roundedColumns: tolerant.roundedColumns,
  };
}

function isComplete(
  expected: EncodedTable,
  actual: EncodedTable,
  assignment: ColumnAssignment,
  pairing: RowPairing,
): boolean {
  const mapped = assignment.filter((column) => column >= 0).length;
  const isPaired = pairing.leftOnly.length === 0 && pairing.rightOnly.length === 0;
  return isPaired && mapped === Math.min(expected.width, actual.width);
}

/** Columns under which the rows of a cut result are among those of the other one, when there are such. */
function alignCut(expected: EncodedTable, actual: EncodedTable): number[] | undefined {
  const { table: wanted } = expected;
  const { table: given } = actual;
  if (wanted.truncated !== true && given.truncated !== true) return undefined;
  const isActualPart =
    wanted.truncated !== true || (given.truncated === true && actual.rowCount < expected.rowCount);
  const part = isActualPart ? actual : expected;
  if (part.rowCount === 0) return undefined;
  const isExpectedNarrow = expected.width <= actual.width;
  const found = isExpectedNarrow
    ? containedColumns(expected, actual, part)
    : containedColumns(actual, expected, part);
  return found && (isExpectedNarrow ? [...found] : inverted(found, expected.width));
}

/**
 * Columns of equal values may have been paired wrongly while other columns have no partner yet: pairs them again with
 * those left out, so that the rows tell them apart.
 */
function settledAmong(expected: EncodedTable, actual: EncodedTable, assignment: readonly number[]): number[] {
  const settled = [...assignment.keys()].filter((column) => assignment[column] !== -1);
  const isUnambiguous = new Set(settled.map((column) => expected.signature(column))).size === settled.length;
  if (isUnambiguous || settled.length === assignment.length) return [...assignment];
  const partners = settled.map((column) => assignment[column] ?? -1);
  const match = matchColumns(expected.select(settled), actual.select(partners));
  if (match.status !== "matched") return [...assignment];
  const result = [...assignment];
  for (const [index, to] of match.assignment.entries()) result[settled[index] ?? 0] = partners[to] ?? -1;
  return result;
}

function inverted(assignment: ColumnAssignment, width: number): number[] {
  const inverse = Array.from({ length: width }, () => -1);
  for (const [from, to] of assignment.entries()) if (to >= 0) inverse[to] = from;
  return inverse;
}

/** The alignment of tables that cannot be aligned: nothing is paired. */
export function unalignedTables(expected: EncodedTable, actual: EncodedTable): TableAlignment {
  return {
    assignment: expected.columns.map(() => -1),
    pairing: {
      partners: new Int32Array(actual.rowCount).fill(-1),
      leftOnly: [...expected.table.rows.keys()],
      rightOnly: [...actual.table.rows.keys()],
      isInOrder: false,
    },
    level: "exact",
    isComplete: false,
    isAmbiguous: false,
    roundedColumns: [],
    keyColumns: expected.columns,
  };
}
