import type { Fix } from "../fixes/fix.js";
import type { FixType } from "../fixes/fix-type.js";
import type { SpaceDocument } from "../space/space-document.js";
import { hashJson } from "../util/hash.js";

/** What a fix was tried against: as long as this stays, another trial would show the same. JSON-safe. */
export interface FixBasis {
  /** SHA-256 of the touched objects as the space describes them. */
  readonly objects: string;
  /** Failure category of each claimed benchmark. */
  readonly failures: Readonly<Record<string, string>>;
}

/** A failed benchmark, as far as a basis knows it. */
export interface BasisFailure {
  readonly benchmarkId: string;
  readonly failureCategory?: string | undefined;
}

/** The basis of a fix, on a document and on what fails now. */
export function fixBasis(
  { params, claims }: Pick<Fix, "params" | "claims">,
  type: FixType,
  document: SpaceDocument,
  failures: readonly BasisFailure[],
): FixBasis {
  const claimed = failures.filter(({ benchmarkId }) => claims.includes(benchmarkId));
  return {
    objects: hashJson(touchedState(type, params, document)),
    failures: Object.fromEntries(
      claimed.map(({ benchmarkId, failureCategory = "result_mismatch" }) => [benchmarkId, failureCategory]),
    ),
  };
}

/**
 * Whether something that matters to a fix changed since it was tried: an object that it touches is described
 * otherwise now, or it claims a failure that it did not claim then, or one that fails for another reason now. A
 * failure that is gone is no reason to try again.
 */
export function hasChanged(then: FixBasis, now: FixBasis): boolean {
  return (
    then.objects !== now.objects ||
    Object.entries(now.failures).some(([id, category]) => then.failures[id] !== category)
  );
}

/** What the space says of the columns and tables, a table without its columns, and the text that a fix edits. */
function touchedState(type: FixType, params: Fix["params"], document: SpaceDocument): object {
  const { objects, paths } = type.touches(params, document);
  const described = [...new Set(objects)].toSorted().map((object) => {
    const [catalog, schema, table, ...column] = object.split(".");
    const name = [catalog, schema, table].join(".");
    if (column.length > 0) return [object, document.column(name, column.join(".")) ?? null];
    const { column_configs: _, ...entry } = document.source(name) ?? { identifier: "" };
    return [object, entry];
  });
  const editsText = paths.some((path) => path.startsWith("/instructions/text_instructions"));
  return { described, text: editsText ? (document.data.instructions?.text_instructions ?? []) : [] };
}
