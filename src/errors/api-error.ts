import { redactText } from "../util/redact.js";
import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** The kinds of refusal a caller may want to tell apart. */
export type ApiErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "UNAVAILABLE"
  | "SERVER_ERROR"
  | "INVALID_RESPONSE"
  | "NETWORK";

/** What is known of a call that failed. */
export interface ApiErrorDetails {
  readonly code: ApiErrorCode;
  /** HTTP method and path, without host and query. */
  readonly request: string;
  /** HTTP status; absent when no answer arrived. */
  readonly status?: number | undefined;
  /** The service's own code, such as `RESOURCE_DOES_NOT_EXIST`. */
  readonly errorCode?: string | undefined;
  /** How long the service asked to wait before the next attempt. */
  readonly retryAfterMs?: number | undefined;
  /** @default by `code`: RATE_LIMITED, UNAVAILABLE and NETWORK are */
  readonly isRetryable?: boolean | undefined;
  readonly cause?: unknown;
}

const passing: ReadonlySet<ApiErrorCode> = new Set(["RATE_LIMITED", "UNAVAILABLE", "NETWORK"]);

/** A call to the workspace that was refused, failed, or gave an answer that cannot be understood. */
export class ApiError extends GenieEnhancerError {
  readonly code: ApiErrorCode;
  override readonly isRetryable: boolean;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly request: string;

  constructor(message: string, details: ApiErrorDetails) {
    const { code, request, status, retryAfterMs, isRetryable, cause } = details;
    const errorCode = details.errorCode === undefined ? undefined : redactText(details.errorCode);
    super(message, { context: { request, status, errorCode }, cause });
    this.code = code;
    this.request = redactText(request);
    this.status = status;
    this.errorCode = errorCode;
    this.retryAfterMs = retryAfterMs;
    this.isRetryable = isRetryable ?? passing.has(code);
  }
}
