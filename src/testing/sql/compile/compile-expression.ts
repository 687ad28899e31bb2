import { type AstNode, isList, isPresent, listOf, nameOf, nodeOf, nodesOf, textOf } from "../ast.js";
import { columnCountsDiffer, refused, unsupported } from "../failures.js";
import { commonTypeOf } from "../types/common-type.js";
import { BOOLEAN, STRING, VOID } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { add, divide, integerDivide, multiply, negate, remainder, subtract } from "./arithmetic.js";
import { bitwise, bitwiseNot, shift } from "./bit-operators.js";
import { castTo } from "./cast.js";
import { alike, compare, inList, isComparison, like } from "./comparison.js";
import { branchType, truth } from "./conditions.js";
import { typeOfNode } from "./data-types.js";
import { compileIn, type Environment } from "./environment.js";
import { type Expression, expression } from "./expression.js";
import { elementOf, fieldOf, jsonPath } from "./field-access.js";
import { callOf, compileCall } from "./function-call.js";
import { compileInterval } from "./intervals.js";
import { booleanLiteral, compileLiteral, nullLiteral, smallestInteger } from "./literals.js";
import { resolveName } from "./scope.js";

type Compile = (node: AstNode, environment: Environment) => Expression;

const binary =
  (combine: (a: Expression, b: Expression) => Expression, left = "left", right = "right"): Compile =>
  (node, environment) =>
    combine(operand(node, left, environment), operand(node, right, environment));

const COMPILERS: Readonly<Record<string, Compile>> = {
  literal: (node, { statement }) =>
    compileLiteral(textOf(node.fields.literal_type) ?? "", statement.string(textOf(node.fields.value) ?? "")),
  boolean: (node) => booleanLiteral(node.fields.value === true),
  null: () => nullLiteral,
  parameter: (node, { statement }) => statement.parameter(textOf(node.fields.name) ?? "?"),
  column: (node, environment) => resolveName(environment.scope, dottedName(node)),
  dot: compileDot,
  subscript: binary(elementOf, "this", "index"),
  j_s_o_n_extract: (node, environment) =>
    jsonPath(
      operand(node, "this", environment),
      environment.statement.string(textOf(nodeOf(node.fields.expression).fields.value) ?? ""),
    ),
  paren: (node, environment) => operand(node, "this", environment),
  add: binary(add),
  sub: binary(subtract),
  mul: binary(multiply),
  div: binary(divide),
  mod: binary(remainder),
  int_div: binary(integerDivide, "this", "expression"),
  neg: (node, environment) => {
    const { kind, fields } = nodeOf(node.fields.this);
    const digits = kind === "literal" && fields.literal_type === "number" ? textOf(fields.value) : undefined;
    return smallestInteger(digits ?? "") ?? negate(operand(node, "this", environment));
  },
  bitwise_and: binary((a, b) => bitwise(a, b, "&")),
  bitwise_or: binary((a, b) => bitwise(a, b, "|")),
  bitwise_xor: binary((a, b) => bitwise(a, b, "^")),
  bitwise_not: (node, environment) => bitwiseNot(operand(node, "this", environment)),
  bitwise_left_shift: binary((a, b) => shift(a, b, "<<")),
  bitwise_right_shift: binary((a, b) => shift(a, b, ">>")),
  concat: binary(concatenate),
  and: logical("AND"),
  or: logical("OR"),
  not: (node, environment) => {
    const value = truth(operand(node, "this", environment));
    return expression(`(NOT ${value.sql})`, BOOLEAN, `(NOT ${value.label})`);
  },
  is_null: (node, environment) => isTest(node, environment, "NULL"),
  is_true: (node, environment) => isTest(node, environment, "TRUE"),
  is_false: (node, environment) => isTest(node, environment, "FALSE"),
  like: (node, environment) => compileLike(node, environment, false),
  i_like: (node, environment) => compileLike(node, environment, true),
  regexp_like: binary(matches, "this", "pattern"),
  between: compileBetween,
  in: compileMembership,
  any: () => {
    throw unsupported("A comparison with ANY over a subquery");
  },
  case: compileCase,
  cast: (node, environment) => writtenCast(node, environment, false),
  try_cast: (node, environment) => writtenCast(node, environment, true),
  interval: compileInterval,
  collation: compileCollation,
  tuple: compileTuple,
  alias: (node, environment) => operand(node, "this", environment),
  exists: (node, environment) => {
    const query = environment.compile.query(nodeOf(node.fields.this), environment);
    return expression(`${node.fields.not === true ? "NOT " : ""}EXISTS (${query.sql})`, BOOLEAN, "exists()");
  },
  subquery: compileScalarSubquery,
};

/** Translates an expression. @throws SqlEngineError when it is wrong or cannot be translated. */
export function compileExpression(node: AstNode, environment: Environment): Expression {
  const call = callOf(node);
  if (call) return compileCall(call, environment);
  if (isComparison(node.kind)) {
    return compare(node.kind, operand(node, "left", environment), operand(node, "right", environment));
  }
  const compile = COMPILERS[node.kind];
  if (!compile)
    throw unsupported(
      node.kind === "method_call"
        ? "A user-defined function"
        : `The expression "${node.kind.replaceAll("_", " ")}"`,
    );
  return compile(node, environment);
}

