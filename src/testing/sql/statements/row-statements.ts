import type { EngineResult } from "../../workspace/ports.js";
import {
  type AstNode,
  allowOnly,
  isList,
  isPresent,
  type Json,
  listOf,
  nameOf,
  namesOf,
  nodeOf,
  nodesOf,
  objectOf,
  textOf,
} from "../ast.js";
import { duckdbTable, type StoredTable } from "../catalog-store.js";
import { castTo } from "../compile/cast.js";
import { castColumns } from "../compile/compile-query.js";
import { truth } from "../compile/conditions.js";
import { compileIn, type Environment, withScope } from "../compile/environment.js";
import { compileRelation } from "../compile/relations.js";
import { columnsOf, emptyScope, type Scope } from "../compile/scope.js";
import { columnCountsDiffer, columnNotFound, unsupported } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { pathOf } from "./definition-statements.js";
import type { StatementEnvironment } from "./statement-context.js";
import { countsResult } from "./statement-result.js";

const INSERT_MEMBERS = new Set(["table", "columns", "values", "query", "overwrite"]);
const UPDATE_MEMBERS = new Set(["table", "set", "where_clause"]);
const DELETE_MEMBERS = new Set(["table", "where_clause", "alias"]);
const MERGE_MEMBERS = new Set(["this", "using", "on", "whens"]);

function targetOf(path: readonly string[], { catalog }: StatementEnvironment): StoredTable {
  const table = catalog.get(path);
  if (table.kind !== "table") throw unsupported("Changing rows through a view");
  return table;
}

const columnOf = (table: StoredTable, name: string) => {
  const column = table.columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (!column)
    throw columnNotFound(
      name,
      table.columns.slice(0, 5).map((candidate) => candidate.name),
    );
  return column;
};

/** `INSERT INTO|OVERWRITE name [(columns)] VALUES … | query`. */
export async function insert(
  node: AstNode,
  sql: Environment,
  environment: StatementEnvironment,
): Promise<EngineResult> {
  const { fields } = node;
  allowOnly(fields, INSERT_MEMBERS);
  const table = targetOf(pathOf(fields.table), environment);
  const names = namesOf(fields.columns);
  const columns = names.length > 0 ? names.map((name) => columnOf(table, name)) : table.columns;
  const list = columns.map((column) => quoteName(column.name)).join(", ");
  const types = columns.map((column) => column.type);
  let source: string;
  if (isPresent(fields.query)) {
    const query = sql.compile.query(nodeOf(fields.query), sql);
    if (query.columns.length !== columns.length)
      throw columnCountsDiffer("INSERT", columns.length, query.columns.length);
    source = `SELECT * FROM ${castColumns(query, types, sql)} AS inserted`;
  } else {
    const rows = listOf(fields.values).map((row) => {
      const items = nodesOf(row).map((item) => compileIn(sql, item));
      if (items.length !== columns.length) throw columnCountsDiffer("INSERT", columns.length, items.length);
      return `(${items.map((item, at) => castTo(item, types[at] ?? item.type).sql).join(", ")})`;
    });
    source = `VALUES ${rows.join(", ")}`;
  }
  if (fields.overwrite === true) await environment.execute(`DELETE FROM ${duckdbTable(table.path)}`);
  const count = await environment.execute(`INSERT INTO ${duckdbTable(table.path)} (${list}) ${source}`);
  return countsResult({ num_affected_rows: count, num_inserted_rows: count });
}

const scopeOf = (table: StoredTable, alias: string, name: readonly string[]): Scope => ({
  ...emptyScope,
  relations: [{ path: name, columns: columnsOf(alias, table.columns) }],
});

/** `UPDATE name SET column = value, … [WHERE …]`. */
export async function update(
  node: AstNode,
  sql: Environment,
  environment: StatementEnvironment,
): Promise<EngineResult> {
  allowOnly(node.fields, UPDATE_MEMBERS);
  const target = objectOf(node.fields.table);
  const table = targetOf(pathOf(target), environment);
  const given = nameOf(target.alias);
  const inner = withScope(sql, scopeOf(table, "target", given === undefined ? table.path : [given]));
  const sets = listOf(node.fields.set).map((pair) => {
    const [name, value] = isList(pair) ? pair : [];
    return assignment(table, nameOf(name) ?? "", nodeOf(value), inner);
  });
  const count = await environment.execute(
    `UPDATE ${duckdbTable(table.path)} AS target SET ${sets.join(", ")}${whereOf(node, inner)}`,
  );
  return countsResult({ num_affected_rows: count });
}

