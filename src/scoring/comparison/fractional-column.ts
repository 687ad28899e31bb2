import { readExactNumber } from "./cell-agreement.js";
import { hashCell } from "./cell-encoder.js";
import type { EncodedTable } from "./encoded-table.js";
import { approximate, isWhole } from "./exact-number.js";
import { hashNumber, scramble } from "./value-hash.js";

const ROUNDED_SEED = 0x1b873593;

/** Whether a column holds a number with a fractional part; only such columns are ever rounded. */
export function hasFractions(encoded: EncodedTable, column: number): boolean {
  const kind = encoded.kind(column);
  if (kind !== "number" && kind !== "auto") return false;
  return encoded.table.rows.some((row) => {
    const cell = row[column];
    if (typeof cell === "string" && !/[.eE]/.test(cell)) return false;
    const value = readExactNumber(cell, kind);
    return value !== undefined && !isWhole(value);
  });
}

/**
 * Hashes of some rows of a column with fractional numbers rounded; whole numbers keep their exact hash, since two of
 * them must be the same.
 */
export function roundedLane(
  encoded: EncodedTable,
  column: number,
  significantDigits: number,
  rows: Iterable<number>,
): Int32Array {
  const kind = encoded.kind(column);
  const lane = new Int32Array(encoded.rowCount);
  for (const row of rows) {
    const cell = encoded.table.rows[row]?.[column];
    const value = readExactNumber(cell, kind);
    lane[row] =
      value === undefined || isWhole(value)
        ? hashCell(cell, kind)
        : hashRounded(approximate(value), significantDigits);
  }
  return lane;
}

/** Values this close to a boundary may fall on either side of it; whoever pairs them must not rely on the hash. */
function hashRounded(value: number, significantDigits: number): number {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const unit = 10 ** (exponent - significantDigits + 1);
  const units = Math.round(value / unit);
  const isCarried = Math.abs(units) === 10 ** significantDigits;
  const rounded = isCarried ? units / 10 : units;
  return scramble(hashNumber(rounded) ^ Math.imul(exponent + (isCarried ? 1 : 0), ROUNDED_SEED));
}
