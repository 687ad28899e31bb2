import type { Clock } from "../util/clock.js";
import { type Random, randomHex } from "../util/random.js";

/** How ids of document entries are made. */
export interface DocumentIdsOptions {
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
}

/** What the service accepts as an id: 32 lowercase hexadecimal digits, without hyphens. */
export const documentIdPattern = /^[0-9a-f]{32}$/;

/** 100-nanosecond steps between 1582-10-15, where time-based UUIDs begin, and the Unix epoch. */
const gregorianOffset = 122_192_928_000_000_000n;

/**
 * A source of ids for objects of a space document: 32 lowercase hexadecimal digits each, never the same twice
 * from one source, and ascending, so that a new object comes last in its sorted list. The layout is that of the
 * service's own ids (`01f0…`): a zero, the 60-bit time of a version 1 UUID with its most significant digit
 * first, the variant, and 60 random bits.
 */
export function documentIds({ clock, random }: DocumentIdsOptions): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Math.floor(clock.now())) * 10_000n + gregorianOffset;
    last = now > last ? now : last + 1n;
    const variant = "89ab"[Math.floor(random() * 4)] ?? "8";
    return `0${last.toString(16).padStart(15, "0")}${variant}${randomHex(random, 15)}`;
  };
}
