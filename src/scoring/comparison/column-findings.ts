import type { ResultTable } from "../../sql/result-table.js";
import type { TableAlignment } from "./alignment.js";
import { type ColumnKind, cellKind, sameName } from "./column-kind.js";
import { type EncodedTable, isSameNamed } from "./encoded-table.js";
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
    hasNameConflict ||= isNameTaken(expected, actual, alignment.assignment, column);
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

/**
 * A column paired with another name, although one of the two names stands for something else on the other side: a
 * reader would be misled. Namesakes that are paired with each other do not count.
 */
function isNameTaken(
  expected: EncodedTable,
  actual: EncodedTable,
  assignment: readonly number[],
  column: number,
): boolean {
  const to = assignment[column] ?? -1;
  if (to < 0 || isSameNamed(expected, column, actual, to)) return false;
  const isSettled = (left: number, right: number) =>
    left >= 0 && right >= 0 && isSameNamed(expected, left, actual, right);
  return (
    actual.columns.some(
      (other) => isSameNamed(expected, column, actual, other) && !isSettled(assignment.indexOf(other), other),
    ) ||
    expected.columns.some(
      (other) => isSameNamed(expected, other, actual, to) && !isSettled(other, assignment[other] ?? -1),
    )
  );
}

/** Whether a name of one table stands at another place of the other one only: then names may belong to other values. */
export function areNamesMoved(expected: ResultTable, actual: ResultTable, place: number): boolean {
  const left = expected.columns[place];
  const right = actual.columns[place];
  if (left === undefined || right === undefined || sameName(left, right)) return false;
  return (
    actual.columns.some((other) => sameName(left, other)) ||
    expected.columns.some((other) => sameName(right, other))
  );
}

function shownKind(encoded: EncodedTable, column: number): ColumnKind | undefined {
  const kind = encoded.kind(column);
  if (kind !== "auto") return kind;
  const cell = encoded.table.rows.find((row) => row[column] !== null && row[column] !== undefined)?.[column];
  return cell === null || cell === undefined ? undefined : cellKind(cell);
}
