import type { Cell } from "../../sql/result-table.js";
import { type CanonicalCell, canonicalCell } from "./canonical-cell.js";
import type { ColumnKind } from "./column-kind.js";
import { isNotFinite } from "./exact-number.js";
import { hashPlainNumber } from "./plain-number.js";
import { plainTimestampEnd } from "./plain-timestamp.js";
import { hashNumber, hashText, scramble } from "./value-hash.js";

const NULL_HASH = 0x5bd1e995;
const TRUE_HASH = 0x7ed55d16;
const FALSE_HASH = 0x165667b1;
const TEXT_SEED = 0x2f0b4a87;
const TEMPORAL_SEED = 0x61c88647;

/**
 * Turns cells into 32-bit hashes such that equal meanings (see `canonicalCell`) have equal hashes. Different meanings
 * may collide: whoever concludes equality from hashes must compare the cells. The common spellings are read without
 * allocating; the rest goes through `canonicalCell`.
 */
export function hashCell(cell: Cell | undefined, kind: ColumnKind): number {
  if (cell === null || cell === undefined) return NULL_HASH;
  if (typeof cell === "string") {
    if (kind === "text") return hashPlainText(cell);
    if (kind === "number" || kind === "auto") {
      const hash = hashPlainNumber(cell);
      if (hash !== undefined) return hash;
    }
    if (kind === "temporal" || kind === "auto") {
      const end = plainTimestampEnd(cell);
      if (end > 0) return hashTimestamp(cell, 0, end);
    }
    if (kind === "boolean") {
      if (cell === "true") return TRUE_HASH;
      if (cell === "false") return FALSE_HASH;
    }
    if (kind === "auto" && isPlainWord(cell)) return hashPlainText(cell);
  }
  return hashCanonical(canonicalCell(cell, kind));
}

function hashCanonical(value: CanonicalCell): number {
  if (value === null) return NULL_HASH;
  if (value === true) return TRUE_HASH;
  if (value === false) return FALSE_HASH;
  if (typeof value === "number") return hashNumber(value);
  if (value.startsWith("'")) return hashText(value, 1, value.length, TEXT_SEED);
  if (value.startsWith("@")) return hashTimestamp(value, 1, value.length);
  if (value.startsWith("#")) return hashPlainNumber(value.slice(1)) ?? hashText(value, 0, value.length, 1);
  return hashText(value, 0, value.length, 1);
}

/** Date and time are hashed apart, since `T` and a blank between them are alike. */
function hashTimestamp(text: string, from: number, to: number): number {
  const date = hashText(text, from, from + 10, TEMPORAL_SEED);
  return to - from === 10 ? date : scramble(date ^ hashText(text, from + 11, to, TEMPORAL_SEED));
}

function hashPlainText(text: string): number {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  const needsTrim = first <= 32 || last <= 32 || first > 127 || last > 127;
  const plain = needsTrim ? text.trim() : text;
  return hashText(plain, 0, plain.length, TEXT_SEED);
}

/** Text that cannot be a number, a date, a boolean or nested, most often judged by its first letter. */
function isPlainWord(text: string): boolean {
  const first = text.charCodeAt(0) | 32;
  if (first === 110 || first === 105) return !isNotFinite(text.trim());
  return first >= 97 && first <= 122 && first !== 116 && first !== 102;
}
