import type { EngineResult } from "./ports.js";
import { cutResult } from "./statements/result-chunks.js";
import type { Statement } from "./statements/statement.js";
import { statementView } from "./statements/statement-view.js";

/** A statement of Genie's that has ended. */
export interface StatementRecord {
  readonly id: string;
  readonly result?: EngineResult | undefined;
  readonly error?: { readonly message: string; readonly sqlState?: string | undefined } | undefined;
  readonly isTruncated: boolean;
}

export function statementRecord({ id, outcome }: Statement): StatementRecord {
  if (outcome.state === "SUCCEEDED")
    return { id, result: outcome.rows.result, isTruncated: outcome.rows.isTruncated };
  const error =
    outcome.state === "FAILED" ? outcome.failure : { message: `The statement is ${outcome.state}.` };
  return { id, error, isTruncated: false };
}

/** A statement of Genie's as the service tells of it, with all of its rows in one chunk. */
export function statementResponse({ id, result, error, isTruncated }: StatementRecord) {
  const failure = {
    errorCode: "BAD_REQUEST",
    message: error?.message ?? "failed",
    sqlState: error?.sqlState,
  };
  const rows = result && { ...cutResult(result, { chunkRows: Number.POSITIVE_INFINITY }), isTruncated };
  return statementView({
    id,
    disposition: "INLINE",
    format: "JSON_ARRAY",
    submittedAt: 0,
    outcome: rows ? { state: "SUCCEEDED", rows } : { state: "FAILED", failure },
  });
}
