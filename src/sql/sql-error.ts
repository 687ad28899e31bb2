import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

/** A statement that the warehouse could not run. */
export class SqlError extends GenieEnhancerError {
  readonly code = "SQL_FAILED";
  /** SQLSTATE, such as `42703`, where the service gives one. */
  readonly sqlState: string | undefined;
  /** The service's own words. */
  readonly reason: string;

  constructor(
    reason: string,
    details: { readonly sqlState?: string | undefined; readonly errorCode?: string | undefined } = {},
  ) {
    super(`The statement failed: ${reason}`, { context: details });
    this.reason = reason;
    this.sqlState = details.sqlState;
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
