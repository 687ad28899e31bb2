import type { ResultTable } from "../../sql/result-table.js";
import type { TableAlignment } from "./alignment.js";
import { type ColumnKind, cellKind, sameName } from "./column-kind.js";
import type { EncodedTable } from "./encoded-table.js";
import { differingColumns } from "./leftover-columns.js";
import type { ColumnPair, ResultComparison } from "./result-comparison.js";

/** What the pairing of columns shows: names, kinds, and what is left over. */
export type ColumnFindings = Pick<
  ResultComparison,
  "columnMap" | "unmatchedExpected" | "unmatchedActual" | "hasNameConflict" | "typeDifferences"
>;

/** Describes how columns were paired. */
export function describeColumns(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
): ColumnFindings {
  const columnMap: ColumnPair[] = [];
  const typeDifferences: { column: string; expected: string; actual: string }[] = [];
  let hasNameConflict = false;
  const differing = new Set(differingColumns(expected, actual, alignment));
  for (const [column, to] of alignment.assignment.entries()) {
    if (to < 0) continue;
    const isSame = !differing.has(column);
    columnMap.push({
      expected: expected.name(column),
      actual: actual.name(to),
      hasSameValues: alignment.isComplete || isSame,
    });
    hasNameConflict ||= areNamesSwapped(expected.table, actual.table, column, to);
    const kinds = { expected: shownKind(expected, column), actual: shownKind(actual, to) };
    if (kinds.expected !== undefined && kinds.actual !== undefined && kinds.expected !== kinds.actual) {
      typeDifferences.push({
        column: expected.name(column),
        expected: kinds.expected,
        actual: kinds.actual,
      });
    }
  }
  return {
    columnMap,
    unmatchedExpected: [...alignment.assignment.keys()]
      .filter((column) => alignment.assignment[column] === -1)
      .map((column) => expected.name(column)),
    unmatchedActual: actual.columns
      .filter((column) => !alignment.assignment.includes(column))
      .map((column) => actual.name(column)),
    hasNameConflict,
    typeDifferences,
  };
}

/** A column paired with another name, although both names exist on both sides: a reader would be misled. */
export function areNamesSwapped(
  expected: ResultTable,
  actual: ResultTable,
  column: number,
  to: number,
): boolean {
  const left = expected.columns[column];
  const right = actual.columns[to];
  if (left === undefined || right === undefined || sameName(left, right)) return false;
  const isTwin = actual.columns.filter((other) => sameName(left, other)).length === 1;
  const isBack = expected.columns.filter((other) => sameName(right, other)).length === 1;
  return isTwin && isBack;
}

function shownKind(encoded: EncodedTable, column: number): ColumnKind | undefined {
  const kind = encoded.kind(column);
  if (kind !== "auto") return kind;
  const cell = encoded.table.rows.find((row) => row[column] !== null && row[column] !== undefined)?.[column];
  return cell === null || cell === undefined ? undefined : cellKind(cell);
}
