import { ApiError, type ApiErrorCode } from "../errors/api-error.js";
import { apiErrorCode, parseErrorBody } from "./error-body.js";
import { parseRetryAfter } from "./retry.js";

export interface Refusal {
  readonly response: Response;
  /** HTTP method and path. */
  readonly request: string;
  readonly body: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The error that a reply with a status of 400 or more stands for. */
export function refusalError({ response, request, body, now }: Refusal): ApiError {
  const { errorCode, message, retryDelayMs } = parseErrorBody(body);
  const code = apiErrorCode(response.status, errorCode);
  const status = `${response.status}${errorCode ? ` ${errorCode}` : ""}`;
  const said = (message ?? response.statusText).replace(/[.\s]+$/, "") || "no reason given";
  return new ApiError(`${request} was refused (${status}): ${said}.${adviceFor(code)}`, {
    code,
    request,
    status: response.status,
    errorCode,
    retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), now) ?? retryDelayMs,
  });
}

function adviceFor(code: ApiErrorCode): string {
  if (code === "UNAUTHENTICATED")
    return " The credentials were refused: check the token or the client secret, and that they are meant for this host.";
  if (code === "PERMISSION_DENIED")
    return " The identity lacks a permission for this; grant it, or use another identity.";
  return "";
}

/** The error that a redirect stands for: whoever is redirected to would get the token. */
export function redirectError(response: Response, request: string, host: string): ApiError {
  const details = { request, status: response.status };
  if (/private-link-validation-error/.test(response.headers.get("location") ?? "")) {
    return new ApiError(
      `${request} was turned away: ${host} accepts calls over Private Link only. Call it from a network that it allows.`,
      { ...details, code: "PERMISSION_DENIED" },
    );
  }
  return new ApiError(
    `${request} was redirected by ${host}. Check that the host is the workspace itself; redirects are not followed.`,
    { ...details, code: "BAD_REQUEST" },
  );
}

/** Whether a reply sends the caller elsewhere; browsers hide everything else of such a reply. */
export function isRedirect({ type, status }: Response): boolean {
  return type === "opaqueredirect" || (status >= 300 && status < 400);
}
