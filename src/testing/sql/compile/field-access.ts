import { fieldNotFound, unsupported, wrongType } from "../failures.js";
import { quoteName, quoteString } from "../string-literals.js";
import { arrayOf, STRING, type StructField, VARIANT } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import { type Expression, expression } from "./expression.js";

/**
 * A field of a struct, of every struct in an array, or of a map.
 * @throws SqlEngineError when the value has no fields or not this one.
 */
export function fieldOf(owner: Expression, field: string): Expression {
  const label = field;
  const { type } = owner;
  if (type.kind === "struct") {
    const found = structField(type.fields, field);
    return expression(`struct_extract(${owner.sql}, ${quoteString(found.name)})`, found.type, label);
  }
  if (type.kind === "array" && type.element.kind === "struct") {
    const found = structField(type.element.fields, field);
    const each = `lambda __item: struct_extract(__item, ${quoteString(found.name)})`;
    return expression(`list_transform(${owner.sql}, ${each})`, arrayOf(found.type), label);
  }
  if (type.kind === "map" && type.key.kind === "string") {
    return expression(`${owner.sql}[${quoteString(field)}]`, type.value, label);
  }
  if (type.kind === "variant") return jsonPath(owner, field);
  throw wrongType(`${owner.label}.${field}`, '"STRUCT"', typeText(type));
}

function structField(fields: readonly StructField[], name: string): StructField {
  const found = fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!found)
    throw fieldNotFound(
      name,
      fields.map((field) => field.name),
    );
  return found;
}

/** `owner[index]`: from zero in an array, by key in a map. */
export function elementOf(owner: Expression, index: Expression): Expression {
  const { type } = owner;
  const label = `${owner.label}[${index.label}]`;
  if (type.kind === "map")
    return expression(`${owner.sql}[${castTo(index, type.key).sql}]`, type.value, label);
  if (type.kind === "variant")
    return jsonPath(owner, typeof index.literal === "number" ? `[${index.literal}]` : String(index.literal));
  if (type.kind !== "array") throw wrongType(label, '("ARRAY" or "MAP")', typeText(type));
  return expression(
    `dbx_array_at(${owner.sql}, ${castTo(index, { kind: "long" }).sql})`,
    type.element,
    label,
  );
}

/** `owner:path`, a path into JSON text or into a variant. */
export function jsonPath(owner: Expression, path: string): Expression {
  const isVariant = owner.type.kind === "variant";
  if (!isVariant && owner.type.kind !== "string")
    throw wrongType(owner.label, '"STRING" or "VARIANT"', typeText(owner.type));
  const steps = quoteString(duckdbPath(path));
  const label = path.split(".").at(-1) ?? path;
  return isVariant
    ? expression(`json_extract(${owner.sql}, ${steps})`, VARIANT, label)
    : expression(`dbx_json_text(${owner.sql}, ${steps})`, STRING, label);
}

/** A path of Databricks, `a.b[0]['c d']`, in the spelling of DuckDB. */
export function duckdbPath(path: string): string {
  let rest = path.replace(/^\$\.?/, "");
  let out = "$";
  while (rest !== "") {
    const step =
      /^\.?(?:\[\s*(\d+)\s*\]|\[\s*(?:'([^']*)'|"([^"]*)")\s*\]|`([^`]+)`|([\p{L}\p{N}_ -]+))/u.exec(rest);
    if (!step) throw unsupported(`The JSON path "${path}"`);
    const [text, index, single, double, backticked, word] = step;
    out += index === undefined ? `.${quoteName(single ?? double ?? backticked ?? word ?? "")}` : `[${index}]`;
    rest = rest.slice(text.length);
  }
  return out;
}
