import PQueue from "p-queue";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { ApiError } from "../errors/api-error.js";
import { BudgetSpentError } from "../errors/budget-spent-error.js";
import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import type { GenieAnswer } from "../genie/genie-answer.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { LlmClient } from "../llm/llm-client.js";
import { PromptLoader } from "../prompts/prompt-loader.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import type { ResultTable } from "../sql/result-table.js";
import type { SqlClient } from "../sql/sql-client.js";
import { SqlError } from "../sql/sql-error.js";
import type { Cancellable } from "../util/cancellable.js";
import type { BenchmarkResult, ScoreReport } from "./benchmark-result.js";
import { decideAnswer, type Judging } from "./decide-answer.js";
import { ExpectedResults } from "./expected-results.js";
import { categorizeError } from "./failure-category.js";
import type { GradingPolicy } from "./grade-comparison.js";
import { AnswerJudge } from "./judge.js";
import { scoreOf } from "./score.js";
import { ScoringError } from "./scoring-error.js";

export interface BenchmarkScorerOptions {
  readonly client: GenieClient;
  /** Runs the expected SQL. */
  readonly sql: SqlClient;
  /** Judges what comparing results cannot decide. @default none: what is in doubt fails */
  readonly llm?: LlmClient | undefined;
  /** @default "on-difference" */
  readonly judge?: Judging | undefined;
  /** @default the prompts that come with the package */
  readonly prompts?: PromptLoader | undefined;
  /** @default "analyst" */
  readonly policy?: GradingPolicy | undefined;
  /** Questions under way at once. @default 4 */
  readonly maxConcurrency?: number | undefined;
  /** @default 120000 */
  readonly questionTimeoutMs?: number | undefined;
  /** Conversations in which a question is tried when the service fails. @default 3 */
  readonly maxAttempts?: number | undefined;
  /** Share of questions without an answer beyond which there is no score. @default 0.1 */
  readonly maxErrorRate?: number | undefined;
  /** Rows of each side that a result keeps. @default 100 */
  readonly maxStoredRows?: number | undefined;
}

