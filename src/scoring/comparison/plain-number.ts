import { readNumber } from "./exact-number.js";
import { hashNumber, scramble } from "./value-hash.js";

const POWERS_OF_TEN = Array.from({ length: 16 }, (_, power) => 10 ** power);
const LONG_SEED = 0x4cf5ad43;

/**
 * The hash of a number in text, equal for all spellings of one value, without allocating for plain decimals. Undefined
 * when the text is no number (see `readNumber`).
 */
export function hashPlainNumber(text: string): number | undefined {
  const length = text.length;
  if (length === 0) return undefined;
  const isNegative = text.charCodeAt(0) === 45;
  const start = isNegative ? 1 : 0;
  const opening = text.charCodeAt(start);
  if (!(opening >= 48 && opening <= 57))
    return opening === 46 || opening === 43 ? hashSlowly(text) : undefined;
  // A leading zero is fine before a point only.
  if (opening === 48 && start + 1 < length && text.charCodeAt(start + 1) !== 46) return hashSlowly(text);
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let hasPoint = false;
  for (let index = start; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) {
      if (digits > 0 || code !== 48) digits += 1;
      if (digits <= 15) mantissa = mantissa * 10 + (code - 48);
      if (hasPoint) decimals += 1;
    } else if (code === 46 && !hasPoint) hasPoint = true;
    else return code === 101 || code === 69 || code <= 32 ? hashSlowly(text) : undefined;
  }
  if (digits <= 15 && decimals <= 15) {
    // Both operands are exact, so that the quotient is the double nearest to the text.
    const value = decimals > 0 ? mantissa / (POWERS_OF_TEN[decimals] ?? 1) : mantissa;
    return hashNumber(isNegative ? -value : value);
  }
  return endsInZero(text) || digits <= 15
    ? hashSlowly(text)
    : hashDigits(text, start, length, isNegative, -decimals);
}

function endsInZero(text: string): boolean {
  return text.endsWith("0") || text.endsWith(".");
}

function hashSlowly(text: string): number | undefined {
  const value = readNumber(text.trim());
  if (value === undefined) return undefined;
  if (typeof value === "number") return hashNumber(value);
  const isNegative = value.startsWith("#-");
  const exponentAt = value.lastIndexOf("e");
  return hashDigits(value, isNegative ? 2 : 1, exponentAt, isNegative, Number(value.slice(exponentAt + 1)));
}

/** The hash of digits too many for a double, from the first that is not zero, with the exponent of the last. */
function hashDigits(text: string, from: number, to: number, isNegative: boolean, exponent: number): number {
  let hash = LONG_SEED;
  let isLeading = true;
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46 || (isLeading && code === 48)) continue;
    isLeading = false;
    hash = Math.imul(hash ^ code, 0x01000193) + 0x2545f491;
    hash ^= hash >>> 17;
  }
  return scramble(hash ^ Math.imul(isNegative ? ~exponent : exponent, 0x9e3779b1));
}
