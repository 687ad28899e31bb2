import { ApiError } from "../errors/api-error.js";
import type { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import { SqlError } from "../sql/sql-error.js";

/** Refusals that hold for every question: going on would only repeat them. */
const finalCodes: ReadonlySet<string> = new Set(["UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND"]);

/** Whether a failure is the infrastructure's and says nothing about the space or the benchmark. */
export function isOutage(error: unknown): error is GenieEnhancerError {
  if (error instanceof ApiError) return !finalCodes.has(error.code);
  return error instanceof TimeoutError || (error instanceof SqlError && !isStatementFault(error));
}

/** Whether asking once more may help. A request that was found wrong stays wrong. */
export function mayPass(error: GenieEnhancerError): boolean {
  return !(error instanceof ApiError) || error.code !== "BAD_REQUEST";
}

/** Whether a statement failed because of what it says. */
export function isStatementFault(error: unknown): error is SqlError {
  return error instanceof SqlError && !error.isRetryable;
}
