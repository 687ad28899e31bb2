import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** Why a run cannot go on. */
export type ResumeErrorCode = "RUN_NOT_FOUND" | "SETTINGS_CHANGED" | "RUN_DISCARDED" | "COPY_GONE";

/** A run that cannot go on. */
export class ResumeError extends GenieEnhancerError {
  readonly code: ResumeErrorCode;

  constructor(code: ResumeErrorCode, runId: string, message: string) {
    super(message, { context: { runId } });
    this.code = code;
  }
}
