import { ApiError } from "../errors/api-error.js";
import { redactText } from "../util/redact.js";

/** The error that a connection stands for that gave no answer. */
export function unreachableError(request: string, host: string, cause: unknown): ApiError {
  return new ApiError(
    `${request} got no answer from ${host}: ${reasonOf(cause)}. Check the host and the network.`,
    { code: "NETWORK", request, cause: plainCause(cause) },
  );
}

/** Runtimes hide the reason: fetch says "fetch failed", and its cause may have a code but no message. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  const code = inner instanceof Error && "code" in inner ? String(inner.code) : "";
  const reason = (inner instanceof Error && inner.message) || code || cause.message || cause.name;
  return reason.replace(/[.\s]+$/, "");
}

/** The cause without what a fetch implementation may hang on it, such as the request with its headers. */
function plainCause(cause: unknown): Error {
  const plain = new Error(redactText(cause instanceof Error ? cause.message : String(cause)));
  if (!(cause instanceof Error)) return plain;
  plain.name = cause.name;
  plain.stack = redactText(cause.stack ?? "");
  if (cause.cause instanceof Error) plain.cause = plainCause(cause.cause);
  return plain;
}
