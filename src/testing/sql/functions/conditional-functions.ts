import { castTo } from "../compile/cast.js";
import { compare } from "../compile/comparison.js";
import { branchType, truth } from "../compile/conditions.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { parseType } from "../types/parse-type.js";
import { BOOLEAN, type SqlType, STRING, VOID } from "../types/sql-type.js";
import { catalogTypeText } from "../types/type-names.js";
import { argumentsOf, type Functions, labelOf, type SqlFunction, scalar, special } from "./define.js";

const many = Number.POSITIVE_INFINITY;

const coalesce = special([1, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  const type = branchType(values, call.name);
  return expression(
    `COALESCE(${values.map((value) => castTo(value, type).sql).join(", ")})`,
    type,
    labelOf(call.name, values),
  );
});

const choose = (test: (args: readonly Expression[]) => string) =>
  special([3, 3], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [, yes = nullLiteral, no = nullLiteral] = values;
    const type = branchType([yes, no], call.name);
    const sql = `(CASE WHEN ${test(values)} THEN ${castTo(yes, type).sql} ELSE ${castTo(no, type).sql} END)`;
    return expression(sql, type, labelOf(call.name, values));
  });

/** `decode(value, search, result, …[, default])`, where NULL finds NULL. */
const decode = special([3, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral, ...rest] = values;
  const pairs: { readonly test: string; readonly result: Expression }[] = [];
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const [search = nullLiteral, result = nullLiteral] = rest.slice(at, at + 2);
    pairs.push({ test: compare("null_safe_eq", value, search).sql, result });
  }
  const otherwise = rest.length % 2 === 1 ? rest.at(-1) : undefined;
  const type = branchType(
    [...pairs.map(({ result }) => result), ...(otherwise ? [otherwise] : [])],
    call.name,
  );
  const whens = pairs.map(({ test, result }) => `WHEN ${test} THEN ${castTo(result, type).sql}`).join(" ");
  const last = otherwise ? ` ELSE ${castTo(otherwise, type).sql}` : "";
  return expression(`(CASE ${whens}${last} END)`, type, labelOf(call.name, values));
});

const nullif = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [a = nullLiteral, b = nullLiteral] = values;
  const sql = `(CASE WHEN ${compare("eq", a, b).sql} THEN NULL ELSE ${a.sql} END)`;
  return expression(sql, a.type, labelOf(call.name, values));
});

/** `int(x)` and its kin are casts. */
const castFunction = (name: string): SqlFunction => {
  const type: SqlType = parseType(name);
  return special([1, 1], (call, environment) => {
    const values = argumentsOf(call, environment);
    return { ...castTo(values[0] ?? nullLiteral, type), label: labelOf(call.name, values) };
  });
};

const nullTest = (test: string) => scalar(["any"], BOOLEAN, ([value]) => `(${value} ${test})`);

export const conditionalFunctions: Functions = {
  coalesce,
  nvl: coalesce,
  ifnull: coalesce,
  if: choose(([test = nullLiteral]) => truth(test).sql),
  iff: choose(([test = nullLiteral]) => truth(test).sql),
  nvl2: choose(([value = nullLiteral]) => `${value.sql} IS NOT NULL`),
  decode,
  nullif,
  nullifzero: scalar(
    ["number"],
    ([value]) => value?.type ?? VOID,
    ([value]) => `nullif(${value}, 0)`,
  ),
  zeroifnull: scalar(
    ["number"],
    ([value]) => value?.type ?? VOID,
    ([value]) => `COALESCE(${value}, 0)`,
  ),
  isnull: nullTest("IS NULL"),
  isnotnull: nullTest("IS NOT NULL"),
  equal_null: special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    return {
      ...compare("null_safe_eq", values[0] ?? nullLiteral, values[1] ?? nullLiteral),
      label: labelOf(call.name, values),
    };
  }),
  typeof: special([1, 1], (call, environment) => {
    const values = argumentsOf(call, environment);
    return expression(`'${catalogTypeText(values[0]?.type ?? VOID)}'`, STRING, labelOf(call.name, values));
  }),
  assert_true: scalar(
    ["boolean"],
    VOID,
    ([test]) =>
      `CASE WHEN ${test} THEN NULL ELSE error('[USER_RAISED_EXCEPTION] The condition is not true! SQLSTATE: P0001') END`,
    { optional: ["string"] },
  ),
  raise_error: scalar(
    ["string"],
    VOID,
    ([message]) => `error('[USER_RAISED_EXCEPTION] ' || ${message} || ' SQLSTATE: P0001')`,
  ),
  boolean: castFunction("boolean"),
  tinyint: castFunction("tinyint"),
  smallint: castFunction("smallint"),
  int: castFunction("int"),
  bigint: castFunction("bigint"),
  float: castFunction("float"),
  double: castFunction("double"),
  decimal: castFunction("decimal"),
  string: castFunction("string"),
  binary: castFunction("binary"),
};
