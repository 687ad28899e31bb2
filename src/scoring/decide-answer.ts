import type { Benchmark } from "../benchmarks/benchmark.js";
import { normalizeSql, topLevelOrderAndLimit } from "../sql/normalize-sql.js";
import type { ResultTable } from "../sql/result-table.js";
import type { BenchmarkResult } from "./benchmark-result.js";
import { compareResults, type ResultComparison } from "./compare-results.js";
import { categorizeError } from "./error-category.js";
import { categorizeFailure } from "./failure-category.js";
import { type GradingPolicy, gradeComparison } from "./grade-comparison.js";
import type { AnswerJudge } from "./judge.js";
import { askJudge } from "./judge-opinion.js";
import { questionAsksForOrder } from "./question-order.js";

/** When a judge is asked: never, where comparing cannot decide, or of every comparison. */
export type Judging = "never" | "on-difference" | "always";

/** How answers are decided. */
export interface DecisionRules {
  readonly policy: GradingPolicy;
  readonly judging: Judging;
  readonly judge: AnswerJudge | undefined;
}

export interface AnswerToDecide {
  readonly benchmark: Benchmark;
  readonly expected: ResultTable;
  readonly genieSql: string;
  /** Whether the SQL holds `:name` markers, whose values are part of its meaning. */
  readonly hasParameters: boolean;
  /** The answer's rows, or why there are none. */
  readonly actual: ResultTable | { readonly reason: string };
}

/** The part of a result that says right or wrong, and why. */
export type DecidedAnswer = Pick<
  BenchmarkResult,
  "verdict" | "decidedBy" | "explanation" | "failureCategory" | "failureEvidence" | "comparison" | "judge"
>;

/**
 * Right or wrong, in order: equal SQL, equal results, and for what is in doubt the judge. What comparing decides
 * stands: a judge that says otherwise is recorded, not obeyed. A judge that was asked and gave no usable verdict
 * makes an `error`, never a pass.
 */
export async function decideAnswer(
  answer: AnswerToDecide,
  { policy, judging, judge }: DecisionRules,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<DecidedAnswer> {
  const { benchmark, expected, actual, genieSql } = answer;
  const { question, expectedSql } = benchmark;
  if (isSameSql(answer))
    return { verdict: "pass", decidedBy: "sql", explanation: "The SQL is the expected one." };
  if (!("rows" in actual)) return withoutRows(actual.reason);
  const comparison = compareAnswer(benchmark, expected, actual);
  const { grade, reason } = gradeComparison(comparison, policy);
  const isAsked = judge && (judging === "always" || (judging === "on-difference" && grade === "review"));
  if (!isAsked) {
    const explanation = grade === "review" ? `${reason} This is for a judge, and there is none.` : reason;
    const decided = { decidedBy: "results", comparison, explanation } as const;
    if (grade === "good") return { ...decided, verdict: "pass" };
    return failed({ ...decided, ...categorizeFailure({ expectedSql, genieSql, comparison }) });
  }
  const opinion = await askJudge(
    judge,
    { question, expectedSql, genieSql, expected, actual, comparison },
    signal,
  );
  if (!opinion.ok) {
    const explanation = `The judge gave no usable verdict: ${opinion.reason} Comparing found: ${reason}`;
    return { verdict: "error", decidedBy: "judge", comparison, explanation };
  }
  const { verdict } = opinion;
  const isDecided = grade !== "review";
  const decided = {
    decidedBy: isDecided ? "results" : "judge",
    comparison,
    judge: verdict,
    explanation: isDecided ? reason : verdict.reason,
  } as const;
  if (isDecided ? grade === "good" : verdict.isCorrect) return { ...decided, verdict: "pass" };
  const judged = verdict.failureCategory;
  return failed({ ...decided, ...categorizeFailure({ expectedSql, genieSql, comparison, judged }) });
}

function isSameSql({ benchmark, genieSql, hasParameters }: AnswerToDecide): boolean {
  const { expectedSql } = benchmark;
  return expectedSql !== undefined && !hasParameters && normalizeSql(expectedSql) === normalizeSql(genieSql);
}

function withoutRows(reason: string): DecidedAnswer {
  const explanation = `The answer has no result: ${reason}`;
  return failed({ decidedBy: "no-answer", explanation, ...categorizeError(reason) });
}

/** Order counts where the expected SQL sorts its result and the question asks for an order. */
export function compareAnswer(
  { question, expectedSql }: Benchmark,
  expected: ResultTable,
  actual: ResultTable,
): ResultComparison {
  const { orderBy, limit } = topLevelOrderAndLimit(expectedSql ?? "");
  const ordered = orderBy.length > 0 && questionAsksForOrder(question);
  return compareResults(expected, actual, { ordered, orderKeys: orderBy, limit });
}

type Failing = Omit<DecidedAnswer, "verdict" | "failureCategory" | "failureEvidence"> & {
  readonly category: NonNullable<BenchmarkResult["failureCategory"]>;
  readonly evidence: string;
};

function failed({ category, evidence, ...decided }: Failing): DecidedAnswer {
  return { ...decided, verdict: "fail", failureCategory: category, failureEvidence: evidence };
}
