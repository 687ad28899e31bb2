import { ApiError } from "../errors/api-error.js";

/** The error that a connection stands for that gave no answer. */
export function unreachableError(request: string, host: string, cause: unknown): ApiError {
  return new ApiError(
    `${request} got no answer from ${host}: ${reasonOf(cause)}. Check the host and the network.`,
    { code: "NETWORK", request, cause },
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
