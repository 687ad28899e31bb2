import type { Benchmark } from "../benchmarks/benchmark.js";
import type { GenieAnswer } from "../genie/genie-answer.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import type { ResultTable } from "../sql/result-table.js";
import type { SqlClient } from "../sql/sql-client.js";
import type { BenchmarkResult } from "./benchmark-result.js";
import { type DecidedAnswer, type DecisionRules, decideAnswer } from "./decide-answer.js";
import { categorizeError } from "./error-category.js";
import { isStatementFault } from "./outage.js";

export interface AnswerAssessorOptions extends DecisionRules {
  readonly sql: SqlClient;
  /** Rows that are compared. */
  readonly rowLimit: number;
  /** Rows of each side that a result keeps. */
  readonly maxStoredRows: number;
}

export type AssessedAnswer = DecidedAnswer &
  Pick<BenchmarkResult, "genieSql" | "genieText" | "expected" | "actual">;

type Answered = Pick<Extract<GenieAnswer, { status: "answered" }>, "sql" | "parameters" | "result" | "text">;

/** The service hands out this many rows of an answer at the most; as many may be fewer than there are. */
const servedRows = 5_000;

/** Says of Genie's answers whether they are right. */
export class AnswerAssessor {
  readonly #options: AnswerAssessorOptions;

  constructor(options: AnswerAssessorOptions) {
    this.#options = options;
  }

  async assess(
    benchmark: Benchmark,
    expected: ResultTable,
    answer: GenieAnswer,
    signal: AbortSignal | undefined,
  ): Promise<AssessedAnswer> {
    if (answer.status === "failed") return failedMessage(answer);
    if (answer.status === "no-sql") return withoutQuery(answer);
    return this.assessQuery(benchmark, expected, answer, signal);
  }

  /** Decides on a query, whose rows are computed where the answer did not bring all of them along. */
  async assessQuery(
    benchmark: Benchmark,
    expected: ResultTable,
    answer: Answered,
    signal: AbortSignal | undefined,
  ): Promise<AssessedAnswer> {
    const isWhole = answer.result && !answer.result.truncated && answer.result.rows.length < servedRows;
    const actual = isWhole && answer.result ? answer.result : await this.#rerun(answer, signal);
    const decided = await decideAnswer(
      {
        benchmark,
        expected,
        actual,
        genieSql: answer.sql,
        hasParameters: answer.parameters.length > 0,
      },
      this.#options,
      { signal },
    );
    return {
      ...decided,
      genieSql: answer.sql,
      genieText: answer.text,
      expected: this.cut(expected),
      actual: "rows" in actual ? this.cut(actual) : undefined,
    };
  }

  /** A table with no more rows than a result keeps. */
  cut(table: ResultTable): ResultTable {
    const { maxStoredRows } = this.#options;
    return {
      ...table,
      rows: table.rows.slice(0, maxStoredRows),
      truncated: table.truncated || table.rows.length > maxStoredRows,
    };
  }

  async #rerun(
    { sql, parameters, result }: Answered,
    signal: AbortSignal | undefined,
  ): Promise<ResultTable | { readonly reason: string }> {
    const known = result && { ...result, truncated: true };
    const checked = checkReadOnlySql(sql);
    if (!checked.ok) return known ?? { reason: `its SQL was not run again: ${checked.reason}` };
    try {
      return await this.#options.sql.query(checked.sql, {
        parameters,
        rowLimit: this.#options.rowLimit,
        signal,
      });
    } catch (error) {
      if (!isStatementFault(error)) throw error;
      return known ?? { reason: error.reason };
    }
  }
}

function failedMessage({
  kind,
  errorType,
  message,
  sql,
}: Extract<GenieAnswer, { status: "failed" }>): AssessedAnswer {
  if (kind !== "wrong-answer") {
    const explanation = `Genie failed (${errorType}): ${message}`;
    return { verdict: "error", decidedBy: "infrastructure", explanation, genieSql: sql };
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
  };
}

function withoutQuery({ text, isClarification }: Extract<GenieAnswer, { status: "no-sql" }>): AssessedAnswer {
  return {
    verdict: "fail",
    decidedBy: "no-answer",
    explanation: isClarification
      ? "Genie asked back instead of answering."
      : "Genie answered without a query.",
    genieText: text,
    failureCategory: isClarification ? "clarification_asked" : "no_sql_generated",
    failureEvidence: text ?? "the message holds no query",
  };
}