function operand(node: AstNode, member: string, environment: Environment): Expression {
  return compileIn(environment, nodeOf(node.fields[member]));
}

/** The parts of a name that may be qualified. */
function dottedName(node: AstNode): readonly string[] {
  const table = nameOf(node.fields.table);
  const name = nameOf(node.fields.name) ?? "";
  return table === undefined ? [name] : [table, name];
}

function compileDot(node: AstNode, environment: Environment): Expression {
  const fields: string[] = [];
  let inner = node;
  while (inner.kind === "dot") {
    fields.unshift(nameOf(inner.fields.field) ?? "");
    inner = nodeOf(inner.fields.this);
  }
  if (inner.kind === "column") return resolveName(environment.scope, [...dottedName(inner), ...fields]);
  return fields.reduce(fieldOf, compileIn(environment, inner));
}

/** Calls that may fail on a row. */
const RAISING =
  /dbx_(divide|remainder|integer_divide|whole_quotient|decimal_quotient|malformed|unparsed|array_at|element_at|parse_json|slice)\(/;

function logical(operator: "AND" | "OR"): Compile {
  const kind = operator.toLowerCase();
  const settled = operator === "AND" ? "FALSE" : "TRUE";
  return (node, environment) => {
    const tests = chainOf(node, kind).map((part) => truth(compileIn(environment, part)));
    const all = tests.map(({ sql }) => sql).join(` ${operator} `);
    const last = tests.findLastIndex(({ sql }) => RAISING.test(sql));
    // Databricks does not look further when one test settles it, so what comes after cannot fail.
    const stops = tests
      .slice(0, Math.max(last, 0))
      .map(({ sql }) => `WHEN ${sql} IS ${settled} THEN ${settled}`);
    const label = tests.map((test) => test.label).reduce((a, b) => `(${a} ${operator} ${b})`);
    return expression(
      stops.length > 0 ? `(CASE ${stops.join(" ")} ELSE ${all} END)` : `(${all})`,
      BOOLEAN,
      label,
    );
  };
}

/** The operands of operators of one kind in a row, in one list so that none is written out again and again. */
function chainOf(node: AstNode, kind: string): readonly AstNode[] {
  const operands: AstNode[] = [];
  let rest = node;
  for (; rest.kind === kind; rest = nodeOf(rest.fields.left)) operands.unshift(nodeOf(rest.fields.right));
  return [rest, ...operands];
}

function writtenCast(node: AstNode, environment: Environment, isTry: boolean): Expression {
  const value = operand(node, "this", environment);
  const type = typeOfNode(node.fields.to);
  const inner = nodeOf(node.fields.this).kind;
  // A number with a suffix comes as a cast of the number in parentheses, and is named by its digits; a part of JSON
  // keeps its own name.
  const keepsLabel = (inner === "paren" && typeof value.literal === "number") || inner === "j_s_o_n_extract";
  if (keepsLabel) return castTo(value, type, { isTry });
  const label = `${isTry ? "TRY_CAST" : "CAST"}(${value.label} AS ${typeText(type)})`;
  return { ...castTo(value, type, { isTry }), label };
}

/** `a || b`: text, or two arrays. */
function concatenate(a: Expression, b: Expression): Expression {
  const label = `concat(${a.label}, ${b.label})`;
  if (a.type.kind === "array" && b.type.kind === "array") {
    const [left, right] = alike(a, b, label);
    const type = commonTypeOf([a.type, b.type]) ?? a.type;
    return expression(
      `CASE WHEN ${left} IS NOT NULL AND ${right} IS NOT NULL THEN list_concat(${left}, ${right}) END`,
      type,
      label,
    );
  }
  return expression(`(${castTo(a, STRING).sql} || ${castTo(b, STRING).sql})`, STRING, label);
}

function isTest(node: AstNode, environment: Environment, what: string): Expression {
  const value = operand(node, "this", environment);
  const checked = what === "NULL" ? value : truth(value);
  const not = node.fields.not === true ? "NOT " : "";
  return expression(`(${checked.sql} IS ${not}${what})`, BOOLEAN, `(${value.label} IS ${not}${what})`);
}

function compileLike(node: AstNode, environment: Environment, isCaseless: boolean): Expression {
  const value = operand(node, "left", environment);
  const right = nodeOf(node.fields.right);
  const escapeWith = isPresent(node.fields.escape)
    ? String(operand(node, "escape", environment).literal)
    : undefined;
  const quantifier = textOf(node.fields.quantifier)?.toUpperCase();
  const one = (pattern: AstNode) => like(value, compileIn(environment, pattern), escapeWith, isCaseless);
  if (quantifier === undefined) return one(right);
  const patterns = right.kind === "tuple" ? nodesOf(right.fields.expressions) : [right];
  const parts = patterns.map(one);
  const sql = parts.map((part) => part.sql).join(quantifier === "ALL" ? " AND " : " OR ");
  return expression(`(${sql})`, BOOLEAN, `${value.label} LIKE ${quantifier}`);
}

function matches(value: Expression, pattern: Expression): Expression {
  const [left, right] = [castTo(value, STRING).sql, castTo(pattern, STRING).sql];
  return expression(`regexp_matches(${left}, ${right})`, BOOLEAN, `${value.label} RLIKE ${pattern.label}`);
}

function compileBetween(node: AstNode, environment: Environment): Expression {
  const value = operand(node, "this", environment);
  const low = compare("gte", value, operand(node, "low", environment));
  const high = compare("lte", value, operand(node, "high", environment));
  const label = `(${low.label} AND ${high.label})`;
  const both = `(${low.sql} AND ${high.sql})`;
  return expression(node.fields.not === true ? `(NOT ${both})` : both, BOOLEAN, label);
}

function compileMembership(node: AstNode, environment: Environment): Expression {
  const isNegated = node.fields.not === true;
  const subject = nodeOf(node.fields.this);
  if (!isPresent(node.fields.query)) {
    const items = nodesOf(node.fields.expressions).map((item) => compileIn(environment, item));
    return inList(compileIn(environment, subject), items, isNegated);
  }
  const values = (subject.kind === "tuple" ? nodesOf(subject.fields.expressions) : [subject]).map((item) =>
    compileIn(environment, item),
  );
  const query = environment.compile.query(nodeOf(node.fields.query), environment);
  if (query.columns.length !== values.length)
    throw columnCountsDiffer("IN", values.length, query.columns.length);
  const alias = environment.statement.freshAlias("listed");
  const types = values.map(
    (value, at) => commonTypeOf([value.type, query.columns[at]?.type ?? VOID]) ?? value.type,
  );
  const left = values.map((value, at) => castTo(value, types[at] ?? value.type).sql).join(", ");
  const right = query.columns.map(
    (column, at) => castTo(expression(`${alias}.c${at}`, column.type), types[at] ?? column.type).sql,
  );
  const names = query.columns.map((_, at) => `c${at}`).join(", ");
  const sql = `((${left}) ${isNegated ? "NOT IN" : "IN"} (SELECT ${values.length > 1 ? `(${right.join(", ")})` : right.join(", ")} FROM (${query.sql}) AS ${alias}(${names})))`;
  return expression(sql, BOOLEAN, `(${values.map((value) => value.label).join(", ")} IN (listquery()))`);
}

function compileCase(node: AstNode, environment: Environment): Expression {
  const subject = isPresent(node.fields.operand) ? operand(node, "operand", environment) : undefined;
  const whens = listOf(node.fields.whens).map((pair) => {
    const [when, result] = isList(pair) ? pair : [];
    const test = compileIn(environment, nodeOf(when));
    return {
      test: subject ? compare("eq", subject, test) : truth(test),
      result: compileIn(environment, nodeOf(result)),
    };
  });
  const otherwise = isPresent(node.fields.else_) ? operand(node, "else_", environment) : undefined;
  const results = [...whens.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
  const type = branchType(results, "CASE");
  const branches = whens
    .map(({ test, result }) => `WHEN ${test.sql} THEN ${castTo(result, type).sql}`)
    .join(" ");
  const last = otherwise ? ` ELSE ${castTo(otherwise, type).sql}` : "";
  const label = `CASE ${whens.map(({ test, result }) => `WHEN ${test.label} THEN ${result.label}`).join(" ")}${otherwise ? ` ELSE ${otherwise.label}` : ""} END`;
  return expression(`(CASE ${branches}${last} END)`, type, label);
}

function compileCollation(node: AstNode, environment: Environment): Expression {
  const value = castTo(operand(node, "this", environment), STRING);
  const name = (nameOf(node.fields.collation) ?? "").toUpperCase();
  if (name === "UTF8_BINARY") return value;
  // Only comparisons are meant by it here; the text itself would keep its case in Databricks.
  if (name === "UTF8_LCASE") return expression(`(${value.sql} COLLATE NOCASE)`, STRING, value.label);
  throw unsupported(`The collation ${name}`);
}

function compileTuple(node: AstNode, environment: Environment): Expression {
  const items = nodesOf(node.fields.expressions).map((item) => compileIn(environment, item));
  const fields = items.map((item, at) => ({ name: `col${at + 1}`, type: item.type }));
  const packed = items.map((item, at) => `"col${at + 1}" := ${item.sql}`).join(", ");
  return expression(
    `struct_pack(${packed})`,
    { kind: "struct", fields },
    `named_struct(${items.map((item) => item.label).join(", ")})`,
  );
}

function compileScalarSubquery(node: AstNode, environment: Environment): Expression {
  const query = environment.compile.query(nodeOf(node.fields.this), environment);
  const column = query.columns[0];
  if (!column || query.columns.length > 1) {
    throw refused(
      "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
      "42823",
      `Invalid subquery: Scalar subquery must return only one column, but got ${query.columns.length}.`,
    );
  }
  return expression(`(${query.sql})`, column.type, `scalarsubquery()`);
}
