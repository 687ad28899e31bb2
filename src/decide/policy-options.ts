import * as z from "zod";
import { ConfigurationError } from "../errors/configuration-error.js";

/** A bound of chance. At 0 nothing would ever be believed, and the policy would ask for ever. */
export const chanceOption = z.number().gt(0).max(1).optional();
export const shareOption = z.number().min(0).max(1).optional();
export const countOption = z.int().positive().optional();

/** @throws ConfigurationError naming every wrong or unknown option. */
export function checkPolicyOptions(policy: string, schema: z.ZodType, options: unknown): void {
  const checked = schema.safeParse(options);
  if (checked.success) return;
  const issues = checked.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new ConfigurationError(`options of the policy ${policy}`, issues);
}
