/**
 * Compares two texts by their UTF-8 bytes, as the service sorts: uppercase before lowercase, and characters
 * outside the basic plane after all others, unlike JavaScript's own order.
 */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Ranks UTF-16 units so that surrogates, which stand for the highest code points, come last. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Compares two rows of sort keys, the first key first. */
export function compareKeys(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < left.length; index += 1) {
    const order = compareBytes(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}
