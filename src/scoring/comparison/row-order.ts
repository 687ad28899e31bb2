import type { TableAlignment } from "./alignment.js";
import type { CellAgreement } from "./cell-agreement.js";
import type { EncodedTable } from "./encoded-table.js";

/** Whether paired rows stand in the same order: in the same, only ties moved, or in another one. */
export type RowOrder = "same" | "ties-moved" | "other";

/** Compares the order of two tables whose rows are all paired. `keys` are columns of the expected table. */
export function rowOrder(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  keys: readonly number[] | undefined,
  agrees: CellAgreement,
): RowOrder {
  if (alignment.pairing.isInOrder) return "same";
  const mapped = [...alignment.assignment.keys()].filter(
    (column) => (alignment.assignment[column] ?? -1) >= 0,
  );
  if (isSameSequence(expected, actual, alignment, mapped, agrees)) return "same";
  const isDecidable = keys?.every((column) => mapped.includes(column)) ?? false;
  if (!isDecidable || keys === undefined) return "other";
  return isSameSequence(expected, actual, alignment, keys, agrees) ? "ties-moved" : "other";
}

/**
 * Whether a cut-off among ties explains the rows that differ: each of them carries the sort keys of the last expected
 * row, so that the expected SQL could as well have returned the others.
 */
export function onlyTiesDiffer(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  keys: readonly number[] | undefined,
  limit: number | undefined,
  agrees: CellAgreement,
): boolean {
  const { leftOnly, rightOnly } = alignment.pairing;
  const isCut = limit !== undefined && expected.rowCount >= limit;
  if (!isCut || keys === undefined || rightOnly.length === 0 || rightOnly.length < leftOnly.length)
    return false;
  if (alignment.assignment.includes(-1)) return false;
  const last = expected.table.rows[expected.rowCount - 1];
  const carriesLastKeys = (table: EncodedTable, row: number, columnOf: (key: number) => number) =>
    keys.every((key) =>
      agrees(
        last?.[key],
        expected.kind(key),
        table.table.rows[row]?.[columnOf(key)],
        table.kind(columnOf(key)),
      ),
    );
  return (
    leftOnly.every((row) => carriesLastKeys(expected, row, (key) => key)) &&
    rightOnly.every((row) => carriesLastKeys(actual, row, (key) => alignment.assignment[key] ?? -1))
  );
}

function isSameSequence(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  columns: readonly number[],
  agrees: CellAgreement,
): boolean {
  return expected.table.rows.every((cells, row) =>
    columns.every((column) => {
      const other = alignment.assignment[column] ?? -1;
      const otherCell = actual.table.rows[row]?.[other];
      return agrees(cells[column], expected.kind(column), otherCell, actual.kind(other));
    }),
  );
}
