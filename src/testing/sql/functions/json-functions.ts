import { castTo } from "../compile/cast.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { duckdbPath, jsonPath } from "../compile/field-access.js";
import { unsupported, wrongType } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { parseFields, parseType } from "../types/parse-type.js";
import { arrayOf, INT, type SqlType, STRING, VARIANT } from "../types/sql-type.js";
import { duckdbType, typeText } from "../types/type-names.js";
import { argumentsOf, type Functions, labelOf, type SqlFunction, scalar, special } from "./define.js";
import { jsonText } from "./json-writing.js";

const getJsonObject: SqlFunction = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral, path = nullLiteral] = values;
  if (typeof path.literal !== "string") throw unsupported("get_json_object with a path that is no literal");
  if (path.literal.includes("*")) throw unsupported("A wildcard in a JSON path");
  return { ...jsonPath(castTo(value, STRING), path.literal), label: labelOf(call.name, values) };
});

const fromJson: SqlFunction = special([2, 3], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral, schema = nullLiteral] = values;
  if (values.length > 2) throw unsupported("from_json with options");
  if (typeof schema.literal !== "string") throw unsupported("from_json with a schema that is no literal");
  const type = schemaType(schema.literal);
  const json = `dbx_valid_json(${castTo(value, STRING).sql})`;
  return expression(
    `json_transform(${json}, ${quoteString(JSON.stringify(jsonStructure(type)))})`,
    type,
    labelOf(call.name, values),
  );
});

/** A schema is a type or the bare fields of a struct. */
function schemaType(schema: string): SqlType {
  const isType = /^\s*(struct|array|map)\s*</i.test(schema);
  return isType ? parseType(schema) : { kind: "struct", fields: parseFields(schema) };
}

/** The structure by which DuckDB reads JSON into a type. */
export function jsonStructure(type: SqlType): unknown {
  if (type.kind === "struct")
    return Object.fromEntries(type.fields.map((field) => [field.name, jsonStructure(field.type)]));
  if (type.kind === "array") return [jsonStructure(type.element)];
  return duckdbType(type);
}

/** `variant_get(value, path, type)` and its forgiving twin. */
const variantGet = (isTry: boolean): SqlFunction =>
  special([2, 3], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [value = nullLiteral, path = nullLiteral, type] = values;
    if (typeof path.literal !== "string") throw unsupported(`${call.name} with a path that is no literal`);
    const found: Expression = expression(
      `json_extract(${value.sql}, ${quoteString(duckdbPath(path.literal))})`,
      VARIANT,
    );
    const target = typeof type?.literal === "string" ? parseType(type.literal) : undefined;
    const cast = target ? castTo(found, target, { isTry }) : found;
    return { ...cast, label: labelOf(call.name, values) };
  });

export const jsonFunctions: Functions = {
  get_json_object: getJsonObject,
  from_json: fromJson,
  to_json: special([1, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [value = nullLiteral] = values;
    if (values.length > 1) throw unsupported("to_json with options");
    const label = labelOf(call.name, values);
    if (!["struct", "array", "map", "variant"].includes(value.type.kind))
      throw wrongType(label, '("STRUCT" or "ARRAY" or "MAP" or "VARIANT")', typeText(value.type));
    return expression(jsonText(value.sql, value.type), STRING, label);
  }),
  parse_json: scalar(["string"], VARIANT, ([text]) => `json(dbx_parse_json(${text}))`),
  try_parse_json: scalar(["string"], VARIANT, ([text]) => `json(dbx_valid_json(${text}))`),
  is_variant_null: scalar(
    ["any"],
    { kind: "boolean" },
    ([value]) => `COALESCE(json_type(${value}) = 'NULL', FALSE)`,
  ),
  variant_get: variantGet(false),
  try_variant_get: variantGet(true),
  json_array_length: scalar(
    ["string"],
    INT,
    ([text]) =>
      `CASE WHEN json_type(dbx_valid_json(${text})) = 'ARRAY' THEN CAST(json_array_length(dbx_valid_json(${text})) AS INTEGER) END`,
  ),
  json_object_keys: scalar(
    ["string"],
    arrayOf(STRING),
    ([text]) =>
      `CASE WHEN json_type(dbx_valid_json(${text})) = 'OBJECT' THEN json_keys(dbx_valid_json(${text})) END`,
  ),
};
