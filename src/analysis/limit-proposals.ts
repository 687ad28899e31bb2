import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import { isPlainObject } from "../util/json.js";
import type { CheckedProposal, RefusedProposal } from "./proposals.js";

/** Fixes of one answer that are looked at one by one; an answer with more did not follow its task. */
const mostRead = 50;

export interface ReadFixes {
  readonly fixes: readonly unknown[];
  /** Tells of those that are not looked at. */
  readonly cut: readonly RefusedProposal[];
}

/** The fixes of an answer that are worth looking at. */
export function readFixes(
  raw: readonly unknown[],
  registry: FixTypeRegistry,
  shown: readonly string[],
): ReadFixes {
  const rest = raw.slice(mostRead);
  if (rest.length === 0) return { fixes: raw, cut: [] };
  const names = rest.map((fix) => (isPlainObject(fix) ? registry.get(String(fix.type))?.type : undefined));
  const kinds = [...new Set(names.map((name) => name ?? "of no kind on offer"))];
  const description = `${rest.length} more fixes (${kinds.join(", ")})`;
  const reason = `the answer holds ${raw.length} fixes; the first ${mostRead} were looked at`;
  return { fixes: raw.slice(0, mostRead), cut: [beyond("unknown", description, reason, shown)] };
}

/** Valid fixes that an answer still has room for, by their effects. */
export function roomLeft(proposals: readonly CheckedProposal[], most: number): number {
  return Math.max(0, most - new Set(proposals.flatMap((one) => (one.ok ? [one.key] : []))).size);
}

/**
 * Proposals with as many valid ones as were asked for, in their order, which is the model's: best first. Each one
 * beyond is refused by name. One with the same effect as an earlier one takes no room.
 */
export function limitProposals(
  proposals: readonly CheckedProposal[],
  most: number,
): readonly CheckedProposal[] {
  const kept = new Set<string>();
  return proposals.map((proposal) => {
    if (!proposal.ok) return proposal;
    const { type, fix, key } = proposal;
    if (kept.has(key) || kept.size < most) {
      kept.add(key);
      return proposal;
    }
    const reason = `the answer holds more fixes than the ${most} that were asked for, best first`;
    return beyond(type.type, type.describe(fix.params), reason, fix.proposedFor ?? []);
  });
}

function beyond(
  fixType: string,
  description: string,
  reason: string,
  benchmarkIds: readonly string[],
): RefusedProposal {
  return {
    ok: false,
    dropped: { kind: "beyond-limit", fixType, description, reason, benchmarkIds },
    isMendable: false,
    derivedFrom: [],
  };
}
