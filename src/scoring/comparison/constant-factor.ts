import type { TableAlignment } from "./alignment.js";
import { agreeExactly, readExactNumber } from "./cell-agreement.js";
import type { EncodedTable } from "./encoded-table.js";
import { approximate } from "./exact-number.js";
import { differingColumns } from "./leftover-columns.js";
import { pairRows } from "./row-pairing.js";

const MAX_ROWS = 5000;
const MAX_COLUMNS = 3;
const TOLERANCE = 5e-4;

/**
 * The factor (actual / expected) by which all differing columns differ, such as 100 for a share told in percent.
 * Undefined when anything else differs too. A single row proves only factors people produce by mistake: powers of
 * ten and a changed sign.
 */
export function constantFactor(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
): { readonly column: string; readonly factor: number } | undefined {
  const { leftOnly, rightOnly } = alignment.pairing;
  const isSameCount = expected.rowCount === actual.rowCount && leftOnly.length === rightOnly.length;
  if (
    !isSameCount ||
    leftOnly.length === 0 ||
    expected.rowCount > MAX_ROWS ||
    alignment.assignment.includes(-1)
  )
    return undefined;
  // With a factor nearly every row differs; only zeros and NULLs stay.
  if (leftOnly.length * 2 < expected.rowCount) return undefined;
  const differing = differingColumns(expected, actual, alignment);
  const [first] = differing;
  if (first === undefined || differing.length > MAX_COLUMNS) return undefined;

  const same = alignment.assignment.map((to, column) => (differing.includes(column) ? -1 : to));
  const pairing = pairRows(expected, actual, same, agreeExactly);
  if (pairing.leftOnly.length > 0) return undefined;
  const hasKey = differing.length < alignment.assignment.length;
  const factors = differing.map((column) => {
    const left = numbers(expected, column);
    const right = numbers(actual, alignment.assignment[column] ?? -1);
    if (left === undefined || right === undefined) return undefined;
    const aligned = hasKey ? [...pairing.partners].map((row) => left[row] ?? 0) : left.sort((a, b) => a - b);
    return factorOf(aligned, hasKey ? right : right.sort((a, b) => a - b));
  });
  const [factor] = factors;
  if (factor === undefined || factors.some((other) => other !== factor)) return undefined;
  return { column: expected.name(first), factor };
}

/** The values of a column; NULL counts as zero on both sides, so that it constrains nothing. */
function numbers(encoded: EncodedTable, column: number): number[] | undefined {
  const kind = encoded.kind(column);
  const values: number[] = [];
  for (const row of encoded.table.rows) {
    const cell = row[column];
    const value = cell === null || cell === undefined ? 0 : readExactNumber(cell, kind);
    if (value === undefined) return undefined;
    values.push(approximate(value));
  }
  return values;
}

function factorOf(left: readonly number[], right: readonly number[]): number | undefined {
  const at = left.reduce((best, value, row) => (Math.abs(value) > Math.abs(left[best] ?? 0) ? row : best), 0);
  const base = left[at] ?? 0;
  if (base === 0) return undefined;
  const ratio = tidy((right[at] ?? 0) / base);
  if (ratio === 0 || ratio === 1) return undefined;
  const isProportional = left.every((value, row) => {
    const scaled = value * ratio;
    return Math.abs((right[row] ?? 0) - scaled) <= TOLERANCE * Math.abs(scaled);
  });
  if (!isProportional) return undefined;
  const evidence = left.filter((value) => value !== 0).length;
  return evidence > 1 || ratio === -1 || Number.isInteger(Math.log10(Math.abs(ratio))) ? ratio : undefined;
}

/** Snaps to a power of ten within the tolerance, else keeps six digits. */
function tidy(ratio: number): number {
  const power = 10 ** Math.round(Math.log10(Math.abs(ratio)));
  const snapped =
    Math.abs(Math.abs(ratio) / power - 1) <= TOLERANCE ? power : Number(Math.abs(ratio).toPrecision(6));
  return Math.sign(ratio) * snapped;
}
