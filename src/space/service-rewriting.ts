import { sortedItems } from "./canonical-form.js";
import type { DataSource, SerializedSpace } from "./serialized-space.js";
import type { SpaceDocument } from "./space-document.js";

/**
 * Whether a document read back is the one written, allowing for what the service is known to rewrite: it may
 * list metric views among the tables.
 */
export function isSameAfterRewriting(written: SpaceDocument, readBack: SpaceDocument): boolean {
  if (written.equals(readBack)) return true;
  return written
    .with(withOneSourceList(written.data))
    .equals(readBack.with(withOneSourceList(readBack.data)));
}

function withOneSourceList(data: SerializedSpace): SerializedSpace {
  const { tables = [], metric_views = [], ...rest } = data.data_sources ?? {};
  return { ...data, data_sources: { ...rest, tables: [...tables, ...metric_views] } };
}

/**
 * A document with its tables and metric views in the lists in which another one has them, so that the two can be
 * compared member by member although the service moved them.
 */
export function placedAs(document: SpaceDocument, model: SpaceDocument): SpaceDocument {
  const { tables = [], metric_views = [], ...rest } = document.data.data_sources ?? {};
  const names = (list: readonly DataSource[] = []) => new Set(list.map(({ identifier }) => identifier));
  const inTables = names(model.data.data_sources?.tables);
  const inViews = names(model.data.data_sources?.metric_views);
  const toTables = metric_views.filter(({ identifier }) => inTables.has(identifier));
  const toViews = tables.filter(({ identifier }) => inViews.has(identifier));
  if (toTables.length + toViews.length === 0) return document;
  const placed = (list: readonly DataSource[], gone: readonly DataSource[], come: readonly DataSource[]) =>
    sortedItems([...list.filter((source) => !gone.includes(source)), ...come], ["identifier"]);
  return document.with({
    ...document.data,
    data_sources: {
      ...rest,
      tables: placed(tables, toViews, toTables),
      metric_views: placed(metric_views, toTables, toViews),
    },
  });
}
