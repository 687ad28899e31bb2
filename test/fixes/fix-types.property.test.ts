import fc from "fast-check";
import { defaultFixTypes, extendedFixTypes } from "genie-enhancer";
import { conformFixType } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "./arbitrary-fix.js";

const runs = { numRuns: 25, seed: 20_260_101 };

describe("every fix type, on any document", () => {
  it.each([...defaultFixTypes, ...extendedFixTypes].map((type) => [type.type, type] as const))(
    "%s obeys the laws",
    async (name, type) => {
      let tried = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryCase(name), async (one) => {
          tried += 1;
          await conformFixType(type, [one]);
        }),
        runs,
      );
      expect(tried).toBeGreaterThanOrEqual(runs.numRuns);
    },
  );
});
