import type { FixSummary } from "../events/run-event.js";
import type { Fix } from "../fixes/fix.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";

/** A fix as events and reports tell of it. */
export function summarizeFix(fix: Fix, registry: FixTypeRegistry): FixSummary {
  return {
    fixId: fix.id,
    fixType: fix.type,
    category: fix.category,
    description: registry.get(fix.type)?.describe(fix.params) ?? fix.type,
    reason: fix.reason,
    proposedFor: fix.proposedFor,
    claims: fix.claims,
    derivedFrom: fix.derivedFrom,
    params: fix.params,
  };
}
