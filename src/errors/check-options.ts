import type * as z from "zod";
import { ConfigurationError } from "./configuration-error.js";

/** @throws ConfigurationError naming every wrong or unknown option of `what`. */
export function checkOptions(what: string, schema: z.ZodType, options: unknown): void {
  const checked = schema.safeParse(options);
  if (checked.success) return;
  const issues = checked.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new ConfigurationError(what, issues);
}
