import type * as z from "zod";
import { ConfigurationError } from "./configuration-error.js";

/**
 * What was given, as the schema reads it.
 * @throws ConfigurationError naming every wrong or unknown key of `what`.
 */
export function checkOptions<T>(what: string, schema: z.ZodType<T>, given: unknown): T {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new ConfigurationError(what, issues);
}
