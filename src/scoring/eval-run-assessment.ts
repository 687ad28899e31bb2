import type { Benchmark } from "../benchmarks/benchmark.js";
import type { EvalResultDetails } from "../genie/eval-run.js";
import { normalizeSql } from "../sql/normalize-sql.js";
import type { BenchmarkResult, FailureCategory } from "./benchmark-result.js";
import { compareAnswer } from "./decide-answer.js";
import { categorizeFailure } from "./failure-category.js";

/** What the service's reasons say about the cause, where the statements themselves do not show it. */
const categoryOfReason: Readonly<Record<string, FailureCategory>> = {
  LLM_JUDGE_MISSING_OR_INCORRECT_FILTER: "wrong_filter",
  LLM_JUDGE_WRONG_FILTER: "wrong_filter",
  LLM_JUDGE_MISSING_OR_INCORRECT_JOIN: "wrong_join",
  LLM_JUDGE_MISSING_JOIN: "missing_join",
  LLM_JUDGE_MISSING_OR_INCORRECT_AGGREGATION: "wrong_aggregation",
  LLM_JUDGE_WRONG_AGGREGATION: "wrong_aggregation",
  LLM_JUDGE_INCORRECT_METRIC_CALCULATION: "wrong_aggregation",
  LLM_JUDGE_INCORRECT_TABLE_OR_FIELD_USAGE: "wrong_column",
  LLM_JUDGE_WRONG_COLUMNS: "wrong_column",
  LLM_JUDGE_SYNTAX_ERROR: "sql_syntax_error",
  RESULT_MISSING_COLUMNS: "missing_column",
};

type Assessed = Omit<BenchmarkResult, "benchmarkId" | "question" | "expectedSql" | "attempts" | "durationMs">;

/**
 * The verdict of the service on one question; `undefined` where it leaves that to a person. A benchmark whose own
 * SQL returned nothing is invalid, and what the service could not evaluate is an error.
 */
export function evalRunVerdict(benchmark: Benchmark, details: EvalResultDetails): Assessed | undefined {
  const { assessment, reasons, expected, actual, status, isManual } = details;
  const tables = {
    genieSql: actual.sql,
    genieText: actual.text,
    expected: expected.result,
    actual: actual.result,
  };
  const because = reasons.length > 0 ? ` (${reasons.join(", ")})` : "";
  if (reasons.includes("EMPTY_GOOD_SQL")) {
    const explanation = "The benchmark cannot be scored: its SQL returns no rows.";
    return { ...tables, verdict: "invalid", decidedBy: "benchmark", explanation };
  }
  const isJudged = assessment === "GOOD" || assessment === "BAD" || assessment === "NEEDS_REVIEW";
  if (reasons.includes("TRANSIENT_ERROR") || !isJudged) {
    const explanation = `The service could not evaluate the question: ${status ?? "no status"}${because}.`;
    return { ...tables, verdict: "error", decidedBy: "infrastructure", explanation };
  }
  if (assessment === "NEEDS_REVIEW") return undefined;
  const comparison =
    expected.result && actual.result ? compareAnswer(benchmark, expected.result, actual.result) : undefined;
  const by = isManual ? "A person" : "The service's evaluation";
  if (assessment === "GOOD") {
    return {
      ...tables,
      verdict: "pass",
      decidedBy: "eval-run",
      comparison: isSameSql(benchmark, actual.sql) ? undefined : comparison,
      explanation: `${by} finds the answer good${because}.`,
    };
  }
  const { category, evidence } = failureOf(benchmark, details, comparison);
  const found = comparison ? ` ${comparison.summary}` : "";
  return {
    ...tables,
    verdict: "fail",
    decidedBy: "eval-run",
    comparison,
    explanation: `${by} finds the answer bad${because}.${found}`,
    failureCategory: category,
    failureEvidence: evidence,
  };
}

/** The same SQL is right whatever it brings; there is nothing to compare. */
function isSameSql({ expectedSql }: Benchmark, sql: string | undefined): boolean {
  return expectedSql !== undefined && sql !== undefined && normalizeSql(expectedSql) === normalizeSql(sql);
}

function failureOf(
  { expectedSql }: Benchmark,
  { actual, reasons }: EvalResultDetails,
  comparison: BenchmarkResult["comparison"],
) {
  if (actual.sql === undefined) {
    const evidence = actual.text ?? "the response holds no query";
    return { category: "no_sql_generated", evidence } as const;
  }
  const judged = reasons.flatMap((reason) => categoryOfReason[reason] ?? [])[0];
  return categorizeFailure({ expectedSql, genieSql: actual.sql, comparison, judged });
}
