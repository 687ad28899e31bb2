import { nodeOf, objectOf } from "../ast.js";
import type { Call } from "../compile/call.js";
import { castTo } from "../compile/cast.js";
import { truth } from "../compile/conditions.js";
import { decimalQuotient } from "../compile/decimal-digits.js";
import { compileIn, type Environment, withScope } from "../compile/environment.js";
import { type Expression, expression } from "../compile/expression.js";
import { intervalLength, intervalOfLength } from "../compile/intervals.js";
import { orderKey, orderSuffix, overClause } from "../compile/window-clause.js";
import { refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import {
  arrayOf,
  BOOLEAN,
  boundedDecimal,
  DOUBLE,
  decimal,
  INT,
  isInteger,
  isOrderable,
  isTemporal,
  LONG,
  type SqlType,
  STRING,
} from "../types/sql-type.js";
import { bring, type Functions, labelOf, type SqlFunction } from "./define.js";

/** Writes `name(args)` with DISTINCT inside and FILTER and OVER behind it. */
type Apply = (name: string, args: string, options?: ApplyOptions) => string;

interface ApplyOptions {
  /** A further condition on the rows. */
  readonly where?: string | undefined;
  readonly isDistinct?: boolean | undefined;
}

/** An aggregate, given its translated arguments and a way to apply DuckDB's aggregates to the same rows. */
export function aggregate(
  arity: readonly [number, number],
  write: (
    args: readonly Expression[],
    apply: Apply,
    call: Call,
    environment: Environment,
  ) => { sql: string; type: SqlType },
): SqlFunction {
  return {
    kind: "aggregate",
    arity,
    compile(call, outer) {
      const environment = overRows(outer);
      const args = call.args
        .filter((node) => node.kind !== "star")
        .map((node) => compileIn(environment, node));
      const { sql, type } = write(args, applier(call, environment), call, environment);
      const isStar = call.args[0]?.kind === "star";
      const label = `${call.name}(${call.isDistinct ? "DISTINCT " : ""}${isStar ? "1" : args.map((arg) => arg.label).join(", ")})`;
      return expression(sql, type, label);
    },
  };
}

/** Inside an aggregate a name means a column of the rows before it means a column of the result. */
function overRows(environment: Environment): Environment {
  const { scope } = environment;
  const isQueryLevel = scope.namesFirst === true && scope.relations.length > 0;
  return isQueryLevel ? withScope(environment, { ...scope, namesFirst: false }) : environment;
}

function applier(call: Call, environment: Environment): Apply {
  const filter = call.filter && truth(compileIn(environment, call.filter)).sql;
  if (call.over !== undefined && call.isDistinct)
    throw refused(
      "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED",
      "0A000",
      `Distinct window functions are not supported: ${call.name}(DISTINCT …) OVER (…).`,
    );
  const over = call.over === undefined ? "" : overClause(call.over, environment);
  return (name, args, { where, isDistinct = call.isDistinct } = {}) => {
    const conditions = [filter, where].filter((condition) => condition !== undefined);
    const suffix = conditions.length > 0 ? ` FILTER (WHERE ${conditions.join(" AND ")})` : "";
    return `${name}(${isDistinct ? "DISTINCT " : ""}${args})${suffix}${over}`;
  };
}

const first = (args: readonly Expression[]): Expression => args[0] ?? expression("NULL", { kind: "void" });
const sqlOf = (args: readonly Expression[], at = 0): string => args[at]?.sql ?? "NULL";

const doubles = (duckdb: string, count = 1) =>
  aggregate([count, count], (args, apply, call) => ({
    sql: apply(
      duckdb,
      args.map((arg) => castTo(bring(arg, "number", labelOf(call.name, args)), DOUBLE).sql).join(", "),
    ),
    type: DOUBLE,
  }));

const same = (duckdb: string) =>
  aggregate([1, 1], (args, apply) => ({ sql: apply(duckdb, sqlOf(args)), type: first(args).type }));

/** `min` and `max`. In a struct Databricks puts NULL before every value, field by field; DuckDB does not. */
const extreme = (name: "min" | "max") =>
  aggregate([1, 1], (args, apply, call) => {
    const { sql, type } = first(args);
    if (isOrderable(type)) return { sql: apply(name, sql), type };
    if (
      type.kind !== "struct" ||
      call.over !== undefined ||
      !type.fields.every((field) => isOrderable(field.type))
    )
      throw unsupported(`${name} of a nested value`);
    const order = name === "max" ? "DESC NULLS LAST" : "ASC NULLS FIRST";
    const keys = type.fields.map((field) => `struct_extract(${sql}, ${quoteString(field.name)}) ${order}`);
    return {
      sql: apply("first", `${sql} ORDER BY ${keys.join(", ")}`, { where: `${sql} IS NOT NULL` }),
      type,
    };
  });

const truths = (duckdb: string) =>
  aggregate([1, 1], (args, apply) => ({ sql: apply(duckdb, truth(first(args)).sql), type: BOOLEAN }));

const byOther = (duckdb: string) =>
  aggregate([2, 2], (args, apply) => ({
    sql: apply(duckdb, `${sqlOf(args)}, ${sqlOf(args, 1)}`),
    type: first(args).type,
  }));

const count = aggregate([0, Number.POSITIVE_INFINITY], (args, apply, call) => {
  if (args.length === 0) {
    if (call.isDistinct) throw unsupported("count(DISTINCT *)");
    return { sql: apply("count", "*"), type: LONG };
  }
  if (args.length === 1) return { sql: apply("count", sqlOf(args)), type: LONG };
  const isWhole = args.map((arg) => `${arg.sql} IS NOT NULL`).join(" AND ");
  const row = `struct_pack(${args.map((arg, at) => `c${at} := ${arg.sql}`).join(", ")})`;
  return { sql: apply("count", `CASE WHEN ${isWhole} THEN ${call.isDistinct ? row : "1"} END`), type: LONG };
});

/** `sum`, and `try_sum`, which gives NULL where the total does not fit its type. */
const sum = (cast: "CAST" | "TRY_CAST") =>
  aggregate([1, 1], (args, apply, call) => {
    const value = first(args);
    if (value.type.kind === "interval")
      return intervalOfLength(apply("sum", intervalLength(value.sql, value.type)), value.type, call.name);
    const number = bring(value, "number", labelOf(call.name, args));
    const total = apply("sum", number.sql);
    if (isInteger(number.type)) return { sql: `${cast}(${total} AS BIGINT)`, type: LONG };
    if (number.type.kind !== "decimal") return { sql: total, type: DOUBLE };
    const type = boundedDecimal(number.type.precision + 10, number.type.scale);
    return { sql: `${cast}(${total} AS DECIMAL(${type.precision},${type.scale}))`, type };
  });

const average = aggregate([1, 1], (args, apply, call) => {
  const value = first(args);
  if (value.type.kind === "interval")
    return intervalOfLength(apply("avg", intervalLength(value.sql, value.type)), value.type, call.name);
  const number = bring(value, "number", labelOf(call.name, args));
  if (number.type.kind !== "decimal")
    return { sql: apply("avg", `CAST(${number.sql} AS DOUBLE)`), type: DOUBLE };
  const { precision, scale } = number.type;
  const type = boundedDecimal(precision + 4, scale + 4);
  const parts = [apply("sum", number.sql), apply("count", number.sql)] as const;
  return {
    sql: decimalQuotient(parts[0], decimal(38, scale), `nullif(${parts[1]}, 0)`, decimal(19, 0), type),
    type,
  };
});

const countIf = aggregate([1, 1], (args, apply, call) => {
  if (call.isDistinct) throw unsupported("count_if(DISTINCT …)");
  return { sql: apply("count", "*", { where: truth(first(args)).sql }), type: LONG };
});

/** `first` and `last`, whose second argument or IGNORE NULLS leaves NULLs out. */
const edge = (side: "first" | "last") =>
  aggregate([1, 2], (args, apply, call) => {
    const ignoresNulls = call.ignoresNulls || args[1]?.literal === true;
    const value = sqlOf(args);
    if (call.over !== undefined) {
      return {
        sql: apply(`${side}_value`, `${value}${ignoresNulls ? " IGNORE NULLS" : ""}`),
        type: first(args).type,
      };
    }
    return {
      sql: apply(side, value, ignoresNulls ? { where: `${value} IS NOT NULL` } : {}),
      type: first(args).type,
    };
  });

const collect = (isSet: boolean) =>
  aggregate([1, 1], (args, apply, call) => {
    const value = first(args);
    const list = apply("list", value.sql, {
      where: `${value.sql} IS NOT NULL`,
      isDistinct: isSet || call.isDistinct,
    });
    return { sql: `COALESCE(${isSet ? `list_sort(${list})` : list}, [])`, type: arrayOf(value.type) };
  });

const joinTexts = aggregate([1, 2], (args, apply, call, environment) => {
  const value = castTo(first(args), STRING).sql;
  const separator = args[1] ? castTo(args[1], STRING).sql : "''";
  const order = call.orderBy.map((key) => {
    const isValue = compileIn(environment, nodeOf(objectOf(key).this)).sql === first(args).sql;
    return isValue ? `${value}${orderSuffix(key)}` : orderKey(key, environment);
  });
  const sorted = order.length > 0 ? ` ORDER BY ${order.join(", ")}` : "";
  return { sql: apply("string_agg", `${value}, ${separator}${sorted}`), type: STRING };
});

/** `percentile(x, p)`; with an array of fractions it gives an array. */
const percentile = (duckdb: "quantile_cont" | "quantile_disc") =>
  aggregate([2, 3], (args, apply, call) => {
    const isExact = duckdb === "quantile_cont";
    // What is not interpolated may be a time too.
    const isTime = !isExact && isTemporal(first(args).type);
    const value = isTime ? first(args) : bring(first(args), "number", labelOf(call.name, args));
    const fraction = args[1];
    if (isExact && args.length > 2) throw unsupported("percentile with frequencies");
    if (fraction === undefined) throw unsupported("percentile without a fraction");
    const isList = fraction.type.kind === "array";
    const target = isList ? arrayOf(DOUBLE) : DOUBLE;
    const sql = apply(
      duckdb,
      `${isExact ? castTo(value, DOUBLE).sql : value.sql}, ${castTo(fraction, target).sql}`,
    );
    const type = isExact ? DOUBLE : value.type;
    return { sql, type: isList ? arrayOf(type) : type };
  });

/** `percentile_cont(p) WITHIN GROUP (ORDER BY x)`. */
const percentileWithin = (duckdb: "quantile_cont" | "quantile_disc") =>
  aggregate([1, 1], (args, apply, call, environment) => {
    const key = call.orderBy[0];
    if (key === undefined || call.orderBy.length > 1) {
      throw refused(
        "INVALID_INVERSE_DISTRIBUTION_FUNCTION.WITHIN_GROUP_MISSING",
        "42K0K",
        `Invalid inverse distribution function \`${call.name}\`: WITHIN GROUP is required for inverse distribution function.`,
      );
    }
    const value = bring(compileIn(environment, nodeOf(objectOf(key).this)), "number", call.name);
    const isDescending = objectOf(key).desc === true;
    const fraction = castTo(first(args), DOUBLE);
    const number = castTo(value, DOUBLE).sql;
    // From the other end, which for values between two others is not the same as the rest of the way.
    const sql = isDescending
      ? `(-${apply(duckdb, `-${number}, ${fraction.sql}`)})`
      : apply(duckdb, `${number}, ${fraction.sql}`);
    return { sql, type: DOUBLE };
  });

const median = aggregate([1, 1], (args, apply, call) => ({
  sql: apply(
    "quantile_cont",
    `${castTo(bring(first(args), "number", labelOf(call.name, args)), DOUBLE).sql}, 0.5`,
  ),
  type: DOUBLE,
}));

const distinctCount = aggregate([1, 2], (args, apply) => ({
  sql: apply("count", sqlOf(args), { isDistinct: true }),
  type: LONG,
}));

const grouping = aggregate([1, 1], (args) => ({
  sql: `CAST(GROUPING(${sqlOf(args)}) AS TINYINT)`,
  type: { kind: "byte" },
}));
const groupingId = aggregate([0, Number.POSITIVE_INFINITY], (args, _, call) => {
  if (args.length === 0) throw unsupported(`${call.name} of no columns`);
  return { sql: `GROUPING(${args.map((arg) => arg.sql).join(", ")})`, type: LONG };
});

const bits = (duckdb: string) =>
  aggregate([1, 1], (args, apply) => ({
    sql: apply(duckdb, castTo(first(args), LONG).sql),
    type: isInteger(first(args).type) ? LONG : INT,
  }));

export const aggregateFunctions: Functions = {
  count,
  sum: sum("CAST"),
  try_sum: sum("TRY_CAST"),
  avg: average,
  mean: average,
  try_avg: average,
  min: extreme("min"),
  max: extreme("max"),
  mode: same("mode"),
  count_if: countIf,
  any_value: edge("first"),
  first: edge("first"),
  first_value: edge("first"),
  last: edge("last"),
  last_value: edge("last"),
  bool_and: truths("bool_and"),
  every: truths("bool_and"),
  bool_or: truths("bool_or"),
  some: truths("bool_or"),
  any: truths("bool_or"),
  max_by: byOther("arg_max_null"),
  min_by: byOther("arg_min_null"),
  collect_list: collect(false),
  array_agg: collect(false),
  collect_set: collect(true),
  listagg: joinTexts,
  string_agg: joinTexts,
  percentile: percentile("quantile_cont"),
  percentile_approx: percentile("quantile_disc"),
  approx_percentile: percentile("quantile_disc"),
  percentile_cont: percentileWithin("quantile_cont"),
  percentile_disc: percentileWithin("quantile_disc"),
  median,
  stddev: doubles("stddev_samp"),
  std: doubles("stddev_samp"),
  stddev_samp: doubles("stddev_samp"),
  stddev_pop: doubles("stddev_pop"),
  variance: doubles("var_samp"),
  var_samp: doubles("var_samp"),
  var_pop: doubles("var_pop"),
  kurtosis: doubles("kurtosis_pop"),
  corr: doubles("corr", 2),
  covar_samp: doubles("covar_samp", 2),
  covar_pop: doubles("covar_pop", 2),
  regr_slope: doubles("regr_slope", 2),
  regr_intercept: doubles("regr_intercept", 2),
  regr_r2: doubles("regr_r2", 2),
  approx_count_distinct: distinctCount,
  grouping,
  grouping_id: groupingId,
  bit_and: bits("bit_and"),
  bit_or: bits("bit_or"),
  bit_xor: bits("bit_xor"),
};
