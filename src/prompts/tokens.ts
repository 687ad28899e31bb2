const encoder = new TextEncoder();
/** Bytes that one token of common models stands for, on the careful side for SQL and JSON. */
const bytesPerToken = 3.5;

/** Roughly how many tokens a text takes. Errs towards too many. */
export function estimateTokens(text: string): number {
  return Math.ceil(encoder.encode(text).length / bytesPerToken);
}
