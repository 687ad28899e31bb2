/** A left and a right row. */
export type RowPair = readonly [left: number, right: number];

/** A row with the values that place it among others. */
export interface PlacedRow {
  readonly row: number;
  readonly values: readonly number[];
}

/** A largest set of agreeing pairs (bipartite matching by augmenting paths). */
export function pairByTrying(
  leftRows: readonly number[],
  rightRows: readonly number[],
  agrees: (left: number, right: number) => boolean,
): RowPair[] {
  const choices = leftRows.map((leftRow) =>
    [...rightRows.keys()].filter((at) => agrees(leftRow, rightRows[at] ?? -1)),
  );
  const owner = rightRows.map(() => -1);
  const place = (at: number, seen: Set<number>): boolean =>
    (choices[at] ?? []).some((choice) => {
      if (seen.has(choice)) return false;
      seen.add(choice);
      const current = owner[choice] ?? -1;
      if (current >= 0 && !place(current, seen)) return false;
      owner[choice] = at;
      return true;
    });
  for (const at of leftRows.keys()) place(at, new Set());
  return owner.flatMap((at, choice): RowPair[] =>
    at < 0 ? [] : [[leftRows[at] ?? -1, rightRows[choice] ?? -1]],
  );
}

/**
 * Pairs two sorted lists from the front, passing over the smaller row where two do not agree. With one value per row
 * no other pairing finds more.
 */
export function pairInOrder(
  leftRows: readonly PlacedRow[],
  rightRows: readonly PlacedRow[],
  agrees: (left: number, right: number) => boolean,
): RowPair[] {
  const pairs: RowPair[] = [];
  let i = 0;
  let j = 0;
  while (i < leftRows.length && j < rightRows.length) {
    const left = leftRows[i];
    const right = rightRows[j];
    if (left === undefined || right === undefined) break;
    if (agrees(left.row, right.row)) {
      pairs.push([left.row, right.row]);
      i += 1;
      j += 1;
    } else if (isBefore(left.values, right.values)) i += 1;
    else j += 1;
  }
  return pairs;
}

function isBefore(left: readonly number[], right: readonly number[]): boolean {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other;
  }
  return true;
}
