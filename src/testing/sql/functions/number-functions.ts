import { add, divide, integerDivide, multiply, remainder, subtract } from "../compile/arithmetic.js";
import { shift } from "../compile/bit-operators.js";
import { castTo } from "../compile/cast.js";
import { branchType } from "../compile/conditions.js";
import { digitsOf, ofDigits, power } from "../compile/decimal-digits.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { unsupported } from "../failures.js";
import { asDecimal, DOUBLE, decimal, INT, isInteger, LONG } from "../types/sql-type.js";
import { argumentsOf, bring, type Functions, labelOf, scalar, special } from "./define.js";

const toDouble = (name: string, count = 1) =>
  scalar(
    Array.from({ length: count }, () => "double" as const),
    DOUBLE,
    name,
  );

/** A function of a number that is undefined in places, where Spark gives NULL or NaN instead of failing. */
const guarded = (name: string, isDefined: (value: string) => string, otherwise: string) =>
  scalar(
    ["double"],
    DOUBLE,
    ([value = "NULL"]) =>
      `CASE WHEN ${value} IS NULL THEN NULL WHEN ${isDefined(value)} THEN ${name}(${value}) ELSE ${otherwise} END`,
  );

/** `round` and `bround`, which keep decimals exact and integers integers. */
const rounded = (mode: "half up" | "half even") =>
  special([1, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const label = labelOf(call.name, values);
    const value = bring(values[0] ?? expression("NULL", DOUBLE), "number", label);
    const digits = values[1] === undefined ? 0 : values[1].literal;
    if (typeof digits !== "number")
      throw unsupported(`${call.name} to a number of digits that is no literal`);
    const name = mode === "half up" ? "round" : "round_even";
    if (value.type.kind === "decimal") return roundedDecimal(value, digits, mode, label);
    if (isInteger(value.type)) {
      if (digits >= 0) return expression(value.sql, value.type, label);
      return castTo(roundedDecimal(castTo(value, decimal(20, 0)), digits, mode, label), value.type);
    }
    if (mode === "half up") return expression(`dbx_round_double(${value.sql}, ${digits})`, DOUBLE, label);
    return expression(`${name}(${value.sql}, ${digits})`, DOUBLE, label);
  });

function roundedDecimal(
  value: Expression,
  digits: number,
  mode: "half up" | "half even",
  label: string,
): Expression {
  if (value.type.kind !== "decimal") return value;
  const { precision, scale } = value.type;
  const kept = Math.min(scale, Math.max(digits, 0));
  const type = decimal(Math.min(38, precision - scale + kept + 1), kept);
  const isExact = digits >= scale;
  const rounded =
    mode === "half up" ? `round(${value.sql}, ${digits})` : `round_even(${value.sql}, ${digits})`;
  const sql = isExact ? value.sql : rounded;
  return expression(`CAST(${sql} AS DECIMAL(${type.precision},${type.scale}))`, type, label);
}

/** `floor` and `ceil`: whole numbers, or to some digits. */
const toWhole = (name: "floor" | "ceil") =>
  special([1, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const label = labelOf(call.name, values);
    const value = bring(values[0] ?? expression("NULL", DOUBLE), "number", label);
    if (values[1]) return toDigits(name, value, values[1], label);
    if (isInteger(value.type)) return expression(`CAST(${value.sql} AS BIGINT)`, LONG, label);
    if (value.type.kind !== "decimal")
      return expression(`CAST(${name}(${value.sql}) AS BIGINT)`, LONG, label);
    const type = decimal(Math.min(38, value.type.precision - value.type.scale + 1), 0);
    return expression(`CAST(${name}(${value.sql}) AS DECIMAL(${type.precision},0))`, type, label);
  });

/** `floor(x, digits)`, which computes in decimals whatever `x` is. */
function toDigits(name: "floor" | "ceil", value: Expression, count: Expression, label: string): Expression {
  const digits = count.literal;
  if (typeof digits !== "number") throw unsupported(`${name} to a number of digits that is no literal`);
  const from = asDecimal(value.type) ?? decimal(30, 15);
  const number = castTo(value, from).sql;
  const scale = Math.min(from.scale, Math.max(digits, 0));
  const whole = Math.max(from.precision - from.scale + 1, 1 - digits);
  const type = decimal(Math.min(38, whole + scale), scale);
  if (digits >= from.scale) return castTo(expression(number, from, label), type);
  const sign = name === "floor" ? "" : "-";
  const units = `(${sign}dbx_floor_to(${sign}${digitsOf(number, from.scale)}, ${power(from.scale - digits)}::HUGEINT))`;
  return expression(ofDigits(digits < 0 ? `${units} * ${power(-digits)}` : units, type), type, label);
}

const sameKind = (name: string) => scalar(["number"], ([value]) => value?.type ?? DOUBLE, name);

const operator = (combine: (a: Expression, b: Expression) => Expression) =>
  special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [a, b] = values;
    if (!a || !b) throw unsupported(call.name);
    return { ...combine(a, b), label: labelOf(call.name, values) };
  });

const shifted = (operator: "<<" | ">>" | ">>>") =>
  special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [value = nullLiteral, by = nullLiteral] = values;
    return shift(value, by, operator, labelOf(call.name, values));
  });

