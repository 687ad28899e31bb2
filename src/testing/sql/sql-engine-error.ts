import { GenieEnhancerError } from "../../errors/genie-enhancer-error.js";

/** What a statement failed on, besides the text. */
export interface SqlFailure {
  /** The error class in brackets and the sentence after it, as Databricks words it. */
  readonly message: string;
  /** SQLSTATE, such as `42P01`. */
  readonly sqlState: string;
  /** Whether Databricks may well run the statement and only this engine cannot. */
  readonly isUnsupported?: boolean | undefined;
}

/** A statement that is wrong, that failed while running, or that this engine cannot translate. */
export class SqlEngineError extends GenieEnhancerError {
  readonly code = "SQL_ENGINE";
  readonly sqlState: string;
  /** Whether Databricks may well run the statement and only this engine cannot. */
  readonly isUnsupported: boolean;

  constructor({ message, sqlState, isUnsupported = false }: SqlFailure, cause?: unknown) {
    super(message, { context: { sqlState, isUnsupported }, cause });
    this.sqlState = sqlState;
    this.isUnsupported = isUnsupported;
  }
}
