import { ApiError } from "./api-error.js";
import { GenieEnhancerError, shownError } from "./genie-enhancer-error.js";

/** A fix could not be taken back, so that a copy may hold what the run does not report. The run stops; `resume` puts it right. */
export class RollbackError extends GenieEnhancerError {
  readonly code = "ROLLBACK_FAILED";
  /** Why the fix was being taken back. */
  readonly interruptedBy: Error | undefined;

  constructor(
    spaceId: string,
    { cause, interruptedBy }: { readonly cause: unknown; readonly interruptedBy?: unknown },
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const isGone = cause instanceof ApiError && cause.code === "NOT_FOUND";
    const remedy = isGone
      ? "Somebody has deleted a copy of the run. Restore it from the trash and go on with the run by resume, or remove what is left with cleanup."
      : "Go on with the run by resume, which puts that right first, or remove it with cleanup.";
    super(`Space ${spaceId} could not be taken back to the best configuration: ${why} ${remedy}`, {
      context: { spaceId },
      cause,
    });
    this.interruptedBy = interruptedBy === undefined ? undefined : shownError(interruptedBy);
  }
}
