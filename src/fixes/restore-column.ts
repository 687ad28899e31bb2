import type { ColumnConfig } from "../space/serialized-space.js";
import type { SpaceDocument } from "../space/space-document.js";
import { editColumn, editSource } from "./edit-document.js";

/** One member of a column's configuration as it was before, and the entry gone if it was not there. */
export function restoreColumn(
  after: SpaceDocument,
  before: SpaceDocument,
  table: string,
  column: string,
  member: "description" | "synonyms",
): SpaceDocument {
  const earlier = before.column(table, column);
  const value: ColumnConfig[typeof member] = earlier?.[member];
  const restored = editColumn(after, table, column, ({ [member]: _, ...config }) =>
    value ? { ...config, [member]: value } : config,
  );
  const left = restored.column(table, column);
  const isEmpty = left !== undefined && Object.keys(left).length === 1;
  if (earlier || !isEmpty) return restored;
  return editSource(restored, table, ({ column_configs: configs = [], ...source }) => {
    const others = configs.filter(({ column_name }) => column_name !== column);
    const had = before.source(table)?.column_configs !== undefined;
    return others.length > 0 || had ? { ...source, column_configs: others } : source;
  });
}
