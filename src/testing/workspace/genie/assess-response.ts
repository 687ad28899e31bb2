import { compareAnswer } from "../../../scoring/decide-answer.js";
import { gradeComparison } from "../../../scoring/grade-comparison.js";
import { normalizeSql } from "../../../sql/normalize-sql.js";
import type { ResultTable } from "../../../sql/result-table.js";
import type { EngineResult } from "../ports.js";
import type { EvalFinding } from "./eval-run.js";

export interface AssessedQuestion {
  readonly question: string;
  readonly expectedSql: string;
  /** Absent when the benchmark's own SQL fails. */
  readonly expected: EngineResult | undefined;
  readonly actualSql: string;
  /** Whether values are bound to the query, so that its text does not say all. */
  readonly hasParameters: boolean;
  /** Absent when Genie's SQL fails. */
  readonly actual: EngineResult | undefined;
}

type Assessment = Pick<EvalFinding, "reasons"> & {
  readonly assessment: NonNullable<EvalFinding["assessment"]>;
};

/**
 * Judges an answer by the published rules of benchmark evaluation. Good: the same SQL, or the same rows in any order,
 * numbers alike to four significant digits. Bad: no rows or an error, more or fewer columns, another value in a
 * single cell. All else is for a language model at the service; here nobody stands in for it: `NEEDS_REVIEW`.
 */
export function assessResponse(question: AssessedQuestion): Assessment {
  const { expected, actual, expectedSql, actualSql, hasParameters } = question;
  if (!hasParameters && normalizeSql(expectedSql) === normalizeSql(actualSql))
    return { assessment: "GOOD", reasons: expected?.rows.length ? [] : ["EMPTY_GOOD_SQL"] };
  if (!expected) return { assessment: "NEEDS_REVIEW", reasons: ["EMPTY_GOOD_SQL"] };
  if (!actual) return { assessment: "BAD", reasons: ["EMPTY_RESULT"] };
  const benchmark = { id: "", question: question.question, expectedSql };
  const comparison = compareAnswer(benchmark, tableOf(expected), tableOf(actual));
  const { grade } = gradeComparison(comparison, "genie");
  const reasons = [
    ...shapeReasons(expected, actual),
    ...comparison.reasons.filter(
      (reason) => reason === "SINGLE_CELL_DIFFERENCE" || reason === "COLUMN_TYPE_DIFFERENCE",
    ),
  ];
  if (grade === "good") return { assessment: "GOOD", reasons: [] };
  return { assessment: grade === "bad" ? "BAD" : "NEEDS_REVIEW", reasons };
}

function shapeReasons(expected: EngineResult, actual: EngineResult): readonly string[] {
  const [rows, wantedRows] = [actual.rows.length, expected.rows.length];
  const [columns, wantedColumns] = [actual.columns.length, expected.columns.length];
  return [
    ...(wantedRows === 0 ? ["EMPTY_GOOD_SQL"] : []),
    ...(rows === 0 ? ["EMPTY_RESULT"] : []),
    ...(rows > 0 && rows < wantedRows ? ["RESULT_MISSING_ROWS"] : []),
    ...(wantedRows > 0 && rows > wantedRows ? ["RESULT_EXTRA_ROWS"] : []),
    ...(columns < wantedColumns ? ["RESULT_MISSING_COLUMNS"] : []),
    ...(columns > wantedColumns ? ["RESULT_EXTRA_COLUMNS"] : []),
  ];
}

/** The service cuts long results before it compares them, and compares what is left as if it were all. */
function tableOf({ columns, rows }: EngineResult): ResultTable {
  return { columns: columns.map(({ name, typeName }) => ({ name, type: typeName })), rows };
}
