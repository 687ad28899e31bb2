import type { DataSource } from "../../space/serialized-space.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { inserted } from "../document-items.js";

/** What the document says of a metric view. */
export function metricViewEntry(document: SpaceDocument, identifier: string): DataSource | undefined {
  return document.data.data_sources?.metric_views?.find((view) => view.identifier === identifier);
}

/** The document with an entry among its metric views, or in whichever list the service keeps it. */
export function withMetricView(
  document: SpaceDocument,
  entry: DataSource,
  list: "metric_views" | "tables" = "metric_views",
): SpaceDocument {
  const { data_sources: sources = {} } = document.data;
  const entries = inserted(sources[list] ?? [], entry, ({ identifier }) => identifier);
  return document.with({ ...document.data, data_sources: { ...sources, [list]: entries } });
}

/** The document without a metric view, in whichever list of sources the service keeps it. */
export function withoutMetricView(document: SpaceDocument, identifier: string): SpaceDocument {
  const { tables, metric_views: views, ...sources } = document.data.data_sources ?? {};
  const others = (list: readonly DataSource[]) => list.filter((source) => source.identifier !== identifier);
  return document.with({
    ...document.data,
    data_sources: {
      ...sources,
      ...(tables ? { tables: others(tables) } : {}),
      ...(views ? { metric_views: others(views) } : {}),
    },
  });
}
