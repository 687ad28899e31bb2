import type { CellAgreement } from "./cell-agreement.js";
import type { ColumnAssignment } from "./column-matching.js";
import type { EncodedTable } from "./encoded-table.js";

/** Which rows were paired one to one, and which have no partner. */
export interface RowPairing {
  /** For each row of the right table the row of the left one, or -1. */
  readonly partners: Int32Array;
  readonly leftOnly: readonly number[];
  readonly rightOnly: readonly number[];
  /** Whether every row is paired with the one at its own place. */
  readonly isInOrder: boolean;
}

/** Rows of equal key that may be compared in vain, per row, before the key counts as useless. */
const MAX_VAIN_COMPARISONS = 4;

/**
 * Pairs rows whose cells agree, earlier rows first; duplicates need as many partners. `assignment` maps columns of
 * `left` to columns of `right`; those mapped to -1 are left out. Candidates are found by the hash of all mapped
 * columns; or of `keyColumns`, and then undefined says that too many different rows share a key.
 */
export function pairRows(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  agrees: CellAgreement,
): RowPairing;
export function pairRows(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  agrees: CellAgreement,
  keyColumns: readonly number[],
): RowPairing | undefined;
export function pairRows(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  agrees: CellAgreement,
  keyColumns?: readonly number[],
): RowPairing | undefined {
  const columns = left.columns.filter((column) => (assignment[column] ?? -1) >= 0);
  const keys = keyColumns ?? columns;
  const leftHashes = left.rowHashes(keys);
  const rightHashes = right.rowHashes(keys.map((column) => assignment[column] ?? -1));
  const isSameRow = rowAgreement(left, right, assignment, agrees);

  let size = 16;
  while (size < leftHashes.length * 2) size *= 2;
  const heads = new Int32Array(size).fill(-1);
  const next = new Int32Array(leftHashes.length);
  for (let row = leftHashes.length - 1; row >= 0; row -= 1) {
    const bucket = (leftHashes[row] ?? 0) & (size - 1);
    next[row] = heads[bucket] ?? -1;
    heads[bucket] = row;
  }

  const partners = new Int32Array(rightHashes.length).fill(-1);
  let vain =
    keyColumns === undefined ? Number.POSITIVE_INFINITY : MAX_VAIN_COMPARISONS * (right.rowCount + 1);
  for (let row = 0; row < rightHashes.length; row += 1) {
    const hash = rightHashes[row] ?? 0;
    const bucket = hash & (size - 1);
    let before = -1;
    let candidate = heads[bucket] ?? -1;
    while (candidate >= 0 && !(leftHashes[candidate] === hash && isSameRow(candidate, row))) {
      if (leftHashes[candidate] === hash) vain -= 1;
      if (vain < 0) return undefined;
      before = candidate;
      candidate = next[candidate] ?? -1;
    }
    if (candidate < 0) continue;
    const after = next[candidate] ?? -1;
    if (before < 0) heads[bucket] = after;
    else next[before] = after;
    partners[row] = candidate;
  }
  return pairingOf(partners, left.rowCount);
}

/** A predicate on a left and a right row: whether all mapped cells agree. */
export function rowAgreement(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  agrees: CellAgreement,
): (leftRow: number, rightRow: number) => boolean {
  const columns = left.columns.filter((column) => (assignment[column] ?? -1) >= 0);
  const mapped = columns.map((column) => assignment[column] ?? -1);
  const leftKinds = columns.map((column) => left.kind(column));
  const rightKinds = mapped.map((column) => right.kind(column));
  return (leftRow, rightRow) => {
    const leftCells = left.table.rows[leftRow];
    const rightCells = right.table.rows[rightRow];
    for (let index = 0; index < columns.length; index += 1) {
      const a = leftCells?.[columns[index] ?? 0];
      const b = rightCells?.[mapped[index] ?? 0];
      const leftKind = leftKinds[index] ?? "auto";
      const rightKind = rightKinds[index] ?? "auto";
      if (a === b && leftKind === rightKind) continue;
      if (!agrees(a, leftKind, b, rightKind)) return false;
    }
    return true;
  };
}

/** What the partners of the right rows say about both sides. */
export function pairingOf(partners: Int32Array, leftCount: number): RowPairing {
  const isPaired = new Uint8Array(leftCount);
  const leftOnly: number[] = [];
  const rightOnly: number[] = [];
  let isInOrder = partners.length === leftCount;
  for (let row = 0; row < partners.length; row += 1) {
    const partner = partners[row] ?? -1;
    if (partner < 0) rightOnly.push(row);
    else isPaired[partner] = 1;
    if (partner !== row) isInOrder = false;
  }
  for (let row = 0; row < leftCount; row += 1) if (isPaired[row] === 0) leftOnly.push(row);
  return { partners, leftOnly, rightOnly, isInOrder };
}
