import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import { redactText } from "../util/redact.js";

/** Error codes of the statement API that blame the service or the warehouse, not the statement. */
const passing: ReadonlySet<string | undefined> = new Set([
  "ABORTED",
  "CANCELLED",
  "DEADLINE_EXCEEDED",
  "INTERNAL_ERROR",
  "IO_ERROR",
  "RESOURCE_EXHAUSTED",
  "SERVICE_UNDER_MAINTENANCE",
  "TEMPORARILY_UNAVAILABLE",
  "WORKSPACE_TEMPORARILY_UNAVAILABLE",
]);

/** A statement that the warehouse could not run. */
export class SqlError extends GenieEnhancerError {
  readonly code = "SQL_FAILED";
  /** Whether the service or the warehouse failed, and the statement may be right. */
  override readonly isRetryable: boolean;
  /** SQLSTATE, such as `42703`, where the service gives one. */
  readonly sqlState: string | undefined;
  /** The service's own words. */
  readonly reason: string;

  constructor(
    reason: string,
    details: { readonly sqlState?: string | undefined; readonly errorCode?: string | undefined } = {},
  ) {
    super(`The statement failed: ${reason}`, { context: details });
    this.reason = redactText(reason);
    this.sqlState = details.sqlState;
    this.isRetryable = passing.has(details.errorCode);
  }
}

/** A statement that was not sent, because it is more than a single query that only reads. */
export class SqlRefusedError extends GenieEnhancerError {
  readonly code = "SQL_REFUSED";
  readonly reason: string;

  constructor(reason: string) {
    super(`The statement was not run: ${reason}. Only a single query that reads is.`, {
      context: { reason },
    });
    this.reason = reason;
  }
}
