import type { ResultTable } from "../sql/result-table.js";
import type { ResultComparison } from "./compare-results.js";

/**
 * Outcome of one benchmark. `error`: the infrastructure failed. `invalid`: the benchmark's own SQL fails or disagrees
 * with itself, or the result that it expects is empty. Neither counts as a wrong answer.
 */
export type Verdict = "pass" | "fail" | "error" | "invalid";

/** Which step settled the verdict. */
export type DecidedBy =
  | "sql"
  | "results"
  | "judge"
  | "no-answer"
  | "eval-run"
  | "infrastructure"
  | "benchmark";

/** What is wrong with an answer, as far as it can be told. */
export type FailureCategory =
  | "missing_table"
  | "missing_column"
  | "wrong_column"
  | "wrong_join"
  | "missing_join"
  | "wrong_aggregation"
  | "wrong_filter"
  | "wrong_ordering_or_limit"
  | "sql_syntax_error"
  | "no_sql_generated"
  | "execution_failed"
  | "result_mismatch"
  | "clarification_asked"
  | "timeout";

/** How one benchmark question was answered, and how the answer was judged. */
export interface BenchmarkResult {
  readonly benchmarkId: string;
  readonly question: string;
  readonly verdict: Verdict;
  readonly decidedBy: DecidedBy;
  /** One sentence for people: why this verdict. */
  readonly explanation: string;
  readonly failureCategory?: FailureCategory | undefined;
  /** What the category rests on, such as "expected SQL reads sales.orders, the answer does not". */
  readonly failureEvidence?: string | undefined;
  readonly expectedSql?: string | undefined;
  readonly genieSql?: string | undefined;
  /** What Genie said in words, when it answered or asked back without SQL. */
  readonly genieText?: string | undefined;
  /** Expected and actual rows, cut to `maxStoredRows`. */
  readonly expected?: ResultTable | undefined;
  readonly actual?: ResultTable | undefined;
  readonly comparison?: ResultComparison | undefined;
  readonly judge?:
    | { readonly isCorrect: boolean; readonly confidence: number; readonly reason: string }
    | undefined;
  readonly conversationId?: string | undefined;
  readonly messageId?: string | undefined;
  /** The service's evaluation run that judged the answer, when one did. */
  readonly evalRunId?: string | undefined;
  /** Milliseconds from asking to the verdict. */
  readonly durationMs: number;
  /** Milliseconds that Genie took of these. */
  readonly answerMs?: number | undefined;
  /** Conversations in which the question was asked. */
  readonly attempts: number;
  /** Counted from 1; absent when every benchmark is asked once. */
  readonly trial?: number | undefined;
}

/** Passed / (passed + failed), with its Wilson 95 % interval and what was left out. */
export interface Score {
  /** 0 to 1; 0 when nothing was decided. */
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly invalid: number;
}

/** What repeated trials of one benchmark came to. */
export interface TrialSummary {
  readonly benchmarkId: string;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly invalid: number;
  /** Passed / (passed + failed); undefined when nothing was decided. */
  readonly passRate: number | undefined;
  /** Whether it passed at one time and failed at another. */
  readonly isFlaky: boolean;
}

/** How often a judge was asked, and how often it contradicted what comparing results had decided. */
export interface JudgeActivity {
  readonly asked: number;
  readonly disagreements: number;
}

/** The score of a benchmark, with the result of each question. */
export interface ScoreReport {
  /** With repeated trials the mean over the benchmarks; its interval takes each benchmark for one observation. */
  readonly score: Score;
  /** In the order of the benchmarks given, the trials of one after the other. */
  readonly results: readonly BenchmarkResult[];
  /** False when scoring ended early and these are the results so far. */
  readonly isComplete: boolean;
  /** One for each benchmark when there was more than one trial. */
  readonly trials?: readonly TrialSummary[] | undefined;
  readonly judge: JudgeActivity;
}