/** `try_add` and its kin: what cannot be computed is NULL. */
const tried = (combine: (a: Expression, b: Expression) => Expression) =>
  operator((a, b) => {
    const result = combine(a, b);
    return { ...result, sql: `TRY(${result.sql})` };
  });

/** `greatest` and `least`, which leave NULLs out. */
const extreme = (name: string) =>
  special([2, Number.POSITIVE_INFINITY], (call, environment) => {
    const values = argumentsOf(call, environment);
    const type = branchType(values, call.name);
    return expression(
      `${name}(${values.map((value) => castTo(value, type).sql).join(", ")})`,
      type,
      labelOf(call.name, values),
    );
  });

export const numberFunctions: Functions = {
  abs: sameKind("abs"),
  round: rounded("half up"),
  bround: rounded("half even"),
  floor: toWhole("floor"),
  ceil: toWhole("ceil"),
  ceiling: toWhole("ceil"),
  sign: scalar(["double"], DOUBLE, ([value]) => `CAST(sign(${value}) AS DOUBLE)`),
  signum: scalar(["double"], DOUBLE, ([value]) => `CAST(sign(${value}) AS DOUBLE)`),
  negative: sameKind("-"),
  positive: scalar(
    ["number"],
    ([value]) => value?.type ?? DOUBLE,
    ([value = "NULL"]) => value,
  ),
  sqrt: guarded("sqrt", (value) => `${value} >= 0`, "'NaN'::DOUBLE"),
  cbrt: toDouble("dbx_cbrt"),
  exp: toDouble("exp"),
  expm1: scalar(["double"], DOUBLE, ([value]) => `(exp(${value}) - 1)`),
  ln: guarded("ln", (value) => `${value} > 0`, "NULL"),
  log10: guarded("log10", (value) => `${value} > 0`, "NULL"),
  log2: guarded("log2", (value) => `${value} > 0`, "NULL"),
  log1p: scalar(["double"], DOUBLE, ([value]) => `CASE WHEN ${value} > -1 THEN ln(1 + ${value}) END`),
  log: scalar(
    ["double"],
    DOUBLE,
    ([a, b]) =>
      b === undefined
        ? `CASE WHEN ${a} > 0 THEN ln(${a}) END`
        : `CASE WHEN ${a} > 0 AND ${b} > 0 THEN ln(${b}) / ln(${a}) END`,
    { optional: ["double"] },
  ),
  power: toDouble("power", 2),
  pow: toDouble("power", 2),
  sin: toDouble("sin"),
  cos: toDouble("cos"),
  tan: toDouble("tan"),
  asin: guarded("asin", (value) => `abs(${value}) <= 1`, "'NaN'::DOUBLE"),
  acos: guarded("acos", (value) => `abs(${value}) <= 1`, "'NaN'::DOUBLE"),
  atan: toDouble("atan"),
  atan2: toDouble("atan2", 2),
  radians: toDouble("radians"),
  degrees: toDouble("degrees"),
  pi: scalar([], DOUBLE, "pi"),
  e: scalar([], DOUBLE, () => "exp(1.0::DOUBLE)"),
  hypot: scalar(["double", "double"], DOUBLE, ([a, b]) => `sqrt(${a} * ${a} + ${b} * ${b})`),
  factorial: scalar(
    ["int"],
    LONG,
    ([value]) => `CAST(CASE WHEN ${value} BETWEEN 0 AND 20 THEN factorial(${value}) END AS BIGINT)`,
  ),
  mod: operator(remainder),
  pmod: special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [a, b] = values;
    if (!a || !b) throw unsupported(call.name);
    const rest = remainder(a, b);
    return expression(`dbx_positive_remainder(${rest.sql}, ${b.sql})`, rest.type, labelOf(call.name, values));
  }),
  div: operator(integerDivide),
  try_divide: operator((a, b) => divide(a, b, { isTry: true })),
  try_add: tried(add),
  try_subtract: tried(subtract),
  try_multiply: tried(multiply),
  try_mod: tried(remainder),
  greatest: extreme("greatest"),
  least: extreme("least"),
  isnan: scalar(["double"], { kind: "boolean" }, ([value]) => `COALESCE(isnan(${value}), FALSE)`),
  nanvl: scalar(["double", "double"], DOUBLE, ([a, b]) => `CASE WHEN isnan(${a}) THEN ${b} ELSE ${a} END`),
  width_bucket: scalar(
    ["double", "double", "double", "long"],
    LONG,
    ([value, low, high, count]) => `dbx_width_bucket(${value}, ${low}, ${high}, ${count})`,
  ),
  bit_count: scalar(["long"], INT, ([value]) => `CAST(bit_count(${value}) AS INTEGER)`),
  shiftleft: shifted("<<"),
  shiftright: shifted(">>"),
  shiftrightunsigned: shifted(">>>"),
  rand: scalar([], DOUBLE, () => "random()", { optional: ["int"] }),
  random: scalar([], DOUBLE, () => "random()", { optional: ["int"] }),
  bin: scalar(["long"], { kind: "string" }, ([value]) => `bin(${value})`),
};
