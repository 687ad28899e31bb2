import { namedSecretText, secretText } from "./secret-shapes.js";

const mask = "[redacted]";
const secretKey = /(authorization|token|secret|password|passwd|api[-_]?key|credential|cookie|signature)/i;
/** Keys that contain a word above and hold counts or names, never secrets. */
const harmlessKey = /(tokens|tokenCount|tokenEstimate|page_?token|inputTokens|outputTokens)$/i;
/** Longest first: a secret may begin with another one. */
let known: readonly string[] = [];

/**
 * Remembers a secret for the life of the process, so that it is masked wherever it turns up, also inside
 * texts that the service or a library wrote, as it is or as part of JSON or of a URL. Values shorter than 6
 * characters are ignored: masking them would garble ordinary text.
 */
export function registerSecret(value: string): void {
  if (value.length < 6 || known.includes(value)) return;
  const spellings = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")),
  ];
  known = [...new Set([...known, ...spellings])].sort((a, b) => b.length - a.length);
}

/** `text` with every known secret and everything that looks like one replaced. */
export function redactText(text: string): string {
  let clean = text;
  for (const secret of known) if (clean.includes(secret)) clean = clean.replaceAll(secret, mask);
  for (const pattern of secretText) clean = clean.replace(pattern, mask);
  for (const pattern of namedSecretText) clean = clean.replace(pattern, `$1${mask}`);
  return clean;
}

/** A copy of a JSON-like value with secrets masked, by the name of their key and by their value. */
export function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== "object" || value === null) return value;
  return redactRecord(value);
}

/** The same for an object, whose secrets may also be its keys. */
export function redactRecord(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, member]) => [
      redactText(key),
      secretKey.test(key) && !harmlessKey.test(key) ? maskTexts(member) : redactValue(member),
    ]),
  );
}

/** What stands under the name of a secret, however it is wrapped. */
function maskTexts(value: unknown): unknown {
  if (typeof value === "string") return mask;
  if (Array.isArray(value)) return value.map(maskTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [redactText(key), maskTexts(member)]),
  );
}
