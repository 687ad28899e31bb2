import {
  type AstNode,
  allowOnly,
  isPresent,
  type JsonObject,
  listOf,
  nameOf,
  namesOf,
  nodeOf,
  nodesOf,
  objectOf,
} from "../ast.js";
import { refused, unsupported } from "../failures.js";
import type { CompiledRelation } from "./compiled-relation.js";
import { truth } from "./conditions.js";
import { compileIn, type Environment, withScope } from "./environment.js";
import { compileGenerator } from "./generators.js";
import { joinUsing, joinWord, onClause } from "./join-columns.js";
import { compileRelation } from "./relations.js";
import { columnsOf, type Scope } from "./scope.js";

/** A FROM clause, without the word, and the names it brings into sight. */
export interface CompiledFrom {
  readonly sql: string;
  readonly scope: Scope;
}

const JOIN_MEMBERS = new Set(["this", "on", "using", "kind"]);
const VIEW_MEMBERS = new Set(["this", "table_alias", "column_aliases", "outer"]);

/** SQL of DuckDB for the parser's kinds of join. */
const JOINS: Readonly<Record<string, string>> = {
  Inner: "JOIN",
  Implicit: "CROSS JOIN",
  Cross: "CROSS JOIN",
  Left: "LEFT JOIN",
  Right: "RIGHT JOIN",
  Full: "FULL JOIN",
  Outer: "FULL JOIN",
  LeftSemi: "SEMI JOIN",
  Semi: "SEMI JOIN",
  LeftAnti: "ANTI JOIN",
  Anti: "ANTI JOIN",
};

/** Translates the tables, joins and lateral views of a query. */
export function compileFrom(fields: JsonObject, environment: Environment): CompiledFrom {
  let from: CompiledFrom = {
    sql: "",
    scope: { relations: [], merged: [], names: new Map(), parent: environment.scope },
  };
  for (const node of nodesOf(objectOf(fields.from).expressions)) {
    const relation = compileItem(node, from, environment);
    const prefix = from.sql === "" ? "" : `${from.sql}, `;
    from = {
      sql: `${prefix}${relation.isLateral ? "LATERAL " : ""}${relation.sql}`,
      scope: withRelation(from.scope, relation),
    };
  }
  for (const join of listOf(fields.joins)) from = compileJoin(objectOf(join), from, environment);
  for (const view of listOf(fields.lateral_views))
    from = compileLateralView(objectOf(view), from, environment);
  refuseJoinedMetricView(from.scope);
  return from;
}

const withRelation = (scope: Scope, relation: CompiledRelation): Scope => ({
  ...scope,
  relations: [...scope.relations, ...relation.relations],
  merged: [...scope.merged, ...relation.merged],
});

/** What is lateral sees the tables before it; the rest sees only what is outside the query. */
function compileItem(node: AstNode, from: CompiledFrom, environment: Environment): CompiledRelation {
  if (node.kind === "joined_table") return compileJoined(node, environment);
  const isLateral = node.kind === "lateral" || node.fields.lateral === true || isTableFunction(node);
  return compileRelation(
    node,
    isLateral ? withScope(environment, from.scope) : environment,
    isLateral && from.scope.relations.length > 0,
  );
}

const isTableFunction = (node: AstNode) =>
  node.kind === "function" || (node.kind === "alias" && nodeOf(node.fields.this).kind === "function");

/** Joins in parentheses. */
function compileJoined(node: AstNode, environment: Environment): CompiledRelation {
  if (isPresent(node.fields.alias)) throw unsupported("An alias for joined tables");
  const inner = compileFrom(
    { from: { expressions: [node.fields.left ?? null] }, joins: node.fields.joins ?? [] },
    environment,
  );
  return {
    sql: `(${inner.sql})`,
    relations: inner.scope.relations,
    merged: inner.scope.merged,
    isLateral: false,
  };
}

function compileJoin(join: JsonObject, from: CompiledFrom, environment: Environment): CompiledFrom {
  allowOnly(join, JOIN_MEMBERS);
  const kind = String(join.kind);
  const isNatural = kind.startsWith("Natural");
  const word = JOINS[isNatural ? kind.slice("Natural".length) || "Inner" : kind];
  if (word === undefined) throw unsupported(`A join of the kind ${kind}`);
  const right = compileItem(nodeOf(join.this), from, environment);
  const joined = (condition: string | undefined) =>
    `${from.sql} ${joinWord(word, condition)} ${right.isLateral ? "LATERAL " : ""}${right.sql}${onClause(word, condition)}`;
  const both = withRelation(from.scope, right);
  const keepsRight = word !== "SEMI JOIN" && word !== "ANTI JOIN";
  if (isNatural || isPresent(join.using)) {
    const using = joinUsing(from.scope, right, isNatural ? undefined : namesOf(join.using), word);
    return { sql: joined(using.condition), scope: keepsRight ? using.scope : from.scope };
  }
  const on = isPresent(join.on)
    ? truth(compileIn(withScope(environment, both), nodeOf(join.on))).sql
    : undefined;
  return { sql: joined(on), scope: keepsRight ? both : from.scope };
}

function compileLateralView(view: JsonObject, from: CompiledFrom, environment: Environment): CompiledFrom {
  allowOnly(view, VIEW_MEMBERS);
  const table = nameOf(view.table_alias);
  const alias = environment.statement.freshAlias(table ?? "view");
  const generated = compileGenerator(
    nodeOf(view.this),
    withScope(environment, from.scope),
    namesOf(view.column_aliases),
    alias,
  );
  const relation = { path: [table ?? alias], columns: columnsOf(alias, generated.columns) };
  const join =
    view.outer === true ? ` LEFT JOIN LATERAL ${generated.sql} ON TRUE` : `, LATERAL ${generated.sql}`;
  return {
    sql: from.sql === "" ? generated.sql : `${from.sql}${join}`,
    scope: { ...from.scope, relations: [...from.scope.relations, relation] },
  };
}

function refuseJoinedMetricView(scope: Scope): void {
  if (scope.relations.length < 2 || !scope.relations.some((relation) => relation.measure)) return;
  throw refused(
    "METRIC_VIEW_JOIN_NOT_SUPPORTED",
    "0A000",
    "Joins with a metric view are not supported. Aggregate the metric view in a common table expression or a subquery first, then join its result.",
  );
}
