import { ConfigurationError } from "../errors/configuration-error.js";
import type { ResultTable } from "../sql/result-table.js";
import type { TableAlignment } from "./comparison/alignment.js";
import { columnKinds } from "./comparison/column-kind.js";
import { reportComparison } from "./comparison/comparison-report.js";
import { EncodedTable } from "./comparison/encoded-table.js";
import { identicalAlignment, isIdentical } from "./comparison/identical-tables.js";
import { alignRelaxed } from "./comparison/relaxed-alignment.js";
import type { CompareOptions, ResultComparison } from "./comparison/result-comparison.js";
import { alignTables, unalignedTables } from "./comparison/table-alignment.js";
import { decideVerdict, type VerdictDecision } from "./comparison/verdict-decision.js";

export type {
  ColumnPair,
  CompareOptions,
  ComparisonLevel,
  ComparisonReason,
  ComparisonVerdict,
  ResultComparison,
  TableShape,
} from "./comparison/result-comparison.js";

const DEFAULT_SIGNIFICANT_DIGITS = 4;

/**
 * Compares the result of expected SQL with the result of an answer: which columns belong together, which rows have a
 * partner, and what that amounts to. Columns are paired by their values, names only break ties; rows are compared as
 * bags, with their order where `options.ordered` says so. Values are compared by meaning: `5`, `5.0` and `5e0` are
 * equal, integers and decimals of any length are exact, a date equals its midnight, offsets are folded to UTC, NULL
 * equals only NULL. Fractional values may differ after `significantDigits`. A verdict of equality is never concluded
 * from hashes or shapes alone: the cells of all paired rows were compared.
 *
 * Pure; time and memory grow linearly with the number of cells.
 * @throws ConfigurationError when `significantDigits` is no whole number from 1 to 15
 */
export function compareResults(
  expected: ResultTable,
  actual: ResultTable,
  options: CompareOptions = {},
): ResultComparison {
  const significantDigits = options.significantDigits ?? DEFAULT_SIGNIFICANT_DIGITS;
  if (!(Number.isInteger(significantDigits) && significantDigits >= 1 && significantDigits <= 15)) {
    throw new ConfigurationError("comparison options", [
      { path: "significantDigits", message: `must be a whole number from 1 to 15, not ${significantDigits}` },
    ]);
  }
  const kinds = columnKinds(expected, actual);
  const report = (
    left: EncodedTable,
    right: EncodedTable,
    alignment: TableAlignment,
    decision: VerdictDecision,
  ) => reportComparison(left, right, alignment, decision, options, significantDigits);

  const left = new EncodedTable(expected, kinds.expected);
  const right = new EncodedTable(actual, kinds.actual);
  const isComparable = expected.columns.length > 0 && actual.columns.length > 0;
  const areBothEmpty = expected.rows.length === 0 && actual.rows.length === 0;
  if (!isComparable || areBothEmpty) {
    const verdict = isComparable ? "both_empty" : "not_comparable";
    return report(left, right, unalignedTables(left, right), { verdict, order: "same" });
  }
  const isCut = expected.truncated === true || actual.truncated === true;
  if (!isCut && isIdentical(expected, actual, kinds)) {
    return report(left, right, identicalAlignment(expected), { verdict: "equal", order: "same" });
  }
  const alignment = alignTables(left, right, significantDigits);
  const decision = decideVerdict(left, right, alignment, options, significantDigits);
  if (decision.verdict !== "different" || isCut) return report(left, right, alignment, decision);

  const projected = compareRequired(left, right, options, significantDigits);
  if (projected !== undefined)
    return report(left, right, projected, { verdict: "subset_columns", order: "same" });
  const relaxed = alignRelaxed(left, right, alignment, significantDigits);
  if (relaxed !== undefined)
    return report(left, right, relaxed, { verdict: "equal_relaxed", order: "other" });
  return report(left, right, alignment, decision);
}

/** Aligns only the columns that the answer must have, when the caller named some but not all. */
function compareRequired(
  expected: EncodedTable,
  actual: EncodedTable,
  options: CompareOptions,
  significantDigits: number,
): TableAlignment | undefined {
  const required = new Set(options.requiredColumns?.map((name) => name.trim().toLowerCase()));
  const columns = expected.columns.filter((column) =>
    required.has(expected.name(column).trim().toLowerCase()),
  );
  if (columns.length === 0 || columns.length === expected.width || columns.length > actual.width) {
    return undefined;
  }
  const aligned = alignTables(expected.select(columns), actual, significantDigits);
  if (!aligned.isComplete) return undefined;
  const assignment = expected.columns.map((_, column) => aligned.assignment[columns.indexOf(column)] ?? -1);
  return {
    ...aligned,
    assignment,
    roundedColumns: aligned.roundedColumns.map((column) => columns[column] ?? -1),
  };
}
