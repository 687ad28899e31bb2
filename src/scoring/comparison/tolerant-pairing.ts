import type { CellAgreement } from "./cell-agreement.js";
import type { ColumnAssignment } from "./column-matching.js";
import { EncodedTable } from "./encoded-table.js";
import { hasFractions, readDouble, roundedLane } from "./fractional-column.js";
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
 * rightly as long as noise does not change the order. Where it does, rounded values and trying help.
 */
export function pairLeftovers(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  exact: RowPairing,
  agrees: CellAgreement,
  significantDigits: number,
): TolerantPairing | undefined {
  const leftRest = restOf(left, exact.leftOnly);
  const rightRest = restOf(right, exact.rightOnly);
  const columns = left.columns.filter((column) => (assignment[column] ?? -1) >= 0);
  const rounded = columns.filter(
    (column) => hasFractions(leftRest, column) || hasFractions(rightRest, assignment[column] ?? -1),
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
      const rounding = pairByRounding(
        { rest: leftRest, rows: leftRows },
        { rest: rightRest, rows: rightRows },
        assignment,
        rounded,
        agrees,
        significantDigits,
      );
      take(rounding.length > inOrder.length ? rounding : inOrder);
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

interface Side {
  readonly rest: EncodedTable;
  readonly rows: readonly number[];
}

/** Pairs rows whose fractions round alike, and in order those on both sides of a rounding boundary. */
function pairByRounding(
  left: Side,
  right: Side,
  assignment: ColumnAssignment,
  rounded: readonly number[],
  agrees: CellAgreement,
  significantDigits: number,
): RowPair[] {
  const roundedSide = ({ rest, rows }: Side, columns: readonly number[]): EncodedTable => {
    const side = restOf(rest, rows);
    const lanes = side.columns.map((column) =>
      columns.includes(column) ? roundedLane(side, column, significantDigits) : undefined,
    );
    return new EncodedTable(side.table, side.kinds, lanes);
  };
  const mapped = partnersOf(rounded, assignment);
  const leftSide = roundedSide(left, rounded);
  const rightSide = roundedSide(right, mapped);
  const { partners, leftOnly, rightOnly } = pairRows(leftSide, rightSide, assignment, agrees);
  const isSameRow = rowAgreement(leftSide, rightSide, assignment, agrees);
  const straddling =
    Math.max(leftOnly.length, rightOnly.length) <= MAX_TRIED
      ? pairByTrying(leftOnly, rightOnly, isSameRow)
      : pairInOrder(
          sortedByValue(leftSide, leftOnly, rounded),
          sortedByValue(rightSide, rightOnly, mapped),
          isSameRow,
        );
  const found: RowPair[] = [...straddling];
  for (const [row, partner] of partners.entries()) if (partner >= 0) found.push([partner, row]);
  return found.map(([leftAt, rightAt]): RowPair => [left.rows[leftAt] ?? -1, right.rows[rightAt] ?? -1]);
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
