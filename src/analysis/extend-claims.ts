import type { FixTouches } from "../fixes/fix-type.js";
import type { FailureCase } from "./analysis-input.js";
import { missingIn, readsOf, type StatementParts } from "./failure-difference.js";

/** A failure with what its statements name and what Genie's lacks, worked out once. */
export interface ReadFailure {
  readonly id: string;
  readonly category: string;
  readonly reads: StatementParts;
  readonly missing: StatementParts;
}

export function readFailure(failure: FailureCase): ReadFailure {
  return {
    id: failure.benchmarkId,
    category: failure.failureCategory,
    reads: readsOf(failure),
    missing: missingIn(failure),
  };
}

/**
 * The benchmarks that a fix may help: those it was proposed for, and every failure with the same cause on the same
 * objects. Same objects: its statements name a table that the fix touches, and the column where it touches columns.
 * Same cause: the failure category of one it was proposed for, and something that Genie's statement lacks in both.
 */
export function extendClaims(
  proposedFor: readonly string[],
  touches: FixTouches,
  failures: readonly ReadFailure[],
): readonly string[] {
  const named = new Set(proposedFor);
  const models = failures.filter(({ id }) => named.has(id));
  const touched = touchedNames(touches);
  return failures
    .filter(
      (failure) =>
        named.has(failure.id) ||
        (isOnSameObjects(failure, touched) &&
          models.some((model) => isOnSameObjects(model, touched) && hasSameCause(failure, model, touched))),
    )
    .map(({ id }) => id);
}

/** Of the failures that a model was shown, those that name what the fix touches: its claims when it states none. */
export function failuresOn(touches: FixTouches, failures: readonly ReadFailure[]): readonly string[] {
  const touched = touchedNames(touches);
  return failures.filter((failure) => isOnSameObjects(failure, touched)).map(({ id }) => id);
}

interface TouchedNames {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
}

/** The last part of each name, as statements are compared by these. */
function touchedNames({ objects }: FixTouches): TouchedNames {
  const parts = objects.map((object) => object.toLowerCase().split("."));
  return {
    tables: new Set(parts.flatMap(([, , table]) => (table === undefined ? [] : [table]))),
    columns: new Set(parts.flatMap(([, , , ...column]) => (column.length > 0 ? [column.join(".")] : []))),
  };
}

function isOnSameObjects({ reads }: ReadFailure, { tables, columns }: TouchedNames): boolean {
  return shares(reads.tables, tables) && (columns.size === 0 || shares(reads.columns, columns));
}

function hasSameCause(one: ReadFailure, other: ReadFailure, { columns }: TouchedNames): boolean {
  if (one.category !== other.category) return false;
  // A fix of a column helps what lacks this column, or a condition on it; others may lack anything in common.
  if (columns.size > 0) return lacksColumn(one, columns) && lacksColumn(other, columns);
  return (["tables", "columns", "expressions"] as const).some((part) =>
    shares(one.missing[part], other.missing[part]),
  );
}

function lacksColumn({ missing }: ReadFailure, columns: ReadonlySet<string>): boolean {
  if (shares(missing.columns, columns)) return true;
  return [...missing.expressions].some((expression) =>
    expression.split(/[^\p{L}\p{N}_]+/u).some((word) => columns.has(word)),
  );
}

function shares(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((member) => other.has(member));
}
