import { type CellAgreement, readExactNumber } from "./cell-agreement.js";
import type { ColumnAssignment } from "./column-matching.js";
import { EncodedTable } from "./encoded-table.js";
import { approximate } from "./exact-number.js";
import { hasFractions, roundedLane } from "./fractional-column.js";
import { pairingOf, pairRows, type RowPairing, rowAgreement } from "./row-pairing.js";

/** Up to this many rows with the same exact columns are paired by trying all; more are paired in order of value. */
const MAX_TRIED = 48;

export interface TolerantPairing {
  readonly pairing: RowPairing;
  /** Whether rows were paired that round to different values. */
  readonly usesTolerance: boolean;
  /** Pairs of columns in which fractions were rounded, by their place in the left table. */
  readonly roundedColumns: readonly number[];
}

/**
 * Pairs rows that exact comparison left over and that agree after rounding: first those with equal rounded values,
 * then, among rows with the same values in all other columns, those that straddle a rounding boundary.
 */
export function pairLeftovers(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  exact: RowPairing,
  agrees: CellAgreement,
  significantDigits: number,
): TolerantPairing | undefined {
  const columns = [...assignment.keys()].filter((column) => (assignment[column] ?? -1) >= 0);
  const rounded = columns.filter(
    (column) => hasFractions(left, column) || hasFractions(right, assignment[column] ?? -1),
  );
  if (rounded.length === 0) return undefined;
  const partners = exact.partners.slice();

  const leftRest = subTable(left, exact.leftOnly, rounded, significantDigits);
  const mapped = rounded.map((column) => assignment[column] ?? -1);
  const rightRest = subTable(right, exact.rightOnly, mapped, significantDigits);
  const byHash = pairRows(leftRest, rightRest, assignment, agrees);
  for (const [row, partner] of byHash.partners.entries()) {
    if (partner >= 0) partners[exact.rightOnly[row] ?? 0] = exact.leftOnly[partner] ?? -1;
  }

  let usesTolerance = false;
  if (byHash.leftOnly.length > 0 && byHash.rightOnly.length > 0) {
    const exactColumns = columns.filter((column) => !rounded.includes(column));
    const leftGroups = group(byHash.leftOnly, leftRest.rowHashes(exactColumns));
    const rightGroups = group(
      byHash.rightOnly,
      rightRest.rowHashes(exactColumns.map((c) => assignment[c] ?? -1)),
    );
    const isSameRow = rowAgreement(leftRest, rightRest, assignment, agrees);
    for (const [key, leftRows] of leftGroups) {
      const rightRows = rightGroups.get(key);
      if (rightRows === undefined) continue;
      const pairs =
        Math.max(leftRows.length, rightRows.length) <= MAX_TRIED
          ? pairByTrying(leftRows, rightRows, isSameRow)
          : pairInOrder(
              sortByValue(leftRest, leftRows, rounded),
              sortByValue(rightRest, rightRows, mapped),
              isSameRow,
            );
      for (const [leftRow, rightRow] of pairs) {
        partners[exact.rightOnly[rightRow] ?? 0] = exact.leftOnly[leftRow] ?? -1;
        usesTolerance = true;
      }
    }
  }
  return { pairing: pairingOf(partners, left.rowCount), usesTolerance, roundedColumns: rounded };
}

/** Some rows of a table as a table of its own, fractions rounded in the given columns. */
function subTable(
  encoded: EncodedTable,
  rows: readonly number[],
  roundedColumns: readonly number[],
  significantDigits: number,
): EncodedTable {
  const sub = new EncodedTable(
    { columns: encoded.table.columns, rows: rows.map((row) => encoded.table.rows[row] ?? []) },
    encoded.kinds,
  );
  const lanes = encoded.columns.map((column) =>
    roundedColumns.includes(column)
      ? roundedLane(sub, column, significantDigits, sub.table.rows.keys())
      : undefined,
  );
  return new EncodedTable(sub.table, sub.kinds, lanes);
}

function group(rows: readonly number[], hashes: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const key = hashes[row] ?? 0;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return groups;
}

/** A largest set of agreeing pairs (augmenting paths). */
function pairByTrying(
  leftRows: readonly number[],
  rightRows: readonly number[],
  agrees: (left: number, right: number) => boolean,
): [number, number][] {
  const choices = leftRows.map((leftRow) =>
    [...rightRows.keys()].filter((at) => agrees(leftRow, rightRows[at] ?? -1)),
  );
  const owner = rightRows.map(() => -1);
  const place = (at: number, seen: Set<number>): boolean =>
    (choices[at] ?? []).some((choice) => {
      if (seen.has(choice)) return false;
      seen.add(choice);
      const current = owner[choice] ?? -1;
      if (current >= 0 && !place(current, seen)) return false;
      owner[choice] = at;
      return true;
    });
  for (const at of leftRows.keys()) place(at, new Set());
  return owner.flatMap((at, choice): [number, number][] =>
    at < 0 ? [] : [[leftRows[at] ?? -1, rightRows[choice] ?? -1]],
  );
}

function pairInOrder(
  leftRows: readonly SortedRow[],
  rightRows: readonly SortedRow[],
  agrees: (left: number, right: number) => boolean,
): [number, number][] {
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < leftRows.length && j < rightRows.length) {
    const left = leftRows[i];
    const right = rightRows[j];
    if (left === undefined || right === undefined) break;
    if (agrees(left.row, right.row)) {
      pairs.push([left.row, right.row]);
      i += 1;
      j += 1;
    } else if (compareValues(left.values, right.values) <= 0) i += 1;
    else j += 1;
  }
  return pairs;
}

interface SortedRow {
  readonly row: number;
  readonly values: readonly number[];
}

function sortByValue(
  encoded: EncodedTable,
  rows: readonly number[],
  columns: readonly number[],
): SortedRow[] {
  return rows
    .map((row) => ({
      row,
      values: columns.map((column) => {
        const value = readExactNumber(encoded.table.rows[row]?.[column], encoded.kind(column));
        return value === undefined ? Number.NEGATIVE_INFINITY : approximate(value);
      }),
    }))
    .sort((a, b) => compareValues(a.values, b.values));
}

function compareValues(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
