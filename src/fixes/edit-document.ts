import { formatPointer } from "../space/json-pointer.js";
import type { ColumnConfig, DataSource } from "../space/serialized-space.js";
import type { SpaceDocument } from "../space/space-document.js";
import { inserted } from "./document-items.js";

/** The document with one table or metric view replaced. Everything else, unknown fields included, stays. */
export function editSource(
  document: SpaceDocument,
  identifier: string,
  edit: (source: DataSource) => DataSource,
): SpaceDocument {
  const { data_sources: sources = {} } = document.data;
  const replace = (list: readonly DataSource[]) =>
    list.map((source) => (source.identifier === identifier ? edit(source) : source));
  return document.with({
    ...document.data,
    data_sources: {
      ...sources,
      ...(sources.tables ? { tables: replace(sources.tables) } : {}),
      ...(sources.metric_views ? { metric_views: replace(sources.metric_views) } : {}),
    },
  });
}

/** The document with the configuration of one column replaced, or created where the column has none. */
export function editColumn(
  document: SpaceDocument,
  identifier: string,
  column: string,
  edit: (config: ColumnConfig) => ColumnConfig,
): SpaceDocument {
  return editSource(document, identifier, (source) => {
    const configs = source.column_configs ?? [];
    const exists = configs.some(({ column_name }) => column_name === column);
    const next = exists
      ? configs.map((config) => (config.column_name === column ? edit(config) : config))
      : inserted(configs, edit({ column_name: column }), ({ column_name }) => column_name);
    return { ...source, column_configs: next };
  });
}

/** The document with one member of a column's configuration set, or taken away by undefined. */
export function setColumnMember<Member extends Exclude<keyof ColumnConfig, "column_name">>(
  document: SpaceDocument,
  identifier: string,
  column: string,
  member: Member,
  value: ColumnConfig[Member] | undefined,
): SpaceDocument {
  return editColumn(document, identifier, column, (config) => {
    if (value !== undefined) return { ...config, [member]: value };
    const { [member]: _, ...others } = config;
    // Every member but the name may be absent.
    return others as ColumnConfig;
  });
}

/** Path of a table or metric view, or of a member of it. */
export function sourcePath(
  document: SpaceDocument,
  identifier: string,
  ...members: readonly string[]
): string {
  const views = document.data.data_sources?.metric_views ?? [];
  const list = views.some((view) => view.identifier === identifier) ? "metric_views" : "tables";
  return formatPointer(["data_sources", list, identifier, ...members]);
}

/** Path of a member of a column's configuration. */
export function columnPath(
  document: SpaceDocument,
  identifier: string,
  column: string,
  ...members: readonly string[]
): string {
  return sourcePath(document, identifier, "column_configs", column, ...members);
}
