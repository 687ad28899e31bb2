import type { SpaceDocument } from "../../space/space-document.js";
import type { Catalog } from "../../sql/catalog.js";

/** A fix of some type and a document to which it applies. */
export interface FixTypeCase<Params extends object> {
  /** For the report. @default the number of the case */
  readonly name?: string | undefined;
  readonly params: Params;
  readonly document: SpaceDocument;
  /** @default one in which every table and column exists that the document names */
  readonly catalog?: Catalog | undefined;
}

/** A catalog in which everything exists that a document names. */
export function catalogOf(document: SpaceDocument): Catalog {
  const views = new Set(document.data.data_sources?.metric_views?.map(({ identifier }) => identifier));
  return {
    problems: [],
    tables: document.sources.map(({ identifier, column_configs: columns = [] }) => ({
      name: identifier,
      kind: views.has(identifier) ? "metric_view" : "table",
      columns: [...new Set(columns.map(({ column_name }) => column_name))].map((name) => ({
        name,
        type: "string",
      })),
    })),
  };
}

/** Ids like the service's, the same in each run. */
export function countedIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `01ffffffffff1fffbfff${count.toString(16).padStart(12, "0")}`;
  };
}
