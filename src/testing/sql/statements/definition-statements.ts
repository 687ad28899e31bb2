import type { SqlToken } from "../../../sql/sql-lexer.js";
import type { EngineResult } from "../../workspace/ports.js";
import {
  type AstNode,
  allowOnly,
  isObject,
  isPresent,
  type Json,
  listOf,
  nameOf,
  nodeOf,
  objectOf,
  textOf,
} from "../ast.js";
import { duckdbSchema, duckdbTable, type StoredColumn, type StoredTable } from "../catalog-store.js";
import { typeOfNode } from "../compile/data-types.js";
import { parseFailure, tableExists, tableNotFound, unsupported } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { duckdbType } from "../types/type-names.js";
import { nameAt, type StatementEnvironment, wordsAt } from "./statement-context.js";
import { done } from "./statement-result.js";

const TABLE_MEMBERS = new Set([
  "name",
  "columns",
  "if_not_exists",
  "or_replace",
  "as_select",
  "as_select_parenthesized",
  "properties",
  "with_properties",
]);

/** The path in a table node of the parser. */
export const pathOf = (json: Json | undefined): readonly string[] => {
  const table = objectOf(json);
  return ["catalog", "schema", "name"]
    .map((member) => nameOf(table[member]))
    .filter((part) => part !== undefined);
};

/** `CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name (columns)` or `… AS query`. */
export async function createTable(
  node: AstNode,
  sqlEnvironment: Parameters<typeof compileAs>[1],
  environment: StatementEnvironment,
): Promise<EngineResult> {
  const { fields } = node;
  allowOnly(fields, TABLE_MEMBERS);
  const path = environment.catalog.fullPath(pathOf(fields.name));
  const existing = environment.catalog.find(path);
  if (existing && fields.if_not_exists === true) return done;
  if (existing && (fields.or_replace !== true || existing.kind !== "table"))
    throw tableExists(path.join("."));
  await environment.execute(`CREATE SCHEMA IF NOT EXISTS ${duckdbSchema(path)}`);
  const comment = commentOf(fields.properties);
  if (isPresent(fields.as_select)) {
    const query = compileAs(nodeOf(fields.as_select), sqlEnvironment);
    const names = query.columns.map((column) => quoteName(column.name)).join(", ");
    const casts = query.columns.map((column, at) => `CAST(c${at} AS ${duckdbType(column.type)})`).join(", ");
    const given = query.columns.map((_, at) => `c${at}`).join(", ");
    await environment.execute(
      `CREATE OR REPLACE TABLE ${duckdbTable(path)}(${names}) AS SELECT ${casts} FROM (${query.sql}) AS made(${given})`,
    );
    environment.catalog.put({ path, kind: "table", columns: query.columns, comment }, { replace: true });
    return done;
  }
  const columns = listOf(fields.columns).map(columnOf);
  if (columns.length === 0) throw unsupported("A table without columns");
  const list = columns.map(
    ({ column, isRequired }) =>
      `${quoteName(column.name)} ${duckdbType(column.type)}${isRequired ? " NOT NULL" : ""}`,
  );
  await environment.execute(`CREATE OR REPLACE TABLE ${duckdbTable(path)} (${list.join(", ")})`);
  environment.catalog.put(
    { path, kind: "table", columns: columns.map(({ column }) => column), comment },
    { replace: true },
  );
  return done;
}

type SqlEnvironment = ReturnType<StatementEnvironment["translator"]["read"]>["environment"];

const compileAs = (node: AstNode, environment: SqlEnvironment) =>
  environment.compile.query(node, environment);

function columnOf(json: Json): { readonly column: StoredColumn; readonly isRequired: boolean } {
  const column = objectOf(json);
  if (isPresent(column.default) || isPresent(column.primary_key))
    throw unsupported("DEFAULT or PRIMARY KEY of a column");
  const comment = listOf(column.constraints)
    .map((constraint) => (isObject(constraint) ? textOf(constraint.Comment) : undefined))
    .find((text) => text !== undefined);
  return {
    column: {
      name: nameOf(column.name) ?? "",
      type: typeOfNode(column.data_type),
      comment: comment ?? textOf(column.comment),
    },
    isRequired: listOf(column.constraint_order).includes("NotNull") || column.nullable === false,
  };
}

function commentOf(properties: Json | undefined): string | undefined {
  for (const property of listOf(properties)) {
    const node = nodeOf(property);
    if (node.kind === "schema_comment_property") return textOf(nodeOf(node.fields.this).fields.value);
  }
  return undefined;
}

/** `CREATE [OR REPLACE] VIEW [IF NOT EXISTS] name [(columns)] [COMMENT '…'] AS query`. */
export async function createView(
  tokens: readonly SqlToken[],
  sql: string,
  { catalog, translator, execute }: StatementEnvironment,
): Promise<EngineResult> {
  const isReplaced = wordsAt(tokens, 1, 2) === "OR REPLACE";
  let at = isReplaced ? 4 : 2;
  const ifAbsent = wordsAt(tokens, at, 3) === "IF NOT EXISTS";
  if (ifAbsent) at += 3;
  const { path: given, end } = nameAt(tokens, at);
  const path: StoredTable["path"] = catalog.fullPath(given);
  const start = tokens.findIndex((token, index) => index >= end && token.value === "AS");
  if (start < 0) throw parseFailure("a view needs AS and a query");
  const header = tokens.slice(end, start);
  const names =
    header[0]?.text === "("
      ? header.filter(
          (token, index) =>
            (token.kind === "word" || token.kind === "quoted") &&
            ["(", ","].includes(header[index - 1]?.text ?? ""),
        )
      : [];
  const existing = catalog.find(path);
  if (existing && ifAbsent) return done;
  if (existing && (!isReplaced || existing.kind === "table")) throw tableExists(path.join("."));
  const definition = textAfter(sql, tokens, start);
  const query = translator.query(definition);
  await execute(`EXPLAIN ${query.sql}`);
  const columns = query.columns.map((column, index) => {
    const name = names[index];
    return {
      name: name === undefined ? column.name : name.kind === "quoted" ? name.value : name.text,
      type: column.type,
    };
  });
  catalog.put({ path, kind: "view", columns, definition }, { replace: true });
  return done;
}

/** The text of a statement behind one of its tokens. */
function textAfter(sql: string, tokens: readonly SqlToken[], index: number): string {
  let at = 0;
  for (const token of tokens.slice(0, index + 1)) at = sql.indexOf(token.text, at) + token.text.length;
  return sql.slice(at).trim().replace(/;\s*$/, "");
}

/** `DROP TABLE|VIEW [IF EXISTS] name`. */
export async function drop(
  tokens: readonly SqlToken[],
  { catalog, execute }: StatementEnvironment,
): Promise<EngineResult> {
  const kind = tokens[1]?.value;
  const ifExists = wordsAt(tokens, 2, 2) === "IF EXISTS";
  const { path } = nameAt(tokens, ifExists ? 4 : 2);
  const table = catalog.find(path);
  if (!table && ifExists) return done;
  const isMeant = table && (kind === "TABLE") === (table.kind === "table");
  if (!table || !isMeant) throw tableNotFound(path.join("."));
  if (table.kind === "table") await execute(`DROP TABLE ${duckdbTable(table.path)}`);
  catalog.delete(path);
  return done;
}
