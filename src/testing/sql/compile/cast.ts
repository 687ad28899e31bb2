import { castRefused, unsupported } from "../failures.js";
import { quoteName, quoteString } from "../string-literals.js";
import {
  DOUBLE,
  isFractional,
  isInteger,
  isNumeric,
  isTemporal,
  isTimestamp,
  type SqlType,
  STRING,
  sameType,
} from "../types/sql-type.js";
import { duckdbType, typeText } from "../types/type-names.js";
import { type Expression, expression } from "./expression.js";
import { writtenOnce } from "./written-once.js";

/**
 * `CAST(value AS type)` in ANSI mode, as Databricks casts: text must be well formed, fractions are cut off, what
 * does not fit is an error. With `isTry` the errors are NULL.
 */
export function castTo(value: Expression, type: SqlType, { isTry = false } = {}): Expression {
  const sql = castSql(value, type, isTry);
  return { sql, type, label: value.label, literal: sameType(value.type, type) ? value.literal : undefined };
}

function castSql(value: Expression, to: SqlType, isTry: boolean): string {
  const { sql, type: from } = value;
  const target = duckdbType(to);
  const cast = (operand: string) => `${isTry ? "TRY_CAST" : "CAST"}(${operand} AS ${target})`;
  if (from.kind === "void") return `CAST(NULL AS ${target})`;
  if (sameType(from, to)) return sql;
  if (from.kind === "string") return castText(value, to, isTry, cast);
  if (to.kind === "string") return textSql(sql, from);
  if (from.kind === "variant") return castVariant(sql, to, isTry, cast);
  if (to.kind === "variant") return `to_json(${sql})`;
  if (isNumeric(from)) return castNumber(value, to, cast);
  if (from.kind === "boolean" && isNumeric(to)) return cast(`CAST(${sql} AS INTEGER)`);
  if (isTemporal(from)) return castTemporal(sql, from, to, cast);
  if (from.kind === "interval" && to.kind === "interval" && from.family === to.family) return sql;
  if (from.kind === "array" && to.kind === "array") {
    const item = castSql(expression("__cast", from.element), to.element, isTry);
    return item === "__cast" ? sql : `list_transform(${sql}, lambda __cast: ${item})`;
  }
  if (from.kind === "struct" && to.kind === "struct" && from.fields.length === to.fields.length)
    return castStruct(value, to, isTry);
  if (from.kind === "map" && to.kind === "map") return cast(sql);
  throw castRefused(typeText(from), typeText(to));
}

