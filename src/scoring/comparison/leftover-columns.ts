import type { TableAlignment } from "./alignment.js";
import { hashCell } from "./cell-encoder.js";
import type { EncodedTable } from "./encoded-table.js";

/** The expected columns whose values differ, as bags, among the rows without a partner; only these can differ at all. */
export function differingColumns(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: Pick<TableAlignment, "assignment" | "pairing">,
): number[] {
  const { leftOnly, rightOnly } = alignment.pairing;
  return expected.columns.filter((column) => {
    const to = alignment.assignment[column] ?? -1;
    if (to < 0) return false;
    if (leftOnly.length !== rightOnly.length) return true;
    const left = bagOf(expected, leftOnly, column);
    const right = bagOf(actual, rightOnly, to);
    return left.some((hash, index) => hash !== right[index]);
  });
}

function bagOf(encoded: EncodedTable, rows: readonly number[], column: number): Int32Array {
  return Int32Array.from(rows, (row) =>
    hashCell(encoded.table.rows[row]?.[column], encoded.kind(column)),
  ).sort();
}
