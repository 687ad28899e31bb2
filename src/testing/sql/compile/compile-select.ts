import {
  type AstNode,
  allowOnly,
  isPresent,
  type Json,
  listOf,
  nameOf,
  nodeOf,
  nodesOf,
  objectOf,
  textOf,
} from "../ast.js";
import { refused, unsupported } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { isInteger } from "../types/sql-type.js";
import { compileFrom } from "./compile-from.js";
import { truth } from "./conditions.js";
import { compileIn, type Environment, withScope } from "./environment.js";
import type { CompiledQuery, Expression } from "./expression.js";
import { grainKeys, withGrain } from "./metric-grain.js";
import { limitClause, orderByOutput } from "./order-and-limit.js";
import type { Scope } from "./scope.js";
import { compileSelectList, type SelectItem } from "./select-list.js";

const MEMBERS = new Set([
  "expressions",
  "from",
  "joins",
  "lateral_views",
  "where_clause",
  "group_by",
  "having",
  "qualify",
  "order_by",
  "sort_by",
  "distribute_by",
  "cluster_by",
  "limit",
  "offset",
  "distinct",
  "with",
  "windows",
]);

/** Translates `SELECT … FROM … WHERE …` with all its clauses. */
export function compileSelect(node: AstNode, environment: Environment): CompiledQuery {
  const { fields } = node;
  allowOnly(fields, MEMBERS);
  const source = withGrain(compileFrom(fields, environment), fields);
  const windows = new Map(
    listOf(fields.windows).map((item): [string, Json] => {
      const { name, spec } = objectOf(item);
      return [(nameOf(name) ?? "").toLowerCase(), spec ?? null];
    }),
  );
  const inner: Environment = { ...withScope(environment, source.scope), windows };
  const where = clause("WHERE", fields.where_clause, inner);
  const named = withScope(inner, withNames(source.scope, windowNames(fields, inner)));
  const list = compileSelectList(fields.expressions, named, source.sql);
  const aliased = withScope(named, withNames(named.scope, aliasesOf(list.items)));
  const groupBy = groupByClause(fields, aliased, list.items);
  const ordering = withScope(aliased, { ...aliased.scope, namesFirst: true });
  // Databricks looks into the result first where HAVING and ORDER BY name something.
  const having = clause("HAVING", fields.having, ordering);
  const qualify = clause("QUALIFY", fields.qualify, aliased);
  const columns = list.items.map(({ name, value }) => ({ name, type: value.type }));
  const keys = objectOf(fields.order_by).expressions ?? objectOf(fields.sort_by).expressions;
  const made = list.items.map(({ value }) => value.sql);
  const isDistinct = fields.distinct === true;
  const visible = isDistinct ? withScope(ordering, onlyColumns(ordering.scope, made)) : ordering;
  const order = orderByOutput(keys, columns, ordering, made, visible);
  const items = list.items.map(({ name, value }) => `${value.sql} AS ${quoteName(name)}`).join(", ");
  const from = list.from === "" ? "" : ` FROM ${list.from}`;
  const distinct = isDistinct ? "DISTINCT " : "";
  const limit = limitClause(fields, inner);
  return {
    sql: `SELECT ${distinct}${items}${from}${where}${groupBy}${having}${qualify}${order}${limit}`,
    columns,
  };
}

function clause(word: string, json: Json | undefined, environment: Environment): string {
  if (!isPresent(json)) return "";
  return ` ${word} ${truth(compileIn(environment, nodeOf(objectOf(json).this))).sql}`;
}

/** The scope of what is left of rows of which only some columns are told apart. */
function onlyColumns(scope: Scope, made: readonly string[]): Scope {
  const isMade = ({ sql }: { readonly sql: string }) => made.includes(sql);
  return {
    ...scope,
    relations: scope.relations.map((relation) => ({
      ...relation,
      columns: relation.columns.filter(isMade),
    })),
    merged: scope.merged.filter(isMade),
  };
}

const withNames = (scope: Scope, names: ReadonlyMap<string, Expression>): Scope => ({
  ...scope,
  names: new Map([...names, ...scope.names]),
});

/** The first item of a name wins, as the columns of a row are named from left to right. */
function aliasesOf(items: readonly SelectItem[]): ReadonlyMap<string, Expression> {
  const names = new Map<string, Expression>();
  for (const { name, value, isAlias } of items) {
    if (isAlias && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), value);
  }
  return names;
}

/** Grouping by `window(…)` brings the name `window` into sight. */
function windowNames(fields: AstNode["fields"], environment: Environment): ReadonlyMap<string, Expression> {
  for (const key of nodesOf(objectOf(fields.group_by).expressions)) {
    if (key.kind === "function" && /^(dbx_)?window$/i.test(textOf(key.fields.name) ?? ""))
      return new Map([["window", compileIn(environment, key)]]);
  }
  return new Map();
}

function groupByClause(
  fields: AstNode["fields"],
  environment: Environment,
  items: readonly SelectItem[],
): string {
  if (!isPresent(fields.group_by)) return "";
  const group = objectOf(fields.group_by);
  // A measure over a window is a subquery, which GROUP BY ALL would take for a key.
  const columns = group.all === true ? grainKeys(environment.scope) : [];
  if (columns.length > 0) return ` GROUP BY ${columns.join(", ")}`;
  if (group.all === true) return " GROUP BY ALL";
  const nodes = nodesOf(group.expressions);
  const wholeList = nodes.find((node) => node.kind === "rollup" || node.kind === "cube");
  const keys = nodes.filter((node) => node !== wholeList);
  if (keys.length > 1 && keys.some((node) => isSet(node, "GROUPING SETS"))) {
    // The columns before GROUPING SETS only list what the sets are made of.
    return ` GROUP BY ${keys
      .filter((node) => isSet(node, "GROUPING SETS"))
      .map((node) => groupKey(node, environment, items))
      .join(", ")}`;
  }
  const parts = keys.map((node) => groupKey(node, environment, items));
  return wholeList
    ? ` GROUP BY ${wholeList.kind.toUpperCase()} (${parts.join(", ")})`
    : ` GROUP BY ${parts.join(", ")}`;
}

const isSet = (node: AstNode, name: string) =>
  node.kind === "function" && textOf(node.fields.name)?.toUpperCase() === name;

function groupKey(node: AstNode, environment: Environment, items: readonly SelectItem[]): string {
  for (const set of ["ROLLUP", "CUBE", "GROUPING SETS"]) {
    if (isSet(node, set))
      return `${set} (${nodesOf(node.fields.args)
        .map((key) => groupKey(key, environment, items))
        .join(", ")})`;
  }
  if (node.kind === "tuple" || node.kind === "paren") {
    const members = node.kind === "tuple" ? nodesOf(node.fields.expressions) : [nodeOf(node.fields.this)];
    return `(${members.map((key) => groupKey(key, environment, items)).join(", ")})`;
  }
  const key = compileIn(environment, node);
  if (node.kind === "literal" && typeof key.literal === "number" && isInteger(key.type)) {
    if (key.literal < 1 || key.literal > items.length) {
      throw refused(
        "GROUP_BY_POS_OUT_OF_RANGE",
        "42805",
        `GROUP BY position ${key.literal} is not in select list (valid range is [1, ${items.length}]).`,
      );
    }
    return items[key.literal - 1]?.value.sql ?? unreachable();
  }
  return key.literal !== undefined ? `CAST(${key.sql} AS VARCHAR)` : key.sql;
}

function unreachable(): never {
  throw unsupported("This GROUP BY");
}
