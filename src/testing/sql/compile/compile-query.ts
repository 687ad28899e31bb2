import {
  type AstNode,
  allowOnly,
  isPresent,
  type Json,
  listOf,
  nameOf,
  namesOf,
  nodeOf,
  objectOf,
} from "../ast.js";
import { columnCountsDiffer, refused, unsupported } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { commonType } from "../types/common-type.js";
import { type SqlType, sameType } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import { compileSelect } from "./compile-select.js";
import { compileValues } from "./compile-values.js";
import { nameList } from "./distinct-names.js";
import { type Environment, withScope } from "./environment.js";
import { type CompiledQuery, expression, type OutputColumn } from "./expression.js";
import { limitClause, orderByOutput } from "./order-and-limit.js";
import { emptyScope } from "./scope.js";

const SET_OPERATORS: Readonly<Record<string, string>> = {
  union: "UNION",
  intersect: "INTERSECT",
  except: "EXCEPT",
};
const SET_MEMBERS = new Set(["left", "right", "all", "distinct", "with", "order_by", "limit", "offset"]);
const SUBQUERY_MEMBERS = new Set([
  "this",
  "order_by",
  "limit",
  "offset",
  "with",
  "modifiers_inside",
  "alias",
  "column_aliases",
  "lateral",
]);

/** Translates a query. @throws SqlEngineError when it is wrong or cannot be translated. */
export function compileQuery(node: AstNode, environment: Environment): CompiledQuery {
  const inner = isPresent(node.fields.with) ? withCtes(node.fields.with ?? null, environment) : undefined;
  const query = compileBody(node, inner?.environment ?? environment);
  return inner ? { ...query, sql: `${inner.sql} ${query.sql}` } : query;
}

function compileBody(node: AstNode, environment: Environment): CompiledQuery {
  switch (node.kind) {
    case "select":
      return compileSelect(node, environment);
    case "values":
      return compileValues(node, environment).query;
    case "subquery":
      return compileParenthesised(node, environment);
    case "paren":
      return compileQuery(nodeOf(node.fields.this), environment);
    default:
      if (!(node.kind in SET_OPERATORS))
        throw unsupported(`The statement "${node.kind.replaceAll("_", " ")}" inside a query`);
      return compileSet(node, environment);
  }
}

function compileParenthesised(node: AstNode, environment: Environment): CompiledQuery {
  allowOnly(node.fields, SUBQUERY_MEMBERS);
  const query = compileQuery(nodeOf(node.fields.this), environment);
  const tail = tailOf(node, query.columns, environment);
  return {
    sql: tail === "" ? `(${query.sql})` : `SELECT * FROM (${query.sql}) AS parenthesised${tail}`,
    columns: query.columns,
  };
}

function compileSet(outer: AstNode, environment: Environment): CompiledQuery {
  allowOnly(outer.fields, SET_MEMBERS);
  const node = bindIntersectFirst(outer);
  const left = operandOf(node.fields.left, environment);
  const right = operandOf(node.fields.right, environment);
  const operator = `${SET_OPERATORS[node.kind]}${node.fields.all === true ? " ALL" : ""}`;
  const { columns, sides } = alignSides(operator, left, right, environment);
  const sql = `${sides[0]} ${operator} ${sides[1]}`;
  const tail = tailOf(outer, columns, environment);
  return { sql: `${sql}${tail}`, columns };
}

const operandOf = (json: Json | undefined, environment: Environment) =>
  compileQuery(nodeOf(json), environment);

/** Gives both sides of a set operation the same types, by a cast around the side that differs. */
function alignSides(operator: string, left: CompiledQuery, right: CompiledQuery, environment: Environment) {
  if (left.columns.length !== right.columns.length)
    throw columnCountsDiffer(operator, left.columns.length, right.columns.length);
  const columns = left.columns.map((column, at): OutputColumn => {
    const other = right.columns[at] ?? column;
    const type = commonType(column.type, other.type);
    if (!type) {
      throw refused(
        "INCOMPATIBLE_COLUMN_TYPE",
        "42825",
        `${operator} can only be performed on tables with compatible column types. Column ${at + 1} has types "${typeText(column.type)}" and "${typeText(other.type)}".`,
      );
    }
    return { name: column.name, type };
  });
  const types = columns.map((column) => column.type);
  return {
    columns,
    sides: [castColumns(left, types, environment), castColumns(right, types, environment)] as const,
  };
}

