import type { EncodedTable } from "./encoded-table.js";

/** Aligned rows asked; enough to tell columns with a few values apart. */
const MAX_VOTERS = 400;

/**
 * How often a left and a right column agree in rows that other columns align: `anchors` are pairs of columns that
 * surely belong together. Rows whose anchor values are not unique are not asked; without any the answer is undefined.
 */
export function rowVotes(
  left: EncodedTable,
  right: EncodedTable,
  anchors: readonly (readonly [left: number, right: number])[],
): ((leftColumn: number, rightColumn: number) => number) | undefined {
  if (anchors.length === 0) return undefined;
  const rowOf = uniqueRows(left.rowHashes(anchors.map(([column]) => column)));
  const rightRows = uniqueRows(right.rowHashes(anchors.map(([, column]) => column)));
  const pairs: (readonly [number, number])[] = [];
  for (const [hash, row] of rowOf) {
    const partner = rightRows.get(hash) ?? -1;
    if (row >= 0 && partner >= 0) pairs.push([row, partner]);
    if (pairs.length === MAX_VOTERS) break;
  }
  if (pairs.length === 0) return undefined;
  return (leftColumn, rightColumn) => {
    const leftLane = left.lane(leftColumn);
    const rightLane = right.lane(rightColumn);
    return pairs.filter(([row, partner]) => leftLane[row] === rightLane[partner]).length / pairs.length;
  };
}

/** The row of each hash; -1 for a hash of several rows. */
function uniqueRows(hashes: Int32Array): Map<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < hashes.length; row += 1) {
    const hash = hashes[row] ?? 0;
    rows.set(hash, rows.has(hash) ? -1 : row);
  }
  return rows;
}
