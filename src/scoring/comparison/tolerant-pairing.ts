import type { CellAgreement } from "./cell-agreement.js";
import type { ColumnAssignment } from "./column-matching.js";
import { EncodedTable } from "./encoded-table.js";
import { hasFractions, readDouble, roundedLane } from "./fractional-column.js";
import { noiseLanes } from "./noise-lanes.js";
import { pairByTrying, pairInOrder, type RowPair } from "./pair-search.js";
import { pairingOf, pairRows, type RowPairing, rowAgreement } from "./row-pairing.js";

/** Up to this many rows with the same exact columns are paired by trying all. */
const MAX_TRIED = 48;

export interface TolerantPairing {
  readonly pairing: RowPairing;
  /** The columns in which fractions were rounded, by their place in the left table. */
  readonly roundedColumns: readonly number[];
}

/**
 * Pairs rows that exact comparison left over and that agree after rounding. Only rows with the same values in all
 * columns without fractions can; among those, both sides are put in the order of their fractions, which pairs them
 * rightly as long as noise does not change the order. Where it does, rounded values and trying help. `isRounded` says
 * which columns are rounded.
 */
export function pairLeftovers(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  exact: RowPairing,
  agrees: CellAgreement,
  significantDigits: number,
  isRounded = hasFractions,
): TolerantPairing | undefined {
  const leftRest = restOf(left, exact.leftOnly);
  const rightRest = restOf(right, exact.rightOnly);
  const columns = left.columns.filter((column) => (assignment[column] ?? -1) >= 0);
  const rounded = columns.filter(
    (column) => isRounded(leftRest, column) || isRounded(rightRest, assignment[column] ?? -1),
  );
  if (rounded.length === 0) return undefined;

  const exactColumns = columns.filter((column) => !rounded.includes(column));
  const leftGroups = groupByHash(leftRest, exactColumns);
  const rightGroups = groupByHash(rightRest, partnersOf(exactColumns, assignment));
  const isSameRow = rowAgreement(leftRest, rightRest, assignment, agrees);
  const partners = exact.partners.slice();
  const take = (pairs: readonly RowPair[]) => {
    for (const [leftRow, rightRow] of pairs) {
      partners[exact.rightOnly[rightRow] ?? 0] = exact.leftOnly[leftRow] ?? -1;
    }
  };
  for (const [key, leftRows] of leftGroups) {
    const rightRows = rightGroups.get(key);
    if (rightRows === undefined) continue;
    const order = byVariety(leftRest, leftRows, rounded);
    const leftSorted = sortedByValue(leftRest, leftRows, order);
    const rightSorted = sortedByValue(rightRest, rightRows, partnersOf(order, assignment));
    const inOrder = pairInOrder(leftSorted, rightSorted, isSameRow);
    const most = Math.max(leftRows.length, rightRows.length);
    if (inOrder.length === Math.min(leftRows.length, rightRows.length)) take(inOrder);
    else if (most <= MAX_TRIED) take(pairByTrying(leftRows, rightRows, isSameRow));
    else {
      const leftSide = restOf(leftRest, leftRows);
      const rightSide = restOf(rightRest, rightRows);
      const ways = [noiseLanes, roundedLanes(significantDigits)].map((lanesOf) =>
        pairByLanes(leftSide, rightSide, assignment, rounded, agrees, lanesOf).map(
          ([leftAt, rightAt]): RowPair => [leftRows[leftAt] ?? -1, rightRows[rightAt] ?? -1],
        ),
      );
      take(ways.reduce((best, way) => (way.length > best.length ? way : best), inOrder));
    }
  }
  return { pairing: pairingOf(partners, left.rowCount), roundedColumns: rounded };
}

/** Some rows of a table as a table of its own. */
function restOf(encoded: EncodedTable, rows: readonly number[]): EncodedTable {
  const table = { columns: encoded.table.columns, rows: rows.map((row) => encoded.table.rows[row] ?? []) };
  return new EncodedTable(table, encoded.kinds);
}

function partnersOf(columns: readonly number[], assignment: ColumnAssignment): number[] {
  return columns.map((column) => assignment[column] ?? -1);
}

function groupByHash(encoded: EncodedTable, columns: readonly number[]): Map<number, number[]> {
  const hashes = encoded.rowHashes(columns);
  const groups = new Map<number, number[]>();
  for (const [row, key] of hashes.entries()) {
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return groups;
}

/** Hashes of a left and a right column that put together what may agree. */
type LanesOf = typeof noiseLanes;

function roundedLanes(significantDigits: number): LanesOf {
  return (left, leftColumn, right, rightColumn) => [
    roundedLane(left, leftColumn, significantDigits),
    roundedLane(right, rightColumn, significantDigits),
  ];
}

/** Pairs rows of equal hashes, and then in order those on both sides of a boundary between them. */
function pairByLanes(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  rounded: readonly number[],
  agrees: CellAgreement,
  lanesOf: LanesOf,
): RowPair[] {
  const leftLanes: Int32Array[] = [];
  const rightLanes: Int32Array[] = [];
  for (const column of rounded) {
    const to = assignment[column] ?? -1;
    [leftLanes[column], rightLanes[to]] = lanesOf(left, column, right, to);
  }
  const leftSide = new EncodedTable(left.table, left.kinds, leftLanes);
  const rightSide = new EncodedTable(right.table, right.kinds, rightLanes);
  const { partners, leftOnly, rightOnly } = pairRows(leftSide, rightSide, assignment, agrees);
  const isSameRow = rowAgreement(leftSide, rightSide, assignment, agrees);
  const straddling =
    Math.max(leftOnly.length, rightOnly.length) <= MAX_TRIED
      ? pairByTrying(leftOnly, rightOnly, isSameRow)
      : pairInOrder(
          sortedByValue(leftSide, leftOnly, rounded),
          sortedByValue(rightSide, rightOnly, partnersOf(rounded, assignment)),
          isSameRow,
        );
  const found: RowPair[] = [...straddling];
  for (const [row, partner] of partners.entries()) if (partner >= 0) found.push([partner, row]);
  return found;
}

/** Columns with many values first: they order rows best. */
function byVariety(encoded: EncodedTable, rows: readonly number[], columns: readonly number[]): number[] {
  if (rows.length === 1 || columns.length === 1) return [...columns];
  const variety = new Map(
    columns.map((column) => [column, new Set(rows.map((row) => encoded.table.rows[row]?.[column])).size]),
  );
  return [...columns].sort((a, b) => (variety.get(b) ?? 0) - (variety.get(a) ?? 0));
}

function sortedByValue(
  encoded: EncodedTable,
  rows: readonly number[],
  columns: readonly number[],
): { readonly row: number; readonly values: readonly number[] }[] {
  if (rows.length === 1) return rows.map((row) => ({ row, values: [] }));
  return rows
    .map((row) => ({
      row,
      values: columns.map(
        (column) =>
          readDouble(encoded.table.rows[row]?.[column], encoded.kind(column)) ?? Number.NEGATIVE_INFINITY,
      ),
    }))
    .sort((a, b) => compareValues(a.values, b.values));
}

/** Compares tuples of numbers, the first difference deciding. */
function compareValues(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
