import { fixCategories } from "../fixes/fix.js";
import type { FixType } from "../fixes/fix-type.js";
import type { ValidProposal } from "./proposals.js";

/** Share of its claims that a fix is taken to make good, by its type's risk. Only the order depends on it. */
const trust: Readonly<Record<FixType["risk"], number>> = { low: 1, medium: 0.75, high: 0.5 };

/**
 * The order in which to try: by category as a loop goes through them, then by expected benefit, which is the failures
 * that a fix claims without having been made from them, less for risky types; then the more cautious first, then what
 * the model expects more of.
 */
export function orderProposals(proposals: readonly ValidProposal[]): readonly ValidProposal[] {
  return proposals.toSorted(
    (a, b) =>
      fixCategories.indexOf(a.fix.category) - fixCategories.indexOf(b.fix.category) ||
      expectedBenefit(b) - expectedBenefit(a) ||
      trust[b.type.risk] - trust[a.type.risk] ||
      (b.fix.proposedFor?.length ?? 0) - (a.fix.proposedFor?.length ?? 0),
  );
}

/** Failures that a fix may be expected to turn right. */
function expectedBenefit({ type, fix: { claims, derivedFrom } }: ValidProposal): number {
  return trust[type.risk] * claims.filter((id) => !derivedFrom.includes(id)).length;
}
