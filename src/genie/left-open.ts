import { ApiError, type ApiErrorCode } from "../errors/api-error.js";

const leavesOpen: ReadonlySet<ApiErrorCode> = new Set([
  "NETWORK",
  "UNAVAILABLE",
  "SERVER_ERROR",
  "INVALID_RESPONSE",
]);

/** Adds what to do to an error that leaves open whether a request was carried out; returns others as they are. */
export function withOpenEnd(error: unknown, whatNow: string): unknown {
  // The service answers 503 before it does anything.
  if (!(error instanceof ApiError) || !leavesOpen.has(error.code) || error.status === 503) return error;
  const { code, request, status, errorCode, retryAfterMs, isRetryable, cause } = error;
  return new ApiError(`${error.message} ${whatNow}`, {
    code,
    request,
    status,
    errorCode,
    retryAfterMs,
    isRetryable,
    cause,
  });
}