function castStruct(value: Expression, to: Extract<SqlType, { kind: "struct" }>, isTry: boolean): string {
  if (value.type.kind !== "struct") throw castRefused(typeText(value.type), typeText(to));
  const fields = value.type.fields.map((field, at) => {
    const target = to.fields[at] ?? field;
    const inner = expression(`struct_extract(${value.sql}, ${quoteString(field.name)})`, field.type);
    return `${quoteName(target.name)} := ${castSql(inner, target.type, isTry)}`;
  });
  return `CASE WHEN ${value.sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
}

function castText(value: Expression, to: SqlType, isTry: boolean, cast: (operand: string) => string): string {
  const constant = typeof value.literal === "string" ? constantText(value.literal.trim(), to) : undefined;
  return constant ?? writtenOnce(value.sql, (sql) => castWords(sql, to, isTry, cast));
}

function castWords(sql: string, to: SqlType, isTry: boolean, cast: (operand: string) => string): string {
  const malformed = isTry ? "NULL" : `dbx_malformed(${sql}, ${quoteString(typeText(to))})`;
  const checked = (macro: string) =>
    `COALESCE(${macro}(${sql}), CASE WHEN ${sql} IS NOT NULL THEN ${malformed} END)`;
  if (isInteger(to)) return checkedCast(sql, "dbx_integer_text", duckdbType(to), malformed);
  if (to.kind === "decimal" || isFractional(to))
    return checkedCast(sql, "dbx_number_text", duckdbType(to), malformed);
  if (to.kind === "boolean") return checked("dbx_boolean_from_text");
  if (to.kind === "date") return checked("dbx_date_from_text");
  if (isTimestamp(to)) return checked("dbx_timestamp_from_text");
  if (to.kind === "binary") return `encode(${sql})`;
  if (to.kind === "variant") return `to_json(${sql})`;
  if (to.kind === "interval") return cast(sql);
  throw castRefused("STRING", typeText(to));
}

/** Well-formed literal text as a literal of the type, which the database can plan with. */
function constantText(text: string, to: SqlType): string | undefined {
  const target = duckdbType(to);
  if (isInteger(to) && /^[+-]?\d{1,9}$/.test(text)) return `CAST(${Number(text)} AS ${target})`;
  if ((to.kind === "decimal" || isFractional(to)) && /^[+-]?\d+(\.\d+)?$/.test(text))
    return `CAST('${text.replace("+", "")}' AS ${target})`;
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(text) && (new Date(`${text}T00:00:00Z`).toJSON() ?? "").slice(0, 10) === text;
  if (isDay && to.kind === "date") return `DATE '${text}'`;
  return isDay && isTimestamp(to) ? `TIMESTAMP '${text} 00:00:00'` : undefined;
}

const checkedCast = (sql: string, macro: string, target: string, malformed: string) =>
  `COALESCE(TRY_CAST(${macro}(${sql}) AS ${target}), CASE WHEN ${sql} IS NOT NULL THEN ${malformed} END)`;

function castNumber({ sql, type: from }: Expression, to: SqlType, cast: (operand: string) => string): string {
  if (isInteger(to)) return isInteger(from) ? cast(sql) : cast(`trunc(${sql})`);
  if (to.kind === "decimal" && isFractional(from)) return cast(`CAST(${sql} AS VARCHAR)`);
  if (isNumeric(to)) return cast(sql);
  if (to.kind === "boolean") return `(${sql} <> 0)`;
  if (isTimestamp(to)) return `make_timestamp(CAST(${sql} * 1000000 AS BIGINT))`;
  throw castRefused(typeText(from), typeText(to));
}

function castTemporal(sql: string, from: SqlType, to: SqlType, cast: (operand: string) => string): string {
  if (isTemporal(to)) return cast(sql);
  if (isTimestamp(from) && isInteger(to)) return cast(`floor(epoch_us(${sql}) / 1000000)`);
  if (isTimestamp(from) && (isFractional(to) || to.kind === "decimal"))
    return cast(`(epoch_us(${sql}) / 1000000.0)`);
  throw castRefused(typeText(from), typeText(to));
}

function castVariant(sql: string, to: SqlType, isTry: boolean, cast: (operand: string) => string): string {
  if (to.kind === "array" || to.kind === "struct" || to.kind === "map") return cast(sql);
  return castText(expression(`json_extract_string(${sql}, '$')`, STRING), to, isTry, cast);
}

/** A value as Spark writes it in text. */
export function textSql(sql: string, from: SqlType): string {
  if (from.kind === "double") return writtenOnce(sql, (value) => `dbx_double_text(${value})`);
  // Through its own text, because the double next to a float has digits that the float does not have.
  if (from.kind === "float") return textSql(`CAST(CAST(${sql} AS VARCHAR) AS DOUBLE)`, DOUBLE);
  if (from.kind === "decimal" && from.precision === from.scale) return `dbx_fraction_text(${sql})`;
  if (isTimestamp(from)) return `dbx_timestamp_text(${sql})`;
  if (from.kind === "binary") return `decode(${sql})`;
  if (from.kind === "variant") return `json_extract_string(${sql}, '$')`;
  if (from.kind === "interval" || from.kind === "map" || from.kind === "struct")
    throw unsupported(`A cast of ${typeText(from)} to STRING`);
  if (from.kind === "array") {
    const item = `COALESCE(${textSql("__text", from.element)}, 'null')`;
    return `('[' || array_to_string(list_transform(${sql}, lambda __text: ${item}), ', ') || ']')`;
  }
  return `CAST(${sql} AS VARCHAR)`;
}
