import { redactText } from "../util/redact.js";

/** Causes of causes that are kept; errors may refer to themselves. */
const deepest = 5;

/**
 * An error of somebody else's as one that can be shown: its name, its words and where it came from, secrets masked,
 * without what was hung on it, such as the request with its headers.
 */
export function plainError(error: unknown, depth = 0): Error {
  const plain = new Error(redactText(error instanceof Error ? error.message : String(error)));
  if (!(error instanceof Error)) return plain;
  plain.name = error.name;
  plain.stack = redactText(error.stack ?? "");
  if (error.cause instanceof Error && depth < deepest) plain.cause = plainError(error.cause, depth + 1);
  return plain;
}
