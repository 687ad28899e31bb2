import type { TableAlignment } from "./alignment.js";
import { agreeExactly } from "./cell-agreement.js";
import type { EncodedTable } from "./encoded-table.js";
import { rowAgreement } from "./row-pairing.js";

const MAX_LEFTOVERS = 10_000;

/**
 * Whether rows are missing, or are extra, only because they occur another number of times: each of them has its like
 * on the other side.
 */
export function hasOnlyDuplicates(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
): boolean {
  const { assignment, pairing, keyColumns } = alignment;
  const { leftOnly, rightOnly } = pairing;
  if (assignment.includes(-1) || (leftOnly.length === 0) === (rightOnly.length === 0)) return false;
  if (leftOnly.length + rightOnly.length > MAX_LEFTOVERS) return false;
  const isSameRow = rowAgreement(expected, actual, assignment, agreeExactly);
  const leftHashes = expected.rowHashes(keyColumns);
  const rightHashes = actual.rowHashes(keyColumns.map((column) => assignment[column] ?? -1));
  if (leftOnly.length > 0) {
    const like = rowsByHash(rightHashes, new Set(leftOnly.map((row) => leftHashes[row] ?? 0)));
    return leftOnly.every(
      (row) => like.get(leftHashes[row] ?? 0)?.some((other) => isSameRow(row, other)) ?? false,
    );
  }
  const like = rowsByHash(leftHashes, new Set(rightOnly.map((row) => rightHashes[row] ?? 0)));
  return rightOnly.every(
    (row) => like.get(rightHashes[row] ?? 0)?.some((other) => isSameRow(other, row)) ?? false,
  );
}

/**
 * Whether rows that are the same in the expected table have partners that are not: then the wider table tells apart
 * what the expected one counts as alike.
 */
export function splitsDuplicates(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
): boolean {
  const expectedColumns = expected.columns;
  const isSameExpected = rowAgreement(expected, expected, expectedColumns, agreeExactly);
  const isSameActual = rowAgreement(actual, actual, actual.columns, agreeExactly);
  const partnerOf = new Int32Array(expected.rowCount).fill(-1);
  for (let row = 0; row < actual.rowCount; row += 1) partnerOf[alignment.pairing.partners[row] ?? 0] = row;
  const hashes = expected.rowHashes(alignment.keyColumns);
  const order = Int32Array.from(hashes.keys()).sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0) || a - b);
  for (let at = 1; at < order.length; at += 1) {
    const one = order[at - 1] ?? 0;
    const other = order[at] ?? 0;
    if (hashes[one] !== hashes[other] || !isSameExpected(one, other)) continue;
    if (!isSameActual(partnerOf[one] ?? 0, partnerOf[other] ?? 0)) return true;
  }
  return false;
}

function rowsByHash(hashes: Int32Array, wanted: ReadonlySet<number>): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < hashes.length; row += 1) {
    const hash = hashes[row] ?? 0;
    if (!wanted.has(hash)) continue;
    const members = rows.get(hash);
    if (members === undefined) rows.set(hash, [row]);
    else members.push(row);
  }
  return rows;
}
