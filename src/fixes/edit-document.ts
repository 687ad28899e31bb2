import type { ColumnConfig, DataSource, SerializedSpace } from "../space/serialized-space.js";
import type { SpaceDocument } from "../space/space-document.js";

/** The document with one table or metric view replaced. Everything else, unknown fields included, stays. */
export function editSource(
  document: SpaceDocument,
  identifier: string,
  edit: (source: DataSource) => DataSource,
): SpaceDocument {
  const { data_sources: sources = {} } = document.data;
  const replace = (list: readonly DataSource[] | undefined) =>
    list?.map((source) => (source.identifier === identifier ? edit(source) : source));
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
      : [...configs, edit({ column_name: column })].toSorted((a, b) =>
          a.column_name < b.column_name ? -1 : 1,
        );
    return { ...source, column_configs: next };
  });
}

type Instructions = NonNullable<SerializedSpace["instructions"]>;

/** The document with its instructions replaced. */
export function editInstructions(
  document: SpaceDocument,
  edit: (instructions: Instructions) => Instructions,
): SpaceDocument {
  return document.with({ ...document.data, instructions: edit(document.data.instructions ?? {}) });
}
