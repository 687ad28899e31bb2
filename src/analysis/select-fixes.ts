import type { Benchmark } from "../benchmarks/benchmark.js";
import { type Fix, fixCategories } from "../fixes/fix.js";
import type { FixType } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { TriedFix } from "./analysis-input.js";
import { findLeakage } from "./leakage.js";
import type { CheckedProposal } from "./proposals.js";

/** A proposal that will not be tried. */
export interface DroppedFix {
  readonly fixType: string;
  readonly description: string;
  readonly reason: string;
}

export interface SelectionContext {
  readonly benchmarks: readonly Benchmark[];
  readonly history: readonly TriedFix[];
  readonly registry: FixTypeRegistry;
  readonly newFixId: () => string;
}

type ValidProposal = Extract<CheckedProposal, { ok: true }>;

const riskOrder: Readonly<Record<FixType["risk"], number>> = { low: 0, medium: 1, high: 2 };

/**
 * Merges proposals with the same effect, drops those that were rejected before or copy a benchmark, and orders
 * the rest: by category, then by how many questions they claim to help, then by risk.
 */
export function selectFixes(
  proposals: readonly CheckedProposal[],
  { benchmarks, history, newFixId }: SelectionContext,
): { readonly fixes: readonly Fix[]; readonly dropped: readonly DroppedFix[] } {
  const dropped: DroppedFix[] = proposals.flatMap((proposal) =>
    proposal.ok
      ? []
      : [{ fixType: proposal.fixType, description: proposal.fixType, reason: proposal.problems.join("; ") }],
  );
  const rejected = new Set(history.filter(({ verdict }) => verdict !== "accepted").map(({ key }) => key));
  const selected: (ValidProposal & { readonly derivedFrom: readonly string[] })[] = [];
  for (const proposal of mergeDuplicates(proposals.filter((candidate) => candidate.ok))) {
    const { type, fix } = proposal;
    const description = type.describe(fix.params);
    const { copied, derived } = findLeakage(fix.params, benchmarks);
    if (copied.length > 0)
      dropped.push({ fixType: fix.type, description, reason: `repeats benchmark ${copied.join(", ")}` });
    else if (rejected.has(fixKey(type, fix.params)))
      dropped.push({ fixType: fix.type, description, reason: "was tried before without success" });
    else selected.push({ ...proposal, derivedFrom: derived });
  }
  const ordered = selected.toSorted(
    (a, b) =>
      fixCategories.indexOf(a.fix.category) - fixCategories.indexOf(b.fix.category) ||
      b.fix.claims.length - a.fix.claims.length ||
      riskOrder[a.type.risk] - riskOrder[b.type.risk],
  );
  return { fixes: ordered.map(({ fix, derivedFrom }) => ({ ...fix, derivedFrom, id: newFixId() })), dropped };
}

/** Equal for fixes with the same effect, over all types. */
export function fixKey({ type, key }: FixType, params: Fix["params"]): string {
  return `${type}:${key(params)}`;
}

function mergeDuplicates(proposals: readonly ValidProposal[]): readonly ValidProposal[] {
  const byKey = new Map<string, ValidProposal>();
  for (const proposal of proposals) {
    const key = fixKey(proposal.type, proposal.fix.params);
    const known = byKey.get(key);
    const claims = known ? [...new Set([...known.fix.claims, ...proposal.fix.claims])] : proposal.fix.claims;
    byKey.set(key, { ...(known ?? proposal), fix: { ...(known ?? proposal).fix, claims } });
  }
  return [...byKey.values()];
}
