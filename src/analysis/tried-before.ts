import type { SpaceDocument } from "../space/space-document.js";
import type { TriedFix } from "./analysis-input.js";
import { type BasisFailure, fixBasis, hasChanged } from "./fix-basis.js";
import type { ValidProposal } from "./proposals.js";

/**
 * The earlier trial that speaks against a proposal: of a fix with the same effect, without success, and nothing that
 * matters to it has changed since. Undefined when it may be tried.
 */
export function triedBefore(
  { type, fix, key }: ValidProposal,
  history: readonly TriedFix[],
  document: SpaceDocument,
  failures: readonly BasisFailure[],
): TriedFix | undefined {
  const now = fixBasis(fix, type, document, failures);
  return history.find(
    (tried) =>
      tried.key === key &&
      tried.verdict !== "accepted" &&
      (tried.basis === undefined || !hasChanged(tried.basis, now)),
  );
}
