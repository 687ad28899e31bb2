import {
  type AstNode,
  allowOnly,
  type Json,
  listOf,
  nameOf,
  namesOf,
  nodeOf,
  nodesOf,
  objectOf,
  textOf,
} from "../ast.js";
import { columnNotFound, refused, unsupported } from "../failures.js";
import { isGenerator } from "../functions/registry.js";
import { compileIn, type Environment, withScope } from "./environment.js";
import { type Expression, expression } from "./expression.js";
import { compileGenerator } from "./generators.js";
import { columnsOf, findRelation, type Relation, resolveName, type ScopeColumn } from "./scope.js";

/** A column of the select list. */
export interface SelectItem {
  readonly name: string;
  readonly value: Expression;
  /** Whether later items and clauses may name it. */
  readonly isAlias: boolean;
}

interface SelectList {
  readonly items: readonly SelectItem[];
  /** The FROM clause, with what the generators of the list were turned into. */
  readonly from: string;
}

const STAR_MEMBERS = new Set(["table", "except", "replace"]);

/** Translates the select list: stars written out, generators turned into lateral joins, aliases put in place. */
export function compileSelectList(
  json: Json | undefined,
  environment: Environment,
  from: string,
): SelectList {
  const items: SelectItem[] = [];
  const names = new Map(environment.scope.names);
  let source = from;
  for (const node of nodesOf(json)) {
    const current = withScope(environment, { ...environment.scope, names });
    if (node.kind === "star") {
      items.push(...expandStar(node, current));
      continue;
    }
    const field =
      node.kind === "dot" && node.fields.field !== undefined ? structStar(node, current) : undefined;
    if (field) {
      items.push(...field);
      continue;
    }
    const generator = generatorOf(node);
    if (generator) {
      const { alias, sql, columns } = compileGenerator(generator.call, current, generator.names);
      const isOuter = /_outer$/.test(generator.name);
      if (isOuter && source === "") source = "(SELECT 1) AS one_row";
      source =
        source === ""
          ? sql
          : isOuter
            ? `${source} LEFT JOIN LATERAL ${sql} ON TRUE`
            : `${source}, LATERAL ${sql}`;
      for (const column of columnsOf(alias, columns))
        items.push({
          name: column.name,
          value: expression(column.sql, column.type, column.name),
          isAlias: true,
        });
      continue;
    }
    const item = compileItem(node, current);
    items.push(item);
    const key = item.name.toLowerCase();
    if (item.isAlias && !names.has(key)) names.set(key, item.value);
  }
  return { items, from: source };
}

function compileItem(node: AstNode, environment: Environment): SelectItem {
  const isAlias = node.kind === "alias";
  const value = compileIn(environment, isAlias ? nodeOf(node.fields.this) : node);
  const name = isAlias ? nameOf(node.fields.alias) : castColumn(node);
  return { name: name ?? value.label, value, isAlias };
}

/** The column that an item only casts, whose name the item keeps. */
function castColumn({ kind, fields }: AstNode): string | undefined {
  if (kind !== "cast" && kind !== "try_cast") return undefined;
  const inner = nodeOf(fields.this);
  if (inner.kind === "column") return nameOf(inner.fields.name);
  return inner.kind === "dot" ? nameOf(inner.fields.field) : undefined;
}

/** The generator that an item is, with the names given to its columns. */
function generatorOf(
  node: AstNode,
): { readonly call: AstNode; readonly name: string; readonly names: readonly string[] } | undefined {
  const call = node.kind === "alias" ? nodeOf(node.fields.this) : node;
  const name = (textOf(call.fields.name) ?? "").toLowerCase().replace(/^dbx_/, "");
  if (call.kind !== "function" || !isGenerator(name) || name === "range") return undefined;
  const several = node.kind === "alias" ? namesOf(node.fields.column_aliases) : [];
  const single = node.kind === "alias" ? nameOf(node.fields.alias) : undefined;
  return { call, name, names: several.length > 0 ? several : single === undefined ? [] : [single] };
}

function expandStar(node: AstNode, environment: Environment): readonly SelectItem[] {
  allowOnly(node.fields, STAR_MEMBERS);
  const table = nameOf(node.fields.table);
  const columns = table === undefined ? allColumns(environment) : columnsOfTable(table, environment);
  const without = new Set(namesOf(node.fields.except).map((name) => name.toLowerCase()));
  for (const name of without) {
    if (!columns.some((column) => column.name.toLowerCase() === name))
      throw columnNotFound(
        name,
        columns.slice(0, 5).map((column) => column.name),
      );
  }
  const replaced = new Map(
    listOf(node.fields.replace).map((item): [string, Expression] => {
      const { this: value, alias } = objectOf(item);
      return [(nameOf(alias) ?? "").toLowerCase(), compileIn(environment, nodeOf(value))];
    }),
  );
  return columns
    .filter((column) => !without.has(column.name.toLowerCase()))
    .map((column) => {
      if (column.refuse) throw column.refuse();
      const value =
        replaced.get(column.name.toLowerCase()) ?? expression(column.sql, column.type, column.name);
      return { name: column.name, value, isAlias: false };
    });
}

function allColumns({ scope }: Environment): readonly ScopeColumn[] {
  if (scope.relations.length === 0)
    throw refused("UNRESOLVED_STAR", "42703", "Cannot resolve * without a FROM clause.");
  refuseMetricView(scope.relations);
  return [
    ...scope.merged,
    ...scope.relations.flatMap((relation) => relation.columns.filter((column) => !column.isMerged)),
  ];
}

function columnsOfTable(table: string, environment: Environment): readonly ScopeColumn[] {
  const relation = findRelation(environment.scope, [table]);
  if (relation) {
    refuseMetricView([relation]);
    return relation.columns.map((column) => ({ ...column, isMerged: false }));
  }
  return fieldsOf(resolveName(environment.scope, [table]));
}

/** `a.b.*`, where the dots lead to a struct. */
function structStar(node: AstNode, environment: Environment): readonly SelectItem[] | undefined {
  if (nameOf(node.fields.field) !== "*") return undefined;
  return fieldsOf(compileIn(environment, nodeOf(node.fields.this))).map((column) => ({
    name: column.name,
    value: expression(column.sql, column.type, column.name),
    isAlias: false,
  }));
}

function fieldsOf(value: Expression): readonly ScopeColumn[] {
  if (value.type.kind !== "struct") throw unsupported(`${value.label}.*`);
  return value.type.fields.map((field) => ({
    name: field.name,
    type: field.type,
    sql: `struct_extract(${value.sql}, '${field.name.replaceAll("'", "''")}')`,
  }));
}

function refuseMetricView(relations: readonly Relation[]): void {
  if (!relations.some((relation) => relation.measure)) return;
  throw refused(
    "METRIC_VIEW_SELECT_STAR_NOT_SUPPORTED",
    "0A000",
    "SELECT * is not supported on a metric view. Name its dimensions, and its measures inside MEASURE().",
  );
}
