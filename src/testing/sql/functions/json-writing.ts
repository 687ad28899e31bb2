import { textSql } from "../compile/cast.js";
import { unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { isFractional, isNumeric, isTimestamp, type SqlType } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";

/**
 * The SQL that writes a value as JSON text, as `to_json` of Databricks does: fields of a struct that are NULL are
 * left out, decimals keep their digits, and times are those of ISO 8601. NULL stays NULL.
 */
export function jsonText(sql: string, type: SqlType, depth = 0): string {
  if (type.kind === "array") {
    const item = `__item_${depth}`;
    return `('[' || ${joined(sql, item, jsonValue(item, type.element, depth + 1))} || ']')`;
  }
  if (type.kind === "map") {
    const entry = `__entry_${depth}`;
    const key = quotedText(textSql(`struct_extract(${entry}, 'key')`, type.key));
    const value = jsonValue(`struct_extract(${entry}, 'value')`, type.value, depth + 1);
    return `('{' || ${joined(`map_entries(${sql})`, entry, `${key} || ':' || ${value}`)} || '}')`;
  }
  if (type.kind === "struct") {
    const fields = type.fields.map(({ name, type: inner }) => {
      const value = jsonText(`struct_extract(${sql}, ${quoteString(name)})`, inner, depth + 1);
      return `${quoteString(`${JSON.stringify(name)}:`)} || ${value}`;
    });
    const present = `list_filter([${fields.join(", ")}], lambda __field: __field IS NOT NULL)`;
    return `CASE WHEN ${sql} IS NOT NULL THEN '{' || array_to_string(${present}, ',') || '}' END`;
  }
  return scalarText(sql, type);
}

const joined = (list: string, item: string, text: string): string =>
  `array_to_string(list_transform(${list}, lambda ${item}: ${text}), ',')`;

/** Inside arrays and maps NULL is written out. */
const jsonValue = (sql: string, type: SqlType, depth: number): string =>
  `COALESCE(${jsonText(sql, type, depth)}, 'null')`;

const quotedText = (sql: string): string => `CAST(to_json(${sql}) AS VARCHAR)`;

function scalarText(sql: string, type: SqlType): string {
  const text = type.kind === "void" ? "CAST(NULL AS VARCHAR)" : textSql(sql, type);
  if (isFractional(type)) return `CASE WHEN isfinite(${sql}) THEN ${text} ELSE ${quotedText(text)} END`;
  if (isNumeric(type) || type.kind === "boolean" || type.kind === "void") return text;
  if (isTimestamp(type))
    return `strftime(${sql}, '"%Y-%m-%dT%H:%M:%S.%g${type.kind === "timestamp" ? "Z" : ""}"')`;
  if (type.kind === "string" || type.kind === "date") return quotedText(text);
  if (type.kind === "variant") return `CAST(json(${sql}) AS VARCHAR)`;
  if (type.kind === "binary") return quotedText(`base64(${sql})`);
  throw unsupported(`to_json of ${typeText(type)}`);
}
