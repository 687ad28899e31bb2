import type { TableAlignment } from "./alignment.js";
import { agreeExactly } from "./cell-agreement.js";
import { matchColumns } from "./column-matching.js";
import { EncodedTable } from "./encoded-table.js";
import { differingColumns } from "./leftover-columns.js";
import { relaxedCell } from "./relaxed-cell.js";
import { pairRows } from "./row-pairing.js";

/** Beyond this many cells per table the relaxed comparison costs more than it tells. */
const MAX_CELLS = 200_000;

/**
 * Aligns two tables of one shape when they agree for a forgiving reader (see `relaxedCell`), else undefined. Says that
 * a person should look, no more.
 */
export function alignRelaxed(
  expected: EncodedTable,
  actual: EncodedTable,
  strict: TableAlignment,
  significantDigits: number,
): TableAlignment | undefined {
  const isSameShape = expected.rowCount === actual.rowCount && expected.width === actual.width;
  if (!isSameShape || expected.rowCount * expected.width > MAX_CELLS) return undefined;
  const { assignment, pairing } = strict;
  const { leftOnly, rightOnly } = pairing;
  if (!assignment.includes(-1) && leftOnly.length < expected.rowCount) {
    // Rows that agree strictly also agree here, so that the leftover rows decide.
    const differing = differingColumns(expected, actual, strict);
    const left = relaxed(expected, leftOnly, significantDigits);
    const right = relaxed(actual, rightOnly, significantDigits);
    const isPossible = differing.every(
      (column) => left.signature(column) === right.signature(assignment[column] ?? -1),
    );
    const isAligned = isPossible && pairRows(left, right, assignment, agreeExactly).leftOnly.length === 0;
    return isAligned ? asComplete(strict, assignment) : undefined;
  }
  const left = relaxed(expected, [...expected.table.rows.keys()], significantDigits);
  const right = relaxed(actual, [...actual.table.rows.keys()], significantDigits);
  const match = matchColumns(left, right);
  return match.status === "matched" ? asComplete(strict, match.assignment) : undefined;
}

function relaxed(encoded: EncodedTable, rows: readonly number[], significantDigits: number): EncodedTable {
  const table = {
    columns: encoded.table.columns,
    rows: rows.map((row) =>
      encoded.columns.map((column) => relaxedCell(encoded.table.rows[row]?.[column], significantDigits)),
    ),
  };
  return new EncodedTable(
    table,
    encoded.columns.map(() => "text" as const),
  );
}

function asComplete(strict: TableAlignment, assignment: readonly number[]): TableAlignment {
  return {
    ...strict,
    assignment,
    pairing: { ...strict.pairing, leftOnly: [], rightOnly: [] },
    isComplete: true,
    roundedColumns: [],
  };
}
