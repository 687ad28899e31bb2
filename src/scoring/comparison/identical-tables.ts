import type { ResultTable } from "../../sql/result-table.js";
import type { TableAlignment } from "./alignment.js";
import { areNamesMoved } from "./column-findings.js";
import type { ColumnKind } from "./column-kind.js";

/** The kinds of both tables' columns. */
export interface KindsOfBoth {
  readonly expected: readonly ColumnKind[];
  readonly actual: readonly ColumnKind[];
}

/** Whether both tables hold the same cells at the same places, read the same way. Ends at the first difference. */
export function isIdentical(expected: ResultTable, actual: ResultTable, kinds: KindsOfBoth): boolean {
  const width = expected.columns.length;
  if (width !== actual.columns.length || expected.rows.length !== actual.rows.length) return false;
  for (let column = 0; column < width; column += 1) {
    if (kinds.expected[column] !== kinds.actual[column]) return false;
    // Moved names may belong to columns with the same values, which only pairing can tell.
    if (areNamesMoved(expected, actual, column)) return false;
  }
  for (let row = 0; row < expected.rows.length; row += 1) {
    const left = expected.rows[row] ?? [];
    const right = actual.rows[row] ?? [];
    for (let column = 0; column < width; column += 1) if (left[column] !== right[column]) return false;
  }
  return true;
}

/** The alignment of identical tables: every column and row with the one at its place. */
export function identicalAlignment(table: ResultTable): TableAlignment {
  return {
    assignment: [...table.columns.keys()],
    pairing: { partners: Int32Array.from(table.rows.keys()), leftOnly: [], rightOnly: [], isInOrder: true },
    level: "exact",
    isComplete: true,
    isAmbiguous: false,
    roundedColumns: [],
    keyColumns: [],
  };
}
