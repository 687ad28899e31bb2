import type { SpaceDocument } from "../space/space-document.js";
import type { TriedFix } from "./analysis-input.js";
import type { DroppedFix } from "./dropped-fix.js";
import type { BasisFailure } from "./fix-basis.js";
import { mergeProposals } from "./merge-proposals.js";
import { orderProposals } from "./order-proposals.js";
import type { ValidProposal } from "./proposals.js";
import { triedBefore } from "./tried-before.js";

export interface ProposalSelection {
  /** Each effect once, in the order in which to try them. */
  readonly proposals: readonly ValidProposal[];
  readonly dropped: readonly DroppedFix[];
}

/** Merges what has the same effect, leaves out what was tried without success, and orders the rest. */
export function selectProposals(
  proposals: readonly ValidProposal[],
  {
    history,
    document,
    failures,
  }: {
    readonly history: readonly TriedFix[];
    readonly document: SpaceDocument;
    readonly failures: readonly BasisFailure[];
  },
): ProposalSelection {
  const dropped: DroppedFix[] = [];
  const selected = mergeProposals(proposals).filter((proposal) => {
    const tried = triedBefore(proposal, history, document, failures);
    if (tried) dropped.push(droppedFor(proposal, tried));
    return tried === undefined;
  });
  return { proposals: orderProposals(selected), dropped };
}

function droppedFor({ type, fix }: ValidProposal, tried: TriedFix): DroppedFix {
  const when = tried.when === undefined ? "before" : `in ${tried.when}`;
  return {
    kind: "tried-before",
    fixType: fix.type,
    description: type.describe(fix.params),
    reason: `was tried ${when} without success (${tried.verdict}: ${tried.evidence}), and nothing that it touches or claims changed since`,
    benchmarkIds: fix.proposedFor ?? [],
  };
}
