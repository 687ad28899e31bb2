import type { ResultTable } from "../../sql/result-table.js";

const DIRECTION = /\s+(?:asc|desc)\b.*$|\s+nulls\s+(?:first|last)\s*$/i;

/**
 * The columns that sort keys such as `revenue DESC`, `2`, `o.total` or `ALL` stand for. Undefined when there are no
 * keys or one of them is no column of the result: then nothing is known about ties.
 */
export function orderKeyColumns(
  keys: readonly string[] | undefined,
  table: ResultTable,
): readonly number[] | undefined {
  if (keys === undefined || keys.length === 0) return undefined;
  const columns: number[] = [];
  for (const key of keys) {
    const name = key.trim().replace(DIRECTION, "").trim();
    if (/^all$/i.test(name)) return [...table.columns.keys()];
    const column = columnOf(name, table);
    if (column < 0) return undefined;
    columns.push(column);
  }
  return columns;
}

function columnOf(name: string, table: ResultTable): number {
  if (/^\d+$/.test(name)) {
    const place = Number(name) - 1;
    return place < table.columns.length ? place : -1;
  }
  const find = (wanted: string) =>
    table.columns.findIndex((column) => column.name.trim().toLowerCase() === wanted.toLowerCase());
  const whole = find(unquoted(name));
  if (whole >= 0) return whole;
  const lastPart = /^(?:(?:`[^`]+`|\w+)\.)+(`[^`]+`|[\w]+)$/u.exec(name)?.[1];
  return lastPart === undefined ? -1 : find(unquoted(lastPart));
}

function unquoted(name: string): string {
  return /^`.*`$/.test(name) ? name.slice(1, -1).replaceAll("``", "`") : name;
}
