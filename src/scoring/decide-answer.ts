import type { Benchmark } from "../benchmarks/benchmark.js";
import type { GenieAnswer } from "../genie/genie-answer.js";
import { normalizeSql, topLevelOrderAndLimit } from "../sql/normalize-sql.js";
import type { ResultTable } from "../sql/result-table.js";
import type { BenchmarkResult, FailureCategory } from "./benchmark-result.js";
import { compareResults } from "./compare-results.js";
import { categorizeDifference, categorizeError } from "./failure-category.js";
import { type GradingPolicy, gradeComparison } from "./grade-comparison.js";
import type { AnswerJudge, JudgeVerdict } from "./judge.js";
import { questionAsksForOrder } from "./question-order.js";

/** When a judge is asked: never, where comparing cannot decide, or also where it finds a difference or none. */
export type Judging = "never" | "on-difference" | "always";

export interface AnswerToDecide {
  readonly benchmark: Benchmark;
  readonly expected: ResultTable;
  /** The answer's rows, or why there are none. */
  readonly actual: ResultTable | { readonly reason: string };
  readonly answer: Extract<GenieAnswer, { status: "answered" }>;
  readonly policy: GradingPolicy;
  readonly judging: Judging;
  readonly judge: AnswerJudge | undefined;
  readonly signal: AbortSignal | undefined;
}

type Decided = Pick<
  BenchmarkResult,
  "verdict" | "decidedBy" | "explanation" | "failureCategory" | "failureEvidence" | "comparison" | "judge"
>;

/** Right or wrong, in order: equal SQL, equal results, and for what is in doubt the judge. */
export async function decideAnswer(decision: AnswerToDecide): Promise<Decided> {
  const { benchmark, expected, actual, answer, policy, judging, judge, signal } = decision;
  const { expectedSql } = benchmark;
  if (
    expectedSql !== undefined &&
    answer.parameters.length === 0 &&
    normalizeSql(expectedSql) === normalizeSql(answer.sql)
  ) {
    return { verdict: "pass", decidedBy: "sql", explanation: "The SQL is the expected one." };
  }
  if (!("rows" in actual)) {
    const { category, evidence } = categorizeError(actual.reason);
    return {
      verdict: "fail",
      decidedBy: "no-answer",
      explanation: `The answer has no result: ${actual.reason}`,
      failureCategory: category,
      failureEvidence: evidence,
    };
  }
  const { orderBy, limit } = topLevelOrderAndLimit(expectedSql ?? "");
  const isOrdered = orderBy.length > 0 && questionAsksForOrder(benchmark.question);
  const comparison = compareResults(expected, actual, {
    ordered: isOrdered,
    orderKeys: orderBy,
    limit,
  });
  const { grade, reason } = gradeComparison(comparison, policy);
  const isAsked = judge && (judging === "always" || (judging === "on-difference" && grade === "review"));
  const verdict = isAsked
    ? await judge.judge(
        { question: benchmark.question, expectedSql, genieSql: answer.sql, expected, actual, comparison },
        { signal },
      )
    : undefined;
  // What comparing has decided stands: a judge who differs is recorded, not obeyed.
  const isRight = grade === "review" ? (verdict?.isCorrect ?? false) : grade === "good";
  const common = {
    comparison,
    judge: verdict,
    decidedBy: grade === "review" && verdict ? ("judge" as const) : ("results" as const),
  };
  if (isRight)
    return {
      ...common,
      verdict: "pass",
      explanation: grade === "review" && verdict ? verdict.reason : reason,
    };
  const { category, evidence } = categorizeDifference(expectedSql, answer.sql);
  return {
    ...common,
    verdict: "fail",
    explanation: grade === "review" && verdict ? verdict.reason : reason,
    failureCategory: category === "result_mismatch" ? (judgedCategory(verdict) ?? category) : category,
    failureEvidence: evidence,
  };
}

const judgedCategories: readonly FailureCategory[] = [
  "missing_table",
  "missing_column",
  "wrong_column",
  "wrong_join",
  "missing_join",
  "wrong_aggregation",
  "wrong_filter",
  "wrong_ordering_or_limit",
];

function judgedCategory(verdict: JudgeVerdict | undefined): FailureCategory | undefined {
  return judgedCategories.find((category) => category === verdict?.failureCategory);
}