export interface ScoreOptions {
  /** Ids of the benchmarks to ask. @default all */
  readonly only?: readonly string[] | undefined;
  /** Called with each result as it comes in. */
  readonly onResult?: ((result: BenchmarkResult) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Rows of an expected result; the service cuts its own answers at as many. */
const rowLimit = 5_000;

/** Scores a space against benchmarks: asks, compares the results, and says why each is right or wrong. */
export class BenchmarkScorer {
  readonly #options: BenchmarkScorerOptions;
  readonly #expected: ExpectedResults;
  readonly #judge: AnswerJudge | undefined;

  constructor(options: BenchmarkScorerOptions) {
    const { llm, sql, prompts = new PromptLoader() } = options;
    this.#options = options;
    this.#expected = new ExpectedResults({ sql, rowLimit });
    this.#judge = llm && options.judge !== "never" ? new AnswerJudge({ llm, prompts }) : undefined;
  }

  /**
   * Asks every benchmark, several at once, and reports in the order given. When the caller aborts, the results so
   * far have gone to `onResult`.
   * @throws ScoringError when too many questions got no answer.
   */
  async score(
    spaceId: string,
    benchmarks: readonly Benchmark[],
    { only, onResult, signal }: ScoreOptions = {},
  ): Promise<ScoreReport> {
    const { maxConcurrency = 4, maxErrorRate = 0.1 } = this.#options;
    const queue = new PQueue({ concurrency: maxConcurrency });
    const asked = only ? benchmarks.filter(({ id }) => only.includes(id)) : benchmarks;
    const results = await Promise.all(
      asked.map((benchmark) =>
        queue.add(async () => {
          signal?.throwIfAborted();
          const result = await this.scoreOne(spaceId, benchmark, { signal });
          onResult?.(result);
          return result;
        }),
      ),
    );
    const score = scoreOf(results);
    if (score.errors > maxErrorRate * results.length) throw new ScoringError(results);
    return { score, results, isComplete: true };
  }

  /** Asks one benchmark. What the service cannot answer becomes the verdict `error`. */
  async scoreOne(
    spaceId: string,
    benchmark: Benchmark,
    { signal }: Cancellable = {},
  ): Promise<BenchmarkResult> {
    const { maxAttempts = 3 } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(spaceId, benchmark, attempt, signal);
      if (result.verdict !== "error" || attempt >= maxAttempts) return result;
    }
  }

  async #attempt(
    spaceId: string,
    benchmark: Benchmark,
    attempts: number,
    signal: AbortSignal | undefined,
  ): Promise<BenchmarkResult> {
    const { questionTimeoutMs = 120_000 } = this.#options;
    const known = {
      benchmarkId: benchmark.id,
      question: benchmark.question,
      expectedSql: benchmark.expectedSql,
      attempts,
      durationMs: 0,
    };
    try {
      const asked = this.#ask(spaceId, benchmark, questionTimeoutMs, signal);
      const expected = await this.#expected.of(benchmark, signal).catch(async (error: unknown) => {
        await asked.withdraw();
        throw error;
      });
      if (!expected.ok) {
        await asked.withdraw();
        const explanation = `The benchmark cannot be scored: ${expected.reason}.`;
        return { ...known, verdict: "invalid", decidedBy: "benchmark", explanation };
      }
      const answer = await asked.answer;
      return { ...known, ...(await this.#assess(benchmark, expected.table, answer, signal)) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TimeoutError) {
        const explanation = `Genie gave no answer within ${error.timeoutMs} ms.`;
        return {
          ...known,
          verdict: "fail",
          decidedBy: "no-answer",
          failureCategory: "timeout",
          explanation,
          durationMs: error.timeoutMs,
        };
      }
      if (!isOutage(error)) throw error;
      return { ...known, verdict: "error", decidedBy: "infrastructure", explanation: error.message };
    }
  }

  /**
   * Asks while the expected SQL is still running, so that questions take their turns in the order given. One that
   * turns out to be invalid is withdrawn, most often before its turn has come.
   */
  #ask(spaceId: string, { question }: Benchmark, timeoutMs: number, signal: AbortSignal | undefined) {
    const withdrawn = new AbortController();
    const stop = signal ? AbortSignal.any([signal, withdrawn.signal]) : withdrawn.signal;
    const answer = this.#options.client.ask(spaceId, question, { timeoutMs, signal: stop });
    const settled = answer.catch(() => undefined);
    const withdraw = async () => {
      withdrawn.abort();
      await settled;
    };
    return { answer, withdraw };
  }

  async #assess(
    benchmark: Benchmark,
    expected: ResultTable,
    answer: GenieAnswer,
    signal: AbortSignal | undefined,
  ) {
    const { maxStoredRows = 100, policy = "analyst", judge = "on-difference" } = this.#options;
    const { conversationId, messageId, durationMs } = answer;
    const traced = { conversationId, messageId, durationMs };
    if (answer.status === "failed") return { ...traced, ...failedMessage(answer) };
    if (answer.status === "no-sql") return { ...traced, ...withoutQuery(answer) };
    const actual =
      answer.result && !answer.result.truncated ? answer.result : await this.#rerun(answer, signal);
    const decided = await decideAnswer({
      benchmark,
      expected,
      actual,
      answer,
      policy,
      judging: judge,
      judge: this.#judge,
      signal,
    });
    const cut = (table: ResultTable) => ({
      ...table,
      rows: table.rows.slice(0, maxStoredRows),
      truncated: table.truncated || table.rows.length > maxStoredRows,
    });
    return {
      ...traced,
      ...decided,
      genieSql: answer.sql,
      genieText: answer.text,
      expected: cut(expected),
      actual: "rows" in actual ? cut(actual) : undefined,
    };
  }

  /** Rows that the answer did not bring along are computed from its SQL. */
  async #rerun(
    { sql, parameters, result }: Extract<GenieAnswer, { status: "answered" }>,
    signal: AbortSignal | undefined,
  ) {
    const checked = checkReadOnlySql(sql);
    if (!checked.ok) return result ?? { reason: `its SQL was not run again: ${checked.reason}` };
    try {
      return await this.#options.sql.query(checked.sql, { parameters, rowLimit, signal });
    } catch (error) {
      if (error instanceof SqlError) return { reason: error.reason };
      throw error;
    }
  }
}

/** Failures that say nothing about the space: those of the connection, the service or the judge's answer. */
function isOutage(error: unknown): error is GenieEnhancerError {
  if (!(error instanceof GenieEnhancerError) || error instanceof BudgetSpentError) return false;
  // Without access nothing will ever be answered, and a bad request is a fault of ours: neither is an outage.
  const isFinal =
    error instanceof ApiError &&
    ["UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND", "BAD_REQUEST"].includes(error.code);
  return !isFinal;
}

function failedMessage({ kind, errorType, message, sql }: Extract<GenieAnswer, { status: "failed" }>) {
  if (kind !== "wrong-answer") {
    return {
      verdict: "error",
      decidedBy: "infrastructure",
      explanation: `Genie failed (${errorType}): ${message}`,
      genieSql: sql,
    } as const;
  }
  const { category, evidence } =
    sql === undefined
      ? ({ category: "no_sql_generated", evidence: message } as const)
      : categorizeError(message);
  return {
    verdict: "fail",
    decidedBy: "no-answer",
    explanation: `Genie's answer failed (${errorType}): ${message}`,
    genieSql: sql,
    failureCategory: category,
    failureEvidence: evidence,
  } as const;
}

function withoutQuery({ text, isClarification }: Extract<GenieAnswer, { status: "no-sql" }>) {
  return {
    verdict: "fail",
    decidedBy: "no-answer",
    explanation: isClarification
      ? "Genie asked back instead of answering."
      : "Genie answered without a query.",
    genieText: text,
    failureCategory: isClarification ? "clarification_asked" : "no_sql_generated",
    failureEvidence: text,
  } as const;
}
