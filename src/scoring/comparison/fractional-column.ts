import type { Cell } from "../../sql/result-table.js";
import { isNear, readExactNumber, roundSignificant } from "./cell-agreement.js";
import { hashCell } from "./cell-encoder.js";
import type { ColumnKind } from "./column-kind.js";
import type { EncodedTable } from "./encoded-table.js";
import { approximate, isWhole } from "./exact-number.js";
import { plainFraction } from "./plain-fraction.js";
import { hashNumber } from "./value-hash.js";

/** Whether a column holds a number with a fractional part; only such columns are ever rounded. */
export function hasFractions(encoded: EncodedTable, column: number): boolean {
  const kind = encoded.kind(column);
  if (kind !== "number" && kind !== "auto") return false;
  return encoded.table.rows.some((row) => fractionOf(row[column], kind) !== undefined);
}

/** Whether a column holds a number. */
export function hasNumbers(encoded: EncodedTable, column: number): boolean {
  const kind = encoded.kind(column);
  return encoded.table.rows.some((row) => readExactNumber(row[column], kind) !== undefined);
}

/**
 * The hashes of a column with fractional numbers rounded; whole numbers keep their exact hash, since two of
 * them must be the same. Values close to a boundary may fall on either side of it.
 */
export function roundedLane(encoded: EncodedTable, column: number, significantDigits: number): Int32Array {
  const kind = encoded.kind(column);
  const lane = new Int32Array(encoded.rowCount);
  for (let row = 0; row < lane.length; row += 1) {
    const cell = encoded.table.rows[row]?.[column];
    const value = fractionOf(cell, kind);
    lane[row] =
      value === undefined ? hashCell(cell, kind) : hashNumber(roundSignificant(value, significantDigits));
  }
  return lane;
}

/** Whether two sorted lists of numbers are one up to rounding: then the nth belongs to the nth. */
export function isSameWhenRounded(
  left: Float64Array,
  right: Float64Array,
  significantDigits: number,
): boolean {
  return (
    left.length > 0 &&
    left.length === right.length &&
    left.every((number, index) => {
      const other = right[index] ?? Number.NaN;
      if (number === other) return true;
      const isFractional = !(Number.isInteger(number) && Number.isInteger(other));
      return isFractional && isNear(number, other, significantDigits);
    })
  );
}

/** The numbers of a column, ascending. */
export function sortedNumbers(encoded: EncodedTable, column: number): Float64Array {
  const kind = encoded.kind(column);
  const numbers: number[] = [];
  for (const row of encoded.table.rows) {
    const number = readDouble(row[column], kind);
    if (number !== undefined) numbers.push(number);
  }
  return Float64Array.from(numbers).sort();
}

function fractionOf(cell: Cell | undefined, kind: ColumnKind): number | undefined {
  if (cell === null || cell === undefined) return undefined;
  if (typeof cell === "string") {
    const plain = plainFraction(cell);
    if (!Number.isNaN(plain)) return plain;
    if (!/[.eE]/.test(cell)) return undefined;
  }
  const value = readExactNumber(cell, kind);
  return value === undefined || isWhole(value) ? undefined : approximate(value);
}

/** A cell's number as the nearest double, when it is one. */
export function readDouble(cell: Cell | undefined, kind: ColumnKind): number | undefined {
  const fraction = fractionOf(cell, kind);
  if (fraction !== undefined) return fraction;
  const value = readExactNumber(cell, kind);
  return value === undefined ? undefined : approximate(value);
}
