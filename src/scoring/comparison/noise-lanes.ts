import { hashCell } from "./cell-encoder.js";
import type { EncodedTable } from "./encoded-table.js";
import { readDouble } from "./fractional-column.js";
import { hashNumber } from "./value-hash.js";

/** Values closer than this share of them differ by the noise of floating-point arithmetic. */
const NOISE = 1e-9;

/** The hashes of two columns, in which values that differ only by noise, on either side or across, are one. */
export function noiseLanes(
  left: EncodedTable,
  leftColumn: number,
  right: EncodedTable,
  rightColumn: number,
): readonly [left: Int32Array, right: Int32Array] {
  const lanes = [new Int32Array(left.rowCount), new Int32Array(right.rowCount)] as const;
  const numbers: { readonly lane: Int32Array; readonly row: number; readonly value: number }[] = [];
  for (const [encoded, column, lane] of [
    [left, leftColumn, lanes[0]],
    [right, rightColumn, lanes[1]],
  ] as const) {
    for (let row = 0; row < lane.length; row += 1) {
      const cell = encoded.table.rows[row]?.[column];
      const value = readDouble(cell, encoded.kind(column));
      if (value === undefined) lane[row] = hashCell(cell, encoded.kind(column));
      else numbers.push({ lane, row, value });
    }
  }
  numbers.sort((a, b) => a.value - b.value);
  let first = Number.NaN;
  let last = Number.NaN;
  for (const { lane, row, value } of numbers) {
    // Not close, or nothing before it.
    if (!(value - last <= NOISE * Math.abs(value))) first = value;
    last = value;
    lane[row] = hashNumber(first);
  }
  return lanes;
}
