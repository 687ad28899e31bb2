import { ApiError } from "../errors/api-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import { apiErrorCode } from "../http/error-body.js";
import { parseRetryAfter } from "../http/retry.js";
import { isPlainObject } from "../util/json.js";

/**
 * What a model of the AI SDK threw, as an error of this library. Its API errors carry `statusCode`,
 * `responseHeaders` and `isRetryable`; they are told by these members, since there may be several copies of the SDK.
 */
export function aiSdkError(error: unknown, request: string, now: number): ApiError | undefined {
  if (!(error instanceof Error) || error instanceof ApiError) return undefined;
  const { statusCode, responseHeaders, isRetryable } = membersOf(error);
  const status = typeof statusCode === "number" ? statusCode : undefined;
  const details = { request, status, cause: error };
  const said = error.message.slice(0, 500).replace(/[.\s]+$/, "");
  if (status !== undefined) {
    return new ApiError(`${request} was refused (${status}): ${said}.`, {
      ...details,
      code: apiErrorCode(status, undefined),
      retryAfterMs: retryAfterOf(responseHeaders, now),
      isRetryable: typeof isRetryable === "boolean" ? isRetryable : undefined,
    });
  }
  // The provider itself refuses what its model does not support, before any request.
  if (error.name === "AI_UnsupportedFunctionalityError")
    return new ApiError(`${request} was refused: ${said}.`, { ...details, code: "BAD_REQUEST" });
  if (isRetryable === true || error instanceof TimeoutError)
    return new ApiError(`${request} did not get through: ${said}.`, { ...details, code: "NETWORK" });
  return undefined;
}

function membersOf(error: Error) {
  return {
    statusCode: "statusCode" in error ? error.statusCode : undefined,
    responseHeaders: "responseHeaders" in error ? error.responseHeaders : undefined,
    isRetryable: "isRetryable" in error ? error.isRetryable : undefined,
  };
}

function retryAfterOf(headers: unknown, now: number): number | undefined {
  if (!isPlainObject(headers)) return undefined;
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const milliseconds = Number(values.get("retry-after-ms") ?? Number.NaN);
  return Number.isFinite(milliseconds)
    ? milliseconds
    : parseRetryAfter(values.get("retry-after") ?? null, now);
}
