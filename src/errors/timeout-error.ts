import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** Something did not finish in the time allowed for it. */
export class TimeoutError extends GenieEnhancerError {
  readonly code = "TIMEOUT";
  override readonly isRetryable = true;
  readonly timeoutMs: number;

  constructor(
    message: string,
    { timeoutMs, cause }: { readonly timeoutMs: number; readonly cause?: unknown },
  ) {
    super(message, { context: { timeoutMs }, cause });
    this.timeoutMs = timeoutMs;
  }
}
