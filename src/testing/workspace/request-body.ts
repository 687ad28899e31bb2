import type * as z from "zod";
import { ServiceError } from "./service-error.js";

/** The JSON body of a request. Refused as the service does when it is not JSON or lacks a field. */
export async function bodyOf<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  let value: unknown;
  try {
    const text = await request.text();
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError(400, "MALFORMED_REQUEST", "Could not parse request object: the body is not JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ServiceError(
    400,
    "INVALID_PARAMETER_VALUE",
    `${issue?.path.join(".") || "body"}: ${issue?.message ?? "invalid"}`,
  );
}
