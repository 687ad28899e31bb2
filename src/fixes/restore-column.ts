import type { ColumnConfig } from "../space/serialized-space.js";
import type { SpaceDocument } from "../space/space-document.js";
import { editSource, setColumnMember } from "./edit-document.js";

/** One member of a column's configuration with its former value, and the entry gone if it was not there before. */
export function restoreColumn<Member extends Exclude<keyof ColumnConfig, "column_name">>(
  after: SpaceDocument,
  before: SpaceDocument,
  table: string,
  column: string,
  member: Member,
  value: ColumnConfig[Member] | undefined = before.column(table, column)?.[member],
): SpaceDocument {
  if (!after.source(table)) return after;
  const restored = setColumnMember(after, table, column, member, value);
  const left = restored.column(table, column);
  const isEmpty = left !== undefined && Object.keys(left).length === 1;
  if (before.column(table, column) || !isEmpty) return restored;
  return editSource(restored, table, (source) => {
    const others = source.column_configs?.filter(({ column_name }) => column_name !== column) ?? [];
    if (others.length > 0 || before.source(table)?.column_configs !== undefined)
      return { ...source, column_configs: others };
    const { column_configs: _, ...rest } = source;
    return rest;
  });
}
