import { castTo } from "../compile/cast.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { unsupported } from "../failures.js";
import {
  DATE,
  isNumeric,
  isTemporal,
  LONG,
  type SqlType,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/sql-type.js";
import { formatTimestamp, parseTimestamp } from "./date-formats.js";
import { argumentsOf, bring, type Functions, labelOf, type SqlFunction, special } from "./define.js";

const patternOf = (value: Expression | undefined, name: string): string => {
  if (typeof value?.literal !== "string") throw unsupported(`${name} with a pattern that is no literal`);
  return value.literal;
};

/** Reads text by a pattern; what does not fit is an error, or NULL where the function tries. */
function parsed(value: Expression, pattern: Expression | undefined, name: string, isTry: boolean): string {
  const text = castTo(value, STRING).sql;
  const read = parseTimestamp(text, patternOf(pattern, name));
  const failed = isTry ? "NULL" : `CASE WHEN ${text} IS NOT NULL THEN dbx_unparsed(${text}) END`;
  return `COALESCE(${read}, ${failed})`;
}

const reading = (type: SqlType, isTry = false): SqlFunction =>
  special([1, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [value = nullLiteral, pattern] = values;
    const label = labelOf(call.name, values);
    if (pattern === undefined || isTemporal(value.type)) return { ...castTo(value, type, { isTry }), label };
    const timestamp = parsed(value, pattern, call.name, isTry);
    return expression(type.kind === "date" ? `CAST(${timestamp} AS DATE)` : timestamp, type, label);
  });

const dateFormat: SqlFunction = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral, pattern = nullLiteral] = values;
  const label = labelOf(call.name, values);
  const timestamp = castTo(bring(value, "timestamp", label), TIMESTAMP).sql;
  return expression(formatTimestamp(timestamp, patternOf(pattern, call.name)), STRING, label);
});

const fromUnixtime: SqlFunction = special([1, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [seconds = nullLiteral, pattern] = values;
  const timestamp = `make_timestamp(${castTo(seconds, LONG).sql} * 1000000)`;
  const format = pattern === undefined ? "yyyy-MM-dd HH:mm:ss" : patternOf(pattern, call.name);
  return expression(formatTimestamp(timestamp, format), STRING, labelOf(call.name, values));
});

const unixTimestamp: SqlFunction = special([0, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value, pattern] = values;
  const label = labelOf(call.name, values);
  const timestamp =
    value === undefined
      ? environment.statement.clock()
      : value.type.kind === "string"
        ? parsed(value, pattern ?? { ...nullLiteral, literal: "yyyy-MM-dd HH:mm:ss" }, call.name, false)
        : castTo(bring(value, "timestamp", label), TIMESTAMP).sql;
  return expression(`CAST(floor(epoch_us(${timestamp}) / 1000000) AS BIGINT)`, LONG, label);
});

/** `to_char(number, '999,990.00')`, for the plain digits, commas and points of the format. */
const toChar: SqlFunction = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral] = values;
  if (isNumeric(value.type)) throw unsupported(`${call.name} of a number`);
  return dateFormat.compile(call, environment);
});

export const dateTextFunctions: Functions = {
  date: reading(DATE),
  to_date: reading(DATE),
  try_to_date: reading(DATE, true),
  timestamp: reading(TIMESTAMP),
  to_timestamp: reading(TIMESTAMP),
  to_timestamp_ltz: reading(TIMESTAMP),
  to_timestamp_ntz: reading(TIMESTAMP_NTZ),
  try_to_timestamp: reading(TIMESTAMP, true),
  date_format: dateFormat,
  to_char: toChar,
  to_varchar: toChar,
  from_unixtime: fromUnixtime,
  unix_timestamp: unixTimestamp,
  to_unix_timestamp: unixTimestamp,
};
