import type { ValidProposal } from "./proposals.js";

/** Proposals with the same effect become one, which keeps what every one of them was proposed for. */
export function mergeProposals(proposals: readonly ValidProposal[]): readonly ValidProposal[] {
  const byKey = new Map<string, ValidProposal>();
  for (const proposal of proposals) {
    const known = byKey.get(proposal.key);
    byKey.set(proposal.key, known ? united(known, proposal) : proposal);
  }
  return [...byKey.values()];
}

function united(first: ValidProposal, second: ValidProposal): ValidProposal {
  const all = (one: readonly string[] = [], other: readonly string[] = []) => [
    ...new Set([...one, ...other]),
  ];
  return {
    ...first,
    fix: {
      ...first.fix,
      proposedFor: all(first.fix.proposedFor, second.fix.proposedFor),
      claims: all(first.fix.claims, second.fix.claims),
      derivedFrom: all(first.fix.derivedFrom, second.fix.derivedFrom),
    },
  };
}
