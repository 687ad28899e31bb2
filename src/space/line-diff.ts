/** Beyond this many pairs of lines, matching them is not worth its time. */
const maxPairs = 4_000_000;

/**
 * For each line of `from` the index of its partner in `to`, or -1: a longest common subsequence, so partners
 * stand in the same order on both sides.
 */
export function matchLines(from: readonly string[], to: readonly string[]): number[] {
  const partners = from.map(() => -1);
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) {
    partners[start] = start;
    start += 1;
  }
  let [fromEnd, toEnd] = [from.length, to.length];
  while (fromEnd > start && toEnd > start && from[fromEnd - 1] === to[toEnd - 1]) {
    fromEnd -= 1;
    toEnd -= 1;
    partners[fromEnd] = toEnd;
  }
  const [rows, columns] = [fromEnd - start, toEnd - start];
  if (rows === 0 || columns === 0 || rows * columns > maxPairs) return partners;
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const lengthAt = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        from[start + row] === to[start + column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  for (let [row, column] = [0, 0]; row < rows && column < columns; ) {
    if (from[start + row] === to[start + column]) {
      partners[start + row] = start + column;
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  return partners;
}

/** The lines that only one side has, in order. */
export function diffLines(
  from: readonly string[],
  to: readonly string[],
): { readonly removed: readonly string[]; readonly added: readonly string[] } {
  const partners = matchLines(from, to);
  const kept = new Set(partners);
  return {
    removed: from.filter((_, index) => partners[index] === -1),
    added: to.filter((_, index) => !kept.has(index)),
  };
}
