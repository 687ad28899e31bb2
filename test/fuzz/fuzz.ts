import fc from "fast-check";
import { GenieEnhancerError } from "genie-enhancer";
import { hostileText } from "./hostile-text.js";
import type { FuzzTarget } from "./targets.js";

/** A reader that takes longer than this for a few kilobytes hangs on something larger. */
const longestMs = 2_000;

/**
 * Gives a target inputs, until one makes it crash or hang.
 * @throws Error with the smallest such input that was found.
 */
export async function fuzz({ name, good, read }: FuzzTarget, runs: number, seed: number): Promise<void> {
  const text = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...good) },
    { weight: 30, arbitrary: hostileText(...good) },
  );
  const property = fc.asyncProperty(text, async (input) => {
    const startedAt = performance.now();
    try {
      await read(input);
    } catch (error) {
      if (!(error instanceof GenieEnhancerError)) throw error;
    }
    const tookMs = performance.now() - startedAt;
    if (tookMs > longestMs)
      throw new Error(`${name} took ${Math.round(tookMs)} ms for ${input.length} characters`);
    if (Object.keys(Object.prototype).length > 0) throw new Error(`${name} polluted Object.prototype`);
  });
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: false });
}
