import fc from "fast-check";
import { defaultFixTypes, extendedFixTypes, type Fix, FixTypeRegistry, LeakageCheck } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { effectKey } from "../../src/analysis/effect-key.js";
import { findConflicts } from "../../src/analysis/find-conflicts.js";
import { fixBasis, hasChanged } from "../../src/analysis/fix-basis.js";
import { arbitraryCase } from "../fixes/arbitrary-fix.js";

const types = [...defaultFixTypes, ...extendedFixTypes];
const registry = new FixTypeRegistry(types);

describe("every fix type, as the analysis sees it", () => {
  it.each(types.map((type) => [type.type, type] as const))("%s", async (name, type) => {
    await fc.assert(
      fc.property(arbitraryCase(name), ({ params, document, catalog = { tables: [], problems: [] } }) => {
        const fix = (id: string): Fix => ({
          ...{ id, type: name, category: type.category, params, reason: "", claims: ["q"], derivedFrom: [] },
        });
        // A fix has one effect, goes with itself, and has not changed while the document has not.
        expect(effectKey(type, params)).toBe(effectKey(type, structuredClone(params)));
        expect(findConflicts([fix("a"), fix("b")], { registry, document, catalog })).toEqual([]);
        const basis = fixBasis(fix("a"), type, document, [{ benchmarkId: "q" }]);
        expect(hasChanged(basis, JSON.parse(JSON.stringify(basis)))).toBe(false);
        expect(new LeakageCheck([]).find(params)).toEqual({ copied: [], derivedFrom: [] });
      }),
      { numRuns: 15, seed: 20_260_101 },
    );
  });
});
