import { introducedFindings } from "../space/introduced-findings.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import type { Fix } from "./fix.js";
import type { FixOutcome } from "./fix-outcome.js";
import type { FixTypeRegistry } from "./fix-type-registry.js";
import { sharedPath } from "./touched-paths.js";

export interface ApplyContext {
  readonly registry: FixTypeRegistry;
  readonly catalog: Catalog;
  /** Source of new document ids. */
  readonly newId: () => string;
}

/**
 * What a fix makes of a document. A result is judged by what is wrong with it and was not before: a document with
 * old faults can still be fixed.
 */
export function applyFix(fix: Fix, document: SpaceDocument, context: ApplyContext): FixOutcome {
  const { registry, catalog, newId } = context;
  const type = registry.get(fix.type);
  if (!type) return { status: "invalid", fix, problems: [registry.problemWith(fix.type)] };
  const problems = type.validate(fix.params, document, catalog);
  if (problems.length > 0) return { status: "invalid", fix, problems };
  const application = type.apply(fix.params, document, { newId });
  if (application.status === "no-change") return { status: "no-change", fix, reason: application.reason };
  const { document: after } = application;
  if (after.equals(document))
    return { status: "no-change", fix, reason: "the document means the same afterwards" };
  const findings = introducedFindings(document, after);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const broken = errors.map(({ pointer, message, mend }) => ({
      path: pointer,
      message: `the document would be refused: ${message}. ${mend}`,
    }));
    return { status: "invalid", fix, problems: broken };
  }
  const { patch, lines } = document.diff(after);
  return { status: "applied", fix, patch, summary: lines, findings, before: document, after };
}

/** What several fixes make of a document, one after the other. */
export interface FixPlan {
  /** One for each fix, in their order. */
  readonly outcomes: readonly FixOutcome[];
  readonly document: SpaceDocument;
}

/**
 * Applies fixes to a document one after the other. Of two that touch the same place the first is applied and the
 * other is invalid: what it was proposed for is gone.
 */
export function applyFixes(fixes: readonly Fix[], document: SpaceDocument, context: ApplyContext): FixPlan {
  const taken: { readonly fix: Fix; readonly paths: readonly string[] }[] = [];
  const outcomes: FixOutcome[] = [];
  let now = document;
  for (const fix of fixes) {
    const paths = context.registry.get(fix.type)?.touches(fix.params, document).paths ?? [];
    const conflicts = taken.flatMap((other) => {
      const path = sharedPath({ paths }, other);
      return path === undefined
        ? []
        : [{ path, message: `conflicts with fix ${other.fix.id} (${other.fix.type}), which changes it too` }];
    });
    const outcome: FixOutcome =
      conflicts.length > 0 ? { status: "invalid", fix, problems: conflicts } : applyFix(fix, now, context);
    outcomes.push(outcome);
    if (outcome.status !== "applied") continue;
    taken.push({ fix, paths });
    now = outcome.after;
  }
  return { outcomes, document: now };
}
