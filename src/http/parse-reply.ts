import { ApiError } from "../errors/api-error.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { parseErrorBody } from "./error-body.js";

/** Whatever turns a parsed reply into a typed one, or says what is wrong with it; a zod schema does. */
export interface ReplySchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/**
 * Reads the body of a reply that was not a refusal. An empty one counts as an empty object.
 * @throws ApiError INVALID_RESPONSE when it is not JSON, or not of the expected shape. It is retryable when the
 * reply calls itself JSON: then it was cut off or garbled on its way.
 */
export function parseReply<T>(
  schema: ReplySchema<T>,
  {
    response,
    request,
    body,
  }: { readonly response: Response; readonly request: string; readonly body: string },
): T {
  const wrong = (what: string, isRetryable = false, said = "") =>
    new ApiError(
      `${request} answered with ${what}.${said} Check that the host is the right one: a Databricks workspace, or the server of a model.`,
      { code: "INVALID_RESPONSE", request, status: response.status, isRetryable },
    );
  const reply = body.trim() === "" ? { ok: true as const, value: {} } : parseJsonSafely(body);
  if (!reply.ok) {
    const isJson = /\bjson\b/i.test(response.headers.get("content-type") ?? "");
    throw wrong(`something that is not JSON (${reply.reason})`, isJson);
  }
  const parsed = schema.safeParse(reply.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // Some servers report an error as a success.
  const { message } = parseErrorBody(body);
  throw wrong(
    `an unexpected shape at ${issue?.path.map(String).join(".") || "its top"}: ${issue?.message ?? "unknown"}`,
    false,
    message === undefined ? "" : ` It says: ${message.replace(/[.\s]+$/, "")}.`,
  );
}
