import { canonicalJson } from "../../util/json.js";
import { readNumber } from "./exact-number.js";

/** In valid JSON; a loop over single characters would need a stack as deep as a string is long. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * One spelling for arrays, maps and structs printed as JSON: sorted keys, no blanks. Numbers too long for a double
 * keep all digits. Undefined for text that is no JSON array or object.
 */
export function readNested(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first !== 123 && first !== 91) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isExact = !/\d[\d.]{15}/.test(text);
    return canonicalJson(isExact ? value : JSON.parse(text.replace(STRING_OR_NUMBER, quoteLongNumber)));
  } catch {
    return undefined;
  }
}

function quoteLongNumber(token: string): string {
  if (token.startsWith('"')) return token;
  const value = readNumber(token);
  return typeof value === "string" ? JSON.stringify(value) : token;
}
