import { type AstNode, allowOnly, isPresent, nameOf, nodeOf, nodesOf } from "../ast.js";
import { unsupported } from "../failures.js";
import { quoteName, quoteString } from "../string-literals.js";
import { STRING } from "../types/sql-type.js";
import { castTo } from "./cast.js";
import type { CompiledRelation } from "./compiled-relation.js";
import { branchType } from "./conditions.js";
import { compileIn, type Environment, withScope } from "./environment.js";
import type { CompiledQuery } from "./expression.js";

const MEMBERS = new Set([
  "this",
  "value_column",
  "name_column",
  "columns",
  "alias",
  "value_column_parenthesized",
  "include_nulls",
]);

/** `UNPIVOT (value FOR name IN (columns))`: one row a column; rows without a value are left out unless included. */
export function compileUnpivot(
  node: AstNode,
  source: CompiledRelation,
  environment: Environment,
): CompiledQuery {
  if (isPresent(node.fields.extra_value_columns)) throw unsupported("UNPIVOT of several value columns");
  allowOnly(node.fields, MEMBERS);
  const inner = withScope(environment, {
    relations: source.relations,
    merged: source.merged,
    names: new Map(),
    parent: environment.scope,
  });
  const cells = nodesOf(node.fields.columns).map((item) => {
    const isAliased = item.kind === "pivot_alias" || item.kind === "alias";
    const column = isAliased ? nodeOf(item.fields.this) : item;
    if (column.kind !== "column") throw unsupported("UNPIVOT of anything but columns");
    const name = nameOf(column.fields.name) ?? "";
    const alias = isAliased ? nameOf(item.fields.alias) : undefined;
    return { column: name.toLowerCase(), label: alias ?? name, value: compileIn(inner, column) };
  });
  const type = branchType(
    cells.map((cell) => cell.value),
    "UNPIVOT",
  );
  const taken = new Set(cells.map((cell) => cell.column));
  const kept = source.relations
    .flatMap((relation) => relation.columns)
    .filter((column) => !taken.has(column.name.toLowerCase()));
  const nameColumn = nameOf(node.fields.name_column) ?? "name";
  const valueColumn = nameOf(node.fields.value_column) ?? "value";
  const rows = cells
    .map((cell) => `(${quoteString(cell.label)}, ${castTo(cell.value, type).sql})`)
    .join(", ");
  const alias = environment.statement.freshAlias("unpivoted");
  const columns = [
    ...kept.map((column) => ({ name: column.name, type: column.type })),
    { name: nameColumn, type: STRING },
    { name: valueColumn, type },
  ];
  const list = [
    ...kept.map((column) => `${column.sql} AS ${quoteName(column.name)}`),
    `${alias}.label AS ${quoteName(nameColumn)}`,
    `${alias}.cell AS ${quoteName(valueColumn)}`,
  ];
  const filter = node.fields.include_nulls === true ? "" : ` WHERE ${alias}.cell IS NOT NULL`;
  return {
    sql: `SELECT ${list.join(", ")} FROM ${source.sql}, LATERAL (VALUES ${rows}) AS ${alias}(label, cell)${filter}`,
    columns,
  };
}
