import { newFindings } from "../space/document-finding.js";
import { mergeDocuments } from "../space/document-merge.js";
import { introducedFindings } from "../space/introduced-findings.js";
import { placedAs } from "../space/service-rewriting.js";
import { SpaceDocument } from "../space/space-document.js";
import { textOf } from "../space/text-pieces.js";
import { itemsOf } from "./document-items.js";
import { tablesQualifying } from "./extended/snippet-tables.js";
import type { AppliedFix, UndoOutcome } from "./fix-outcome.js";
import type { FixProblem } from "./fix-problem.js";
import { sourcesOf } from "./fix-statement.js";
import type { FixType } from "./fix-type.js";

/**
 * What taking a fix back makes of the document as it is now, after later changes: those stay. Refused where one of
 * them changed what the fix changed, or needs what it added.
 */
export function undoFix({ fix, before, after }: AppliedFix, type: FixType, now: SpaceDocument): UndoOutcome {
  const restored = type.invert(fix.params, after, before);
  const merge = mergeDocuments(placedAs(after, now), now, placedAs(restored, now));
  if (merge.status === "conflict") {
    const problems = merge.conflicts.map(({ path }) => ({
      path,
      message: `was changed again after fix ${fix.id}; take the later change back first`,
    }));
    return { status: "refused", fix, problems };
  }
  const { document } = merge;
  if (document.equals(now))
    return { status: "no-change", fix, reason: "the space holds nothing of the fix any more" };
  const problems = [...brokenBy(before, now, document), ...orphaned(now, document)];
  if (problems.length > 0) return { status: "refused", fix, problems };
  const { patch, lines } = now.diff(document);
  return { status: "undone", fix, patch, summary: lines, after: document };
}

/** What neither the document before the fix nor the one now has: an old fault may come back with what had it. */
function brokenBy(before: SpaceDocument, now: SpaceDocument, document: SpaceDocument): readonly FixProblem[] {
  const introduced = introducedFindings(now, document);
  if (introduced.length === 0) return [];
  const known = SpaceDocument.parse(before.serialize()).validate();
  return newFindings(known, introduced).flatMap(({ pointer: path, rule, severity, message }) => {
    if (severity === "error") return [{ path, message: `the document would be refused: ${message}` }];
    return rule === "entity-matching-alone" ? [{ path, message: `a later change needs it: ${message}` }] : [];
  });
}

/** Examples, snippets and joins that need a table which goes away. */
function orphaned(now: SpaceDocument, document: SpaceDocument): readonly FixProblem[] {
  const gone = now.sources
    .map(({ identifier }) => identifier)
    .filter((identifier) => !document.source(identifier));
  if (gone.length === 0) return [];
  const examples = itemsOf(document, "example_question_sqls").flatMap(({ id, sql }) =>
    sourcesOf(textOf(sql), now)
      .filter((name) => gone.includes(name))
      .map((name) => ({
        path: `example_question_sqls[${id}].sql`,
        message: `reads ${name}, which would go`,
      })),
  );
  const joins = itemsOf(document, "join_specs").flatMap(({ id, left, right }) =>
    [left.identifier, right.identifier]
      .filter((name) => gone.includes(name))
      .map((name) => ({ path: `join_specs[${id}]`, message: `joins ${name}, which would go` })),
  );
  const snippets = (["filters", "expressions", "measures"] as const).flatMap((list) =>
    itemsOf(document, list).flatMap(({ id, sql }) =>
      tablesQualifying(textOf(sql), now)
        .filter((name) => gone.includes(name))
        .map((name) => ({ path: `${list}[${id}].sql`, message: `reads ${name}, which would go` })),
    ),
  );
  return [...examples, ...snippets, ...joins];
}
