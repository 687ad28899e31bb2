import type { EngineResult } from "../ports.js";
import type { ResultChunk } from "./result-chunks.js";
import type { StatementRequest } from "./statement-request.js";

/** Rows of a statement that succeeded. */
export interface StatementRows {
  readonly result: EngineResult;
  readonly chunks: readonly ResultChunk[];
  readonly byteCount: number;
  readonly isTruncated: boolean;
}

/** Why a statement failed. */
export interface StatementFailure {
  /** Of the statement API, such as `BAD_REQUEST`. */
  readonly errorCode: string;
  readonly message: string;
  readonly sqlState?: string | undefined;
}

/** What has become of a statement so far. CLOSED: it succeeded, but its rows are gone. */
export type StatementOutcome =
  | { readonly state: "PENDING" | "RUNNING" | "CANCELED" | "CLOSED" }
  | { readonly state: "SUCCEEDED"; readonly rows: StatementRows }
  | { readonly state: "FAILED"; readonly failure: StatementFailure };

/** A statement that was submitted. */
export interface Statement {
  readonly id: string;
  readonly disposition: StatementRequest["disposition"];
  readonly format: StatementRequest["format"];
  /** Milliseconds since the Unix epoch. */
  readonly submittedAt: number;
  readonly outcome: StatementOutcome;
}

/** Whether a statement has come to its end. */
export function hasEnded({ outcome }: Statement): boolean {
  return outcome.state !== "PENDING" && outcome.state !== "RUNNING";
}
