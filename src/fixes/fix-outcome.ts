import type { DocumentFinding } from "../space/document-finding.js";
import type { JsonPatch } from "../space/json-patch.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Fix } from "./fix.js";
import type { FixProblem } from "./fix-problem.js";

/** A fix that changes, or changed, a document. */
export interface AppliedFix {
  readonly status: "applied";
  readonly fix: Fix;
  /** RFC 6902; leads from `before` to `after`. */
  readonly patch: JsonPatch;
  /** The same for people, one line a change. */
  readonly summary: readonly string[];
  /** What is wrong with the document since the fix: warnings and hints. An error would have made it invalid. */
  readonly findings: readonly DocumentFinding[];
  readonly before: SpaceDocument;
  readonly after: SpaceDocument;
}

/** Result of applying one fix to one space. */
export type FixOutcome =
  | AppliedFix
  | { readonly status: "no-change"; readonly fix: Fix; readonly reason: string }
  | { readonly status: "invalid"; readonly fix: Fix; readonly problems: readonly FixProblem[] };

/** Result of taking one fix back. */
export type UndoOutcome =
  | {
      readonly status: "undone";
      readonly fix: Fix;
      readonly patch: JsonPatch;
      readonly summary: readonly string[];
      readonly after: SpaceDocument;
    }
  /** The space holds nothing of the fix any more. */
  | { readonly status: "no-change"; readonly fix: Fix; readonly reason: string }
  /** Later changes build on the fix, so that taking it back would damage them. */
  | { readonly status: "refused"; readonly fix: Fix; readonly problems: readonly FixProblem[] };
