import type { EngineResult } from "./ports.js";
import { cutResult } from "./statements/result-chunks.js";
import type { Statement } from "./statements/statement.js";
import { statementView } from "./statements/statement-view.js";

/** A statement of Genie's that has ended. */
export interface StatementRecord {
  readonly id: string;
  /** Its rows, while they are kept. */
  readonly result: EngineResult | undefined;
  readonly rowCount: number;
  readonly error?: { readonly message: string; readonly sqlState?: string | undefined } | undefined;
  readonly isTruncated: boolean;
  /** Whether its rows have been dropped. */
  readonly isClosed: boolean;
}

/** The rows stay where they are kept, so that nobody else keeps them longer. */
export function statementRecord(statement: Statement): StatementRecord {
  const { id, outcome } = statement;
  const rows = outcome.state === "SUCCEEDED" ? outcome.rows : undefined;
  return {
    id,
    get result() {
      return statement.outcome.state === "SUCCEEDED" ? statement.outcome.rows.result : undefined;
    },
    get isClosed() {
      return statement.outcome.state === "CLOSED";
    },
    rowCount: rows?.result.rows.length ?? 0,
    isTruncated: rows?.isTruncated ?? false,
    error: outcome.state === "FAILED" ? outcome.failure : undefined,
  };
}

/** A statement of Genie's as the service tells of it, with all of its rows in one chunk. */
export function statementResponse(record: StatementRecord) {
  return statementView({
    id: record.id,
    disposition: "INLINE",
    format: "JSON_ARRAY",
    submittedAt: 0,
    outcome: outcomeOf(record),
  });
}

function outcomeOf({ result, error, isTruncated, isClosed }: StatementRecord): Statement["outcome"] {
  if (isClosed) return { state: "CLOSED" };
  if (!result) {
    const { message = "The statement was cancelled.", sqlState } = error ?? {};
    return { state: "FAILED", failure: { errorCode: "BAD_REQUEST", message, sqlState } };
  }
  const rows = { ...cutResult(result, { chunkRows: Number.POSITIVE_INFINITY }), isTruncated };
  return { state: "SUCCEEDED", rows };
}