/** A query in parentheses whose columns have the given types. */
export function castColumns(
  query: CompiledQuery,
  types: readonly SqlType[],
  environment: Environment,
): string {
  const fits = query.columns.every(
    (column, at) => sameType(column.type, types[at] ?? column.type) && column.type.kind !== "void",
  );
  if (fits) return `(${query.sql})`;
  const alias = environment.statement.freshAlias("side");
  const names = query.columns.map((_, at) => `c${at}`);
  const items = query.columns.map((column, at) => {
    const value = castTo(expression(`${alias}.c${at}`, column.type), types[at] ?? column.type).sql;
    return `${value} AS ${quoteName(column.name)}`;
  });
  return `(SELECT ${items.join(", ")} FROM (${query.sql}) AS ${alias}(${names.join(", ")}))`;
}

/** INTERSECT binds tighter than UNION and EXCEPT, which the parser reads from left to right. */
function bindIntersectFirst(node: AstNode): AstNode {
  if (node.kind !== "intersect") return node;
  const left = nodeOf(node.fields.left);
  if (left.kind !== "union" && left.kind !== "except") return node;
  const rotated = bindIntersectFirst({
    kind: "intersect",
    fields: {
      left: left.fields.right ?? null,
      right: node.fields.right ?? null,
      all: node.fields.all ?? false,
    },
  });
  return { kind: left.kind, fields: { ...left.fields, right: { [rotated.kind]: rotated.fields } } };
}

function tailOf(node: AstNode, columns: readonly OutputColumn[], environment: Environment): string {
  const scope = {
    ...emptyScope,
    relations: [
      { path: [""], columns: columns.map((column) => ({ ...column, sql: quoteName(column.name) })) },
    ],
    parent: environment.scope,
  };
  const order = orderByOutput(
    objectOf(node.fields.order_by).expressions,
    columns,
    withScope(environment, scope),
  );
  return `${order}${limitClause(node.fields, environment)}`;
}

/** The common table expressions of a query, and the environment in which they are in sight. */
function withCtes(
  json: Json,
  environment: Environment,
): { readonly sql: string; readonly environment: Environment } {
  const clause = objectOf(json);
  const isRecursive = clause.recursive === true;
  const parts: string[] = [];
  const names = new Set<string>();
  let current = environment;
  for (const item of listOf(clause.ctes)) {
    const cte = objectOf(item);
    const name = nameOf(cte.alias) ?? "";
    if (names.has(name.toLowerCase()))
      throw refused(
        "DUPLICATED_CTE_NAMES",
        "42602",
        `CTE definition can't have duplicate names: \`${name}\`.`,
      );
    names.add(name.toLowerCase());
    const alias = environment.statement.freshAlias(name);
    const columnNames = namesOf(cte.columns);
    const body = nodeOf(cte.this);
    const query =
      isRecursive && body.kind === "union"
        ? recursiveQuery(name, alias, columnNames, body, current)
        : compileQuery(body, current);
    if (columnNames.length > 0 && columnNames.length !== query.columns.length) {
      throw refused(
        "ASSIGNMENT_ARITY_MISMATCH",
        "42802",
        `The number of columns in the list of \`${name}\` (${columnNames.length}) does not match its query (${query.columns.length}).`,
      );
    }
    const columns = renamed(query.columns, columnNames);
    parts.push(`${quoteName(alias)}${nameList(columns.map((column) => column.name))} AS (${query.sql})`);
    current = withCte(current, name, alias, columns);
  }
  return { sql: `WITH ${isRecursive ? "RECURSIVE " : ""}${parts.join(", ")}`, environment: current };
}

const renamed = (columns: readonly OutputColumn[], names: readonly string[]): readonly OutputColumn[] =>
  columns.map((column, at) => ({ name: names[at] ?? column.name, type: column.type }));

const withCte = (
  environment: Environment,
  name: string,
  alias: string,
  columns: readonly OutputColumn[],
): Environment => ({
  ...environment,
  ctes: new Map([...environment.ctes, [name.toLowerCase(), { alias, columns }]]),
});

/** The first branch fixes the types; the second sees the result so far under the name of the expression. */
function recursiveQuery(
  name: string,
  alias: string,
  names: readonly string[],
  body: AstNode,
  environment: Environment,
): CompiledQuery {
  allowOnly(body.fields, SET_MEMBERS);
  const start = compileQuery(nodeOf(body.fields.left), environment);
  const columns = renamed(start.columns, names);
  const step = compileQuery(nodeOf(body.fields.right), withCte(environment, name, alias, columns));
  if (step.columns.length !== columns.length)
    throw columnCountsDiffer("UNION", columns.length, step.columns.length);
  const types = columns.map((column) => column.type);
  const operator = body.fields.all === true ? "UNION ALL" : "UNION";
  return {
    sql: `${castColumns(start, types, environment)} ${operator} ${castColumns(step, types, environment)}`,
    columns,
  };
}
