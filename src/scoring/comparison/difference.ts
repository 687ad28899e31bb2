import type { Cell } from "../../sql/result-table.js";
import type { TableAlignment } from "./alignment.js";
import { canonicalCell } from "./canonical-cell.js";
import { agreeWhenRounded } from "./cell-agreement.js";
import { constantFactor } from "./constant-factor.js";
import { hasOnlyDuplicates } from "./duplicate-rows.js";
import type { EncodedTable } from "./encoded-table.js";
import { jsonCell } from "./json-cell.js";
import type { ComparisonReason, ResultComparison } from "./result-comparison.js";

/** What is known about rows that have no partner. */
export type DifferenceFindings = Pick<ResultComparison, "scale" | "singleCell"> & {
  readonly reasons: readonly ComparisonReason[];
  /** A value that all missing rows share and the others do not, as `column value`. */
  readonly sharedByMissing?: string | undefined;
};

/** Looks for the simplest account of a difference. */
export function findDifferences(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  significantDigits: number,
): DifferenceFindings {
  const { leftOnly, rightOnly } = alignment.pairing;
  const reasons: ComparisonReason[] = [];
  if (actual.rowCount === 0 && expected.rowCount > 0) reasons.push("EMPTY_RESULT");
  if (expected.rowCount === 0 && actual.rowCount > 0) reasons.push("EMPTY_GOOD_SQL");
  if (actual.rowCount < expected.rowCount) reasons.push("RESULT_MISSING_ROWS");
  if (actual.rowCount > expected.rowCount) reasons.push("RESULT_EXTRA_ROWS");
  if (expected.rowCount > 0 && actual.rowCount > 0 && hasOnlyDuplicates(expected, actual, alignment)) {
    reasons.push("DUPLICATES_ONLY");
  }
  const singleCell = findSingleCell(expected, actual, alignment, significantDigits);
  if (singleCell !== undefined) reasons.push("SINGLE_CELL_DIFFERENCE");
  const scale = constantFactor(expected, actual, alignment);
  if (scale !== undefined) reasons.push("CONSTANT_FACTOR");
  if (leftOnly.length > 0 && rightOnly.length > 0 && singleCell === undefined) reasons.push("VALUES_DIFFER");
  return { reasons, scale, singleCell, sharedByMissing: sharedValue(expected, leftOnly) };
}

function findSingleCell(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  significantDigits: number,
): ResultComparison["singleCell"] {
  const { leftOnly, rightOnly } = alignment.pairing;
  const [leftRow] = leftOnly;
  const [rightRow] = rightOnly;
  const isOnePair = leftOnly.length === 1 && rightOnly.length === 1;
  const isSameShape = expected.width === actual.width && !alignment.assignment.includes(-1);
  if (!isOnePair || !isSameShape || leftRow === undefined || rightRow === undefined) return undefined;
  const agrees = agreeWhenRounded(significantDigits);
  const leftCells = expected.table.rows[leftRow] ?? [];
  const rightCells = actual.table.rows[rightRow] ?? [];
  const differing = alignment.assignment.flatMap((to, column) =>
    agrees(leftCells[column], expected.kind(column), rightCells[to], actual.kind(to))
      ? []
      : [
          {
            column: expected.name(column),
            expected: jsonCell(leftCells[column]),
            actual: jsonCell(rightCells[to]),
          },
        ],
  );
  return differing.length === 1 ? differing[0] : undefined;
}

/** `region NULL` when all of some missing rows, but not all expected rows, have it. */
function sharedValue(expected: EncodedTable, missing: readonly number[]): string | undefined {
  const [first, second] = missing;
  if (first === undefined || second === undefined || missing.length === expected.rowCount) return undefined;
  for (const column of expected.columns) {
    const kind = expected.kind(column);
    const value = canonicalCell(expected.table.rows[first]?.[column], kind);
    const isShared = (row: number) => canonicalCell(expected.table.rows[row]?.[column], kind) === value;
    if (!missing.every(isShared) || [...expected.table.rows.keys()].every(isShared)) continue;
    return `${expected.name(column)} ${cellText(expected.table.rows[first]?.[column])}`;
  }
  return undefined;
}

/** A cell as people read it, cut to a few words. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "NULL";
  const text = typeof cell === "string" ? `'${cell}'` : String(cell);
  return text.length > 40 ? `${text.slice(0, 37)}…'` : text;
}
