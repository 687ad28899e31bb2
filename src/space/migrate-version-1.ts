import { isPlainObject } from "../util/json.js";

/** Names of column flags in version 1, and what version 2 calls them. */
export const renamedFlags = {
  get_example_values: "enable_format_assistance",
  build_value_dictionary: "enable_entity_matching",
} as const;

/** A copy of a document with the names of version 1 replaced, as the service does when it stores one. */
export function migrateVersion1(root: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { data_sources: sources } = root;
  if (!isPlainObject(sources)) return { ...root };
  const migrated: Record<string, unknown> = { ...sources };
  for (const list of ["tables", "metric_views"]) {
    const items = sources[list];
    if (Array.isArray(items)) migrated[list] = items.map(migrateSource);
  }
  return { ...root, data_sources: migrated };
}

function migrateSource(source: unknown): unknown {
  if (!isPlainObject(source) || !Array.isArray(source.column_configs)) return source;
  return { ...source, column_configs: source.column_configs.map((column) => renameFlags(column)) };
}

/** The column config with version 1 flags under their new names. A flag given under both is on if either is. */
export function renameFlags(column: unknown): unknown {
  if (!isPlainObject(column)) return column;
  if (!Object.keys(renamedFlags).some((name) => Object.hasOwn(column, name))) return column;
  const entries = Object.entries(column).map(
    ([name, value]) => [isRenamed(name) ? renamedFlags[name] : name, value] as const,
  );
  const on = new Set(entries.filter(([, value]) => value === true).map(([name]) => name));
  return Object.fromEntries(entries.map(([name, value]) => [name, on.has(name) ? true : value]));
}

function isRenamed(name: string): name is keyof typeof renamedFlags {
  return Object.hasOwn(renamedFlags, name);
}
