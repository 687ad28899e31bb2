import { columnNotFound } from "../failures.js";
import { commonType } from "../types/common-type.js";
import { castTo } from "./cast.js";
import { alike } from "./comparison.js";
import type { CompiledRelation } from "./compiled-relation.js";
import { expression } from "./expression.js";
import type { Relation, Scope, ScopeColumn } from "./scope.js";

/** The kind of join to write: a cross join with a condition is an inner join. */
export const joinWord = (word: string, condition: string | undefined): string =>
  word === "CROSS JOIN" && condition !== undefined ? "JOIN" : word;

/** ` ON …`, which DuckDB wants wherever the join is no cross join. */
export const onClause = (word: string, condition: string | undefined): string =>
  word === "CROSS JOIN" && condition === undefined ? "" : ` ON ${condition ?? "TRUE"}`;

/**
 * `USING (a, b)`, or a natural join over the common names: the condition, and the names in sight afterwards, where
 * each joined column stands once.
 */
export function joinUsing(
  left: Scope,
  right: CompiledRelation,
  names: readonly string[] | undefined,
  word: string,
): { readonly condition: string | undefined; readonly scope: Scope } {
  const rightColumns = right.relations.flatMap((relation) => relation.columns);
  const leftColumns = [
    ...left.merged,
    ...left.relations.flatMap((relation) => relation.columns.filter((column) => !column.isMerged)),
  ];
  const find = (columns: readonly ScopeColumn[], name: string) =>
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const keys = names ?? leftColumns.map((column) => column.name).filter((name) => find(rightColumns, name));
  const pairs = keys.map((name) => {
    const a = find(leftColumns, name);
    const b = find(rightColumns, name);
    if (!a || !b)
      throw columnNotFound(
        name,
        (a ? rightColumns : leftColumns).slice(0, 5).map((column) => column.name),
      );
    return { a, b };
  });
  const conditions = pairs.map(({ a, b }) => {
    const [x, y] = alike(expression(a.sql, a.type, a.name), expression(b.sql, b.type, b.name), a.name);
    return `${x} = ${y}`;
  });
  const merged = pairs.map(({ a, b }) => mergedColumn(a, b, word));
  const isKey = (column: ScopeColumn) =>
    keys.some((name) => name.toLowerCase() === column.name.toLowerCase());
  const mark = (relation: Relation): Relation => ({
    ...relation,
    columns: relation.columns.map((column) => (isKey(column) ? { ...column, isMerged: true } : column)),
  });
  return {
    condition: conditions.length > 0 ? conditions.join(" AND ") : undefined,
    scope: {
      ...left,
      relations: [...left.relations, ...right.relations].map(mark),
      merged: [...merged, ...left.merged.filter((column) => !isKey(column)), ...right.merged],
    },
  };
}

function mergedColumn(a: ScopeColumn, b: ScopeColumn, word: string): ScopeColumn {
  if (word === "RIGHT JOIN") return { ...b, isMerged: false };
  if (word !== "FULL JOIN") return { ...a, isMerged: false };
  const type = commonType(a.type, b.type) ?? a.type;
  const sides = [a, b].map((column) => castTo(expression(column.sql, column.type), type).sql);
  return { name: a.name, type, sql: `COALESCE(${sides.join(", ")})` };
}
