import type { TableAlignment } from "./alignment.js";
import { agreeWhenRounded } from "./cell-agreement.js";
import { describeColumns } from "./column-findings.js";
import { summarize } from "./comparison-summary.js";
import { findDifferences } from "./difference.js";
import { splitsDuplicates } from "./duplicate-rows.js";
import { type EncodedTable, isSameNamed } from "./encoded-table.js";
import { hasNumbers } from "./fractional-column.js";
import { jsonCell } from "./json-cell.js";
import type {
  CompareOptions,
  ComparisonLevel,
  ComparisonReason,
  ResultComparison,
} from "./result-comparison.js";
import { type RoundingError, roundingError } from "./rounding-error.js";
import { pairLeftovers } from "./tolerant-pairing.js";
import type { VerdictDecision } from "./verdict-decision.js";

const MAX_SAMPLE_ROWS = 5;
/** Verdicts that say how the rows themselves differ. */
const EXPLAINED = new Set(["different", "unknown_truncated", "unknown_ambiguous", "equal_up_to_ties"]);

/** Puts a decision and what it rests on into words and data. */
export function reportComparison(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  decision: VerdictDecision,
  options: CompareOptions,
  significantDigits: number,
): ResultComparison {
  const { verdict } = decision;
  const columns = describeColumns(expected, actual, alignment);
  const { leftOnly, rightOnly } = alignment.pairing;
  const findings = EXPLAINED.has(verdict)
    ? findDifferences(expected, actual, alignment, significantDigits)
    : { reasons: [] };
  const required = options.requiredColumns ?? expected.table.columns.map((column) => column.name);
  const lacking = new Set(columns.unmatchedExpected.map(plainName));
  const known = new Set(expected.table.columns.map(({ name }) => plainName(name)));
  // A name that the expected result does not have is a requirement that nothing can meet.
  const missingRequired = required.filter(
    (name) => lacking.has(plainName(name)) || !known.has(plainName(name)),
  );

  const reasons: ComparisonReason[] = [...findings.reasons];
  if (columns.unmatchedExpected.length > 0) reasons.push("RESULT_MISSING_COLUMNS");
  if (columns.unmatchedActual.length > 0) reasons.push("RESULT_EXTRA_COLUMNS");
  if (columns.typeDifferences.length > 0) reasons.push("COLUMN_TYPE_DIFFERENCE");
  if (columns.hasNameConflict) reasons.push("COLUMN_NAMES_SWAPPED");
  if (missingRequired.length > 0) reasons.push("REQUIRED_COLUMN_MISSING");
  if (verdict === "equal_up_to_ties") reasons.push("TIES_AT_LIMIT");
  if (verdict === "both_empty") reasons.push("EMPTY_RESULT");
  if (alignment.isComplete && options.ordered === true && decision.order === "other")
    reasons.push("ROW_ORDER");
  if (expected.table.truncated === true || actual.table.truncated === true) reasons.push("TRUNCATED");

  const rounding = alignment.isComplete
    ? roundingError(expected, actual, alignment, significantDigits)
    : undefined;
  const facts: Omit<ResultComparison, "summary"> = {
    verdict,
    rowsMissing: leftOnly.length,
    rowsExtra: rightOnly.length,
    sampleMissing: sample(expected, leftOnly),
    sampleExtra: sample(actual, rightOnly),
    level: levelOf(verdict, alignment, rounding),
    expectedShape: { rows: expected.rowCount, columns: expected.width },
    actualShape: { rows: actual.rowCount, columns: actual.width },
    ...columns,
    reasons,
    areTiesPermuted: alignment.isComplete && decision.order === "ties-moved",
    missingRequired,
    keepsGrain:
      verdict !== "superset_columns" || keepsGrain(expected, actual, columns.hasNameConflict, alignment),
    agreesWhenIntegersRound:
      verdict === "different" && agreesWhenIntegersRound(expected, actual, alignment, significantDigits),
    scale: findings.scale,
    maxRelativeError: rounding?.maxRelativeError,
    singleCell: findings.singleCell,
    isConsistent: decision.isConsistent,
  };
  return { ...facts, summary: summarize({ ...facts, sharedByMissing: findings.sharedByMissing }) };
}

function plainName(name: string): string {
  return name.trim().toLowerCase();
}

/** Whether all rows would have partners if whole numbers were rounded as well. */
function agreesWhenIntegersRound(
  expected: EncodedTable,
  actual: EncodedTable,
  { assignment, pairing }: TableAlignment,
  significantDigits: number,
): boolean {
  const isSameShape = expected.width === actual.width && expected.rowCount === actual.rowCount;
  if (!isSameShape || assignment.includes(-1)) return false;
  const agrees = agreeWhenRounded(significantDigits, { roundsWhole: true });
  const tolerant = pairLeftovers(
    expected,
    actual,
    assignment,
    pairing,
    agrees,
    significantDigits,
    hasNumbers,
  );
  return tolerant !== undefined && tolerant.pairing.leftOnly.length === 0;
}

function levelOf(
  verdict: ResultComparison["verdict"],
  alignment: TableAlignment,
  rounding: RoundingError | undefined,
): ComparisonLevel {
  if (verdict === "equal_relaxed") return "relaxed";
  if (!alignment.isComplete) return "none";
  return rounding?.usesTolerance === true ? "tolerance" : alignment.level;
}

/**
 * Whether extra columns only add to each row. They may not when they tell expected duplicates apart, and with a single
 * row a value may be found under another name by chance.
 */
function keepsGrain(
  expected: EncodedTable,
  actual: EncodedTable,
  hasNameConflict: boolean,
  alignment: TableAlignment,
): boolean {
  if (hasNameConflict) return false;
  if (expected.rowCount === 1) {
    return alignment.assignment.every((to, column) => isSameNamed(expected, column, actual, to));
  }
  return !splitsDuplicates(expected, actual, alignment);
}

function sample(encoded: EncodedTable, rows: readonly number[]): ResultComparison["sampleMissing"] {
  return rows
    .slice(0, MAX_SAMPLE_ROWS)
    .map((row) => encoded.table.columns.map((_, column) => jsonCell(encoded.table.rows[row]?.[column])));
}
