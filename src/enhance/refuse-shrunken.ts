import { PromotionError } from "../errors/promotion-error.js";
import type { SpaceDocument } from "../space/space-document.js";

/** Lists of a document whose objects disappear only by a fix that removes them. */
const guarded = [
  { name: "tables", removedBy: undefined, keysOf: (d: SpaceDocument) => identifiers(d, "tables") },
  {
    name: "metric views",
    removedBy: "delete_metric_view",
    keysOf: (d: SpaceDocument) => identifiers(d, "metric_views"),
  },
  {
    name: "example queries",
    removedBy: "delete_example_query",
    keysOf: ({ data }: SpaceDocument) => data.instructions?.example_question_sqls?.map(({ id }) => id) ?? [],
  },
  {
    name: "joins",
    removedBy: "delete_join",
    keysOf: ({ data }: SpaceDocument) => data.instructions?.join_specs?.map(({ id }) => id) ?? [],
  },
  {
    name: "text instructions",
    removedBy: undefined,
    keysOf: ({ data }: SpaceDocument) => data.instructions?.text_instructions?.map(({ id }) => id) ?? [],
  },
  {
    name: "benchmarks",
    removedBy: undefined,
    keysOf: ({ data }: SpaceDocument) => data.benchmarks?.questions?.map(({ id }) => id) ?? [],
  },
] as const;

/**
 * Refuses a document that would take from production what none of the fixes in it removes.
 * @throws PromotionError DOCUMENT_SHRUNKEN that lists what is missing.
 */
export function refuseShrunken(
  document: SpaceDocument,
  {
    production,
    spaceId,
    removals = new Set(),
  }: {
    readonly production: SpaceDocument;
    readonly spaceId: string;
    /** Types of the fixes that the document contains. */
    readonly removals?: ReadonlySet<string> | undefined;
  },
): void {
  const all = new Set(document.sources.map(({ identifier }) => identifier));
  const lost = guarded.flatMap(({ name, removedBy, keysOf }) => {
    if (removedBy !== undefined && removals.has(removedBy)) return [];
    const kept = new Set(keysOf(document));
    // The service may list metric views among the tables.
    return keysOf(production)
      .filter((key) => !kept.has(key) && !all.has(key))
      .map((key) => `${name}: ${key}`);
  });
  if (lost.length === 0) return;
  throw new PromotionError(
    "DOCUMENT_SHRUNKEN",
    `The improved document lacks what space ${spaceId} has and no fix has removed, so nothing was written. Somebody may have edited the copy: run again, or see what has become of:`,
    lost,
  );
}

function identifiers({ data }: SpaceDocument, list: "tables" | "metric_views"): readonly string[] {
  return data.data_sources?.[list]?.map(({ identifier }) => identifier) ?? [];
}
