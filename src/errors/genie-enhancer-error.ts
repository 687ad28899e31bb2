import { redactRecord, redactText } from "../util/redact.js";
import { plainError } from "./plain-error.js";

/** What an error carries besides its message. */
export interface ErrorDetails {
  /** Facts about the failure, JSON-safe. Secrets in them are masked. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** What it came from. An error of another library is kept by its words, secrets masked, and not as it is. */
  readonly cause?: unknown;
}

/**
 * Base of every error that this library throws on purpose. Branch on `code`, which is stable; the message is
 * for people and says what happened, to what, and what to do.
 */
export abstract class GenieEnhancerError extends Error {
  /** Stable identifier of the kind of failure, such as `NOT_FOUND`. */
  abstract readonly code: string;
  /** Whether the same call may succeed later without a change by the caller. */
  readonly isRetryable: boolean = false;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(message: string, { context = {}, cause }: ErrorDetails = {}) {
    super(redactText(message), cause === undefined ? undefined : { cause: shownError(cause) });
    this.name = new.target.name;
    this.context = redactRecord(context);
  }

  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      isRetryable: this.isRetryable,
      context: redactRecord(this.context),
    };
  }
}

/** An error as it may hang on another one, where everybody who prints that one sees it. */
export function shownError(error: unknown): Error {
  return error instanceof GenieEnhancerError ? error : plainError(error);
}
