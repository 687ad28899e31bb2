import type { ApiErrorCode } from "../errors/api-error.js";
import { isPlainObject } from "../util/json.js";
import { parseJsonSafely } from "../util/parse-json.js";

/** What an error reply says, whatever its shape. */
export interface ErrorBody {
  readonly errorCode?: string | undefined;
  readonly message?: string | undefined;
  /** Wait that the body asks for. */
  readonly retryDelayMs?: number | undefined;
}

/** Characters of a reply that go into an error message. */
const longestMessage = 500;

/** Characters of a reply that are searched for one when it is not JSON. */
const searched = 16_384;

/** Reads the error bodies that Databricks services are known to send: JSON of six shapes, `CODE: text`, HTML. */
export function parseErrorBody(text: string): ErrorBody {
  const json = parseJsonSafely(text);
  return json.ok && isPlainObject(json.value)
    ? fromJson(json.value)
    : fromText(text.slice(0, searched).trim());
}

function fromJson(body: Record<string, unknown>): ErrorBody {
  // Servers that speak like OpenAI put everything into a member "error".
  if (isPlainObject(body.error)) return fromJson(body.error);
  const message = [
    body.message,
    body.error_description,
    body.errorSummary,
    body.error,
    body.detail,
    fieldProblems(body.detail),
  ].find((value) => typeof value === "string");
  const code =
    body.error_code ??
    body.errorCode ??
    body.code ??
    (body.scimType ? `SCIM_${String(body.status ?? "")}` : undefined);
  return {
    errorCode: typeof code === "string" || typeof code === "number" ? String(code) : undefined,
    message: cut(message),
    retryDelayMs: retryDelay(body.details),
  };
}

/** What servers that check their input by its fields find wrong: `[{ loc: ["body", "temperature"], msg: "…" }]`. */
function fieldProblems(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const problems = detail.flatMap((one: unknown) => {
    if (!isPlainObject(one) || typeof one.msg !== "string") return [];
    return [Array.isArray(one.loc) ? `${one.loc.map(String).join(".")}: ${one.msg}` : one.msg];
  });
  return problems.length > 0 ? problems.join("; ") : undefined;
}

function fromText(text: string): ErrorBody {
  const plain = /^([A-Z_]+): ([\s\S]*)$/.exec(text);
  if (plain) return { errorCode: plain[1], message: cut(plain[2]) };
  const html = /<pre>([\s\S]*?)<\/pre>/i.exec(text) ?? /<title>([\s\S]*?)<\/title>/i.exec(text);
  return { message: cut(html?.[1] ?? text) };
}

function cut(text: string | undefined): string | undefined {
  const clean = text?.replace(/\s+/g, " ").trim();
  return clean ? clean.slice(0, longestMessage) : undefined;
}

function retryDelay(details: unknown): number | undefined {
  if (!Array.isArray(details)) return undefined;
  const delay: unknown = details.find(
    (detail) => isPlainObject(detail) && typeof detail.retry_delay === "string",
  )?.retry_delay;
  const seconds = typeof delay === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

const codeOfErrorCode: Readonly<Record<string, ApiErrorCode>> = {
  INVALID_STATE: "BAD_REQUEST",
  INVALID_PARAMETER_VALUE: "BAD_REQUEST",
  UNAUTHENTICATED: "UNAUTHENTICATED",
  PERMISSION_DENIED: "PERMISSION_DENIED",
  RESOURCE_DOES_NOT_EXIST: "NOT_FOUND",
  NOT_FOUND: "NOT_FOUND",
  FEATURE_DISABLED: "NOT_FOUND",
  ENDPOINT_NOT_FOUND: "NOT_FOUND",
  ABORTED: "CONFLICT",
  ALREADY_EXISTS: "CONFLICT",
  RESOURCE_ALREADY_EXISTS: "CONFLICT",
  RESOURCE_CONFLICT: "CONFLICT",
  RESOURCE_EXHAUSTED: "RATE_LIMITED",
  REQUEST_LIMIT_EXCEEDED: "RATE_LIMITED",
  RATE_LIMIT_EXCEEDED: "RATE_LIMITED",
  TEMPORARILY_UNAVAILABLE: "UNAVAILABLE",
};

const codeOfStatus: Readonly<Record<number, ApiErrorCode>> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "CONFLICT",
  412: "CONFLICT",
  429: "RATE_LIMITED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "UNAVAILABLE",
};

/** The kind of refusal. The service's own code says more than the status, except for 429 and 401. */
export function apiErrorCode(status: number, errorCode: string | undefined): ApiErrorCode {
  const byStatus = codeOfStatus[status] ?? (status >= 500 ? "SERVER_ERROR" : "BAD_REQUEST");
  if (status === 429 || status === 401) return byStatus;
  return (errorCode === undefined ? undefined : codeOfErrorCode[errorCode]) ?? byStatus;
}
