import type { Cell } from "../../sql/result-table.js";
import { canonicalCell } from "./canonical-cell.js";
import { approximate, isWhole, readNumber } from "./exact-number.js";
import { readNested } from "./nested-text.js";

/**
 * A cell as a forgiving reader sees it: case and blanks in text do not count, numbers in text are numbers, percent
 * signs and thousands separators are dropped, `2024-01` is its first day, true is 1.
 */
export function relaxedCell(cell: Cell | undefined, significantDigits: number): string | null {
  if (cell === null || cell === undefined) return null;
  const text = String(cell).normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
  if (text === "true") return "#1";
  if (text === "false") return "#0";
  const month = /^(\d{4})[-/](\d{1,2})$/.exec(text);
  const day = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text);
  if (month !== null) return `@${month[1]}-${month[2]?.padStart(2, "0")}-01`;
  if (day !== null) return `@${day[1]}-${day[2]?.padStart(2, "0")}-${day[3]?.padStart(2, "0")}`;
  const grouped = /^[$€£₩¥]? ?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?[\d.]+) ?%?$/.exec(text)?.[1];
  const number = readNumber((grouped ?? text).replaceAll(",", "").replace(/^(-?)0+(?=\d)/, "$1"));
  if (number !== undefined) {
    return isWhole(number) ? `#${number}` : `#${Number(approximate(number).toPrecision(significantDigits))}`;
  }
  // Some replies write the numbers inside of nested values as text.
  const nested = readNested(text);
  if (nested !== undefined) return nested.replaceAll('"', "");
  const read = canonicalCell(text.toUpperCase(), "auto");
  return typeof read === "string" && read.startsWith("@") ? read : text;
}
