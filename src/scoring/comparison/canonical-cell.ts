import type { Cell } from "../../sql/result-table.js";
import type { ColumnKind } from "./column-kind.js";
import { isNotFinite, readNumber } from "./exact-number.js";
import { readNested } from "./nested-text.js";
import { readTemporal } from "./temporal-text.js";

/**
 * A cell's meaning, comparable with `===`. Numbers are numbers or `#digits`, text starts with `'`, dates with `@`,
 * nested values with `{`; NULL equals NULL and nothing else.
 */
export type CanonicalCell = number | string | boolean | null;

/** Reads a cell as its column's kind; a cell that does not fit the kind is text. */
export function canonicalCell(cell: Cell | undefined, kind: ColumnKind): CanonicalCell {
  if (cell === null || cell === undefined) return null;
  if (kind === "text") return `'${String(cell).trim()}`;
  if (typeof cell === "boolean") return cell;
  if (typeof cell === "number" && !Number.isFinite(cell)) return notFinite(String(cell)) ?? null;
  const text = (typeof cell === "string" ? cell : String(cell)).trim();
  if (typeof cell !== "string" || kind === "number" || kind === "auto") {
    const number = readNumber(text) ?? (kind === "number" || isNotFinite(text) ? notFinite(text) : undefined);
    if (number !== undefined) return number;
  }
  if (kind === "boolean" || kind === "auto") {
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
  }
  if (kind === "temporal" || kind === "auto") {
    const temporal = readTemporal(text);
    if (temporal !== undefined) return `@${temporal}`;
  }
  if (kind === "nested" || kind === "auto") {
    const nested = readNested(text);
    if (nested !== undefined) return `{${nested}`;
  }
  // A nested column of variants may hold plain numbers and words.
  if (kind === "nested") return canonicalCell(text, "auto");
  return `'${text}`;
}

function notFinite(text: string): string | undefined {
  const match = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
  if (match === null) return undefined;
  return match[2]?.toLowerCase() === "nan" ? "#NaN" : `#${match[1] === "-" ? "-" : ""}Infinity`;
}
