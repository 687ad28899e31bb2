const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** The hash of a double; zero and minus zero are one. */
export function hashNumber(value: number): number {
  double[0] = value === 0 ? 0 : value;
  return scramble(Math.imul((words[0] ?? 0) ^ 0x3c6ef372, 0x85ebca6b) ^ (words[1] ?? 0));
}

/** The hash of the characters from `from` up to, not including, `to`. */
export function hashText(text: string, from: number, to: number, seed: number): number {
  let hash = seed;
  for (let index = from; index < to; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) + 0x2545f491;
    hash ^= hash >>> 17;
  }
  return scramble(hash);
}

/** Spreads the bits of a hash (the finaliser of MurmurHash3). */
export function scramble(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
