import type { Cell } from "../../sql/result-table.js";
import { canonicalCell } from "./canonical-cell.js";
import type { ColumnKind } from "./column-kind.js";
import { approximate, type ExactNumber, isWhole } from "./exact-number.js";
import { plainFraction } from "./plain-fraction.js";

/** Beside an exact zero, smaller values are the noise of floating-point sums. */
const FLOAT_NOISE = 1e-9;

/** A predicate on two cells, read as the kinds of their columns. */
export type CellAgreement = (
  left: Cell | undefined,
  leftKind: ColumnKind,
  right: Cell | undefined,
  rightKind: ColumnKind,
) => boolean;

/** Whether two cells mean the same. */
export const agreeExactly: CellAgreement = (left, leftKind, right, rightKind) =>
  // A number and its text read differently in columns of different kinds, so only like kinds may skip reading.
  (left === right && leftKind === rightKind) ||
  canonicalCell(left, leftKind) === canonicalCell(right, rightKind);

/**
 * Agreement up to rounding: numbers of which at least one is fractional agree when they round to the same
 * `significantDigits`, or lie no further apart than half a unit of the last of them. With `roundsWhole` whole
 * numbers are rounded like any other.
 */
export function agreeWhenRounded(significantDigits: number, { roundsWhole = false } = {}): CellAgreement {
  return (left, leftKind, right, rightKind) => {
    if (
      isNumeric(leftKind) &&
      isNumeric(rightKind) &&
      typeof left === "string" &&
      typeof right === "string"
    ) {
      const a = plainFraction(left);
      const b = plainFraction(right);
      if (!Number.isNaN(a) && !Number.isNaN(b)) return isNear(a, b, significantDigits);
    }
    if (agreeExactly(left, leftKind, right, rightKind)) return true;
    const a = readExactNumber(left, leftKind);
    const b = readExactNumber(right, rightKind);
    if (a === undefined || b === undefined || (!roundsWhole && isWhole(a) && isWhole(b))) return false;
    return isNear(approximate(a), approximate(b), significantDigits);
  };
}

function isNumeric(kind: ColumnKind): boolean {
  return kind === "number" || kind === "auto";
}

/** A cell's number, when it is one. */
export function readExactNumber(cell: Cell | undefined, kind: ColumnKind): ExactNumber | undefined {
  const value = canonicalCell(cell, kind);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^#-?\d/.test(value) ? value : undefined;
}

/**
 * A number rounded to significant digits, fast: equal for numbers that round alike, but not always the double nearest
 * to the decimal.
 */
export function roundSignificant(value: number, significantDigits: number): number {
  if (value === 0) return 0;
  const size = Math.abs(value);
  const unit = 10 ** (Math.floor(Math.log10(size)) - significantDigits + 1);
  // Math.round takes halves up, which would round -2.5 and 2.5 apart.
  return unit === 0 ? value : Math.sign(value) * Math.round(size / unit) * unit;
}

/** Whether two numbers, of which at least one is fractional, are one up to rounding. */
export function isNear(a: number, b: number, significantDigits: number): boolean {
  // Numbers beyond the doubles are known only exactly.
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  if (a === 0 || b === 0) return Math.abs(a - b) < FLOAT_NOISE;
  const size = Math.max(Math.abs(a), Math.abs(b));
  if (Math.abs(a - b) <= 0.5 * 10 ** (1 - significantDigits) * size) return true;
  return roundSignificant(a, significantDigits) === roundSignificant(b, significantDigits);
}

/** Whether two numbers agree by rounding alone. */
export function roundsAlike(a: number, b: number, significantDigits: number): boolean {
  return roundSignificant(a, significantDigits) === roundSignificant(b, significantDigits);
}