/** `DELETE FROM name [WHERE …]`. */
export async function remove(
  node: AstNode,
  sql: Environment,
  environment: StatementEnvironment,
): Promise<EngineResult> {
  allowOnly(node.fields, DELETE_MEMBERS);
  const table = targetOf(pathOf(node.fields.table), environment);
  const given = nameOf(node.fields.alias) ?? nameOf(objectOf(node.fields.table).alias);
  const inner = withScope(sql, scopeOf(table, "target", given === undefined ? table.path : [given]));
  const count = await environment.execute(
    `DELETE FROM ${duckdbTable(table.path)} AS target${whereOf(node, inner)}`,
  );
  return countsResult({ num_affected_rows: count });
}

const whereOf = (node: AstNode, environment: Environment): string =>
  isPresent(node.fields.where_clause)
    ? ` WHERE ${truth(compileIn(environment, nodeOf(objectOf(node.fields.where_clause).this))).sql}`
    : "";

function assignment(table: StoredTable, name: string, value: AstNode, environment: Environment): string {
  const column = columnOf(table, name);
  return `${quoteName(column.name)} = ${castTo(compileIn(environment, value), column.type).sql}`;
}

/** `MERGE INTO name USING source ON … WHEN [NOT] MATCHED [AND …] THEN …`. */
export async function merge(
  node: AstNode,
  sql: Environment,
  environment: StatementEnvironment,
): Promise<EngineResult> {
  allowOnly(node.fields, MERGE_MEMBERS);
  const written = nodeOf(node.fields.this);
  const tableNode = written.kind === "alias" ? nodeOf(written.fields.this) : written;
  const table = targetOf(pathOf(tableNode.fields), environment);
  const given = nameOf(written.kind === "alias" ? written.fields.alias : tableNode.fields.alias);
  const target = scopeOf(table, "target", given === undefined ? table.path : [given]);
  const source = compileRelation(sourceNode(node.fields.using), sql, false);
  const both = withScope(sql, { ...target, relations: [...target.relations, ...source.relations] });
  const onlySource = withScope(sql, { ...emptyScope, relations: source.relations });
  const whens = nodesOf(objectOf(objectOf(node.fields.whens).whens).expressions).map((when) => {
    const isMatched = objectOf(objectOf(when.fields.matched).boolean).value === true;
    const bySource = isPresent(when.fields.source);
    const inner = isMatched ? both : bySource ? withScope(sql, target) : onlySource;
    const condition = isPresent(when.fields.condition)
      ? ` AND ${truth(compileIn(inner, nodeOf(when.fields.condition))).sql}`
      : "";
    return `WHEN ${isMatched ? "MATCHED" : bySource ? "NOT MATCHED BY SOURCE" : "NOT MATCHED"}${condition} THEN ${action(when.fields.then, table, inner)}`;
  });
  const on = truth(compileIn(both, nodeOf(node.fields.on))).sql;
  const count = await environment.execute(
    `MERGE INTO ${duckdbTable(table.path)} AS target USING ${source.sql} ON ${on} ${whens.join(" ")}`,
  );
  return countsResult({ num_affected_rows: count });
}

/** The parser writes the alias of a source around it, where a FROM clause has it inside. */
function sourceNode(json: Json | undefined): AstNode {
  const node = nodeOf(json);
  if (node.kind !== "alias") return node;
  const inner = nodeOf(node.fields.this);
  return { kind: inner.kind, fields: { ...inner.fields, alias: node.fields.alias ?? null } };
}

function action(json: Json | undefined, table: StoredTable, environment: Environment): string {
  const then = nodeOf(json);
  const parts = then.kind === "tuple" ? nodesOf(then.fields.expressions) : [then];
  const verb = textOf(parts[0]?.fields.this)?.toUpperCase();
  if (verb === "DELETE") return "DELETE";
  const isStar = parts[1]?.kind === "star";
  const sourceColumn = (name: string): AstNode => ({
    kind: "column",
    fields: { name: { name }, table: { name: environment.scope.relations.at(-1)?.path.at(-1) ?? "" } },
  });
  if (verb === "UPDATE") {
    const sets = isStar
      ? table.columns.map((column) => assignment(table, column.name, sourceColumn(column.name), environment))
      : nodesOf(parts[1]?.fields.expressions).map((set) =>
          assignment(table, nameOf(objectOf(set.fields.left)) ?? "", nodeOf(set.fields.right), environment),
        );
    return `UPDATE SET ${sets.join(", ")}`;
  }
  if (verb !== "INSERT") throw unsupported(`MERGE … THEN ${verb ?? "?"}`);
  const names = isStar ? table.columns.map((column) => column.name) : namesOf(parts[1]?.fields.expressions);
  const values = isStar ? names.map(sourceColumn) : nodesOf(parts[2]?.fields.expressions);
  const columns = names.map((name) => columnOf(table, name));
  const list = values.map(
    (value, at) => castTo(compileIn(environment, value), columns[at]?.type ?? { kind: "string" }).sql,
  );
  return `INSERT (${columns.map((column) => quoteName(column.name)).join(", ")}) VALUES (${list.join(", ")})`;
}
