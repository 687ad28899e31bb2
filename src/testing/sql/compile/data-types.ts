import { type Json, listOf, nameOf, objectOf, textOf } from "../ast.js";
import { unsupported } from "../failures.js";
import { parseType } from "../types/parse-type.js";
import { arrayOf, decimal, type SqlType } from "../types/sql-type.js";

const NAMES: Readonly<Record<string, string>> = {
  tiny_int: "tinyint",
  small_int: "smallint",
  big_int: "bigint",
  var_char: "string",
  char: "string",
  text: "string",
  timestampntz: "timestamp_ntz",
  timestampltz: "timestamp",
  var_binary: "binary",
  json: "variant",
};

/** The parser leaves names of fields in the double quotes that it gives them. */
const unquoted = (name: string): string =>
  /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name;

/** The type that a node of the parser names. @throws SqlEngineError when it is unknown. */
export function typeOfNode(json: Json | undefined): SqlType {
  const node = objectOf(json);
  const kind = textOf(node.data_type) ?? "";
  if (kind === "array") return arrayOf(typeOfNode(node.element_type));
  if (kind === "map")
    return { kind: "map", key: typeOfNode(node.key_type), value: typeOfNode(node.value_type) };
  if (kind === "struct") {
    const fields = listOf(node.fields).map((field) => {
      const { name, data_type: type } = objectOf(field);
      return { name: unquoted(nameOf(name) ?? ""), type: typeOfNode(type) };
    });
    return { kind: "struct", fields };
  }
  if (kind === "decimal") return decimal(Number(node.precision ?? 10), Number(node.scale ?? 0));
  if (kind === "interval") return parseType(`interval ${textOf(node.unit) ?? "day"}`);
  if (kind === "timestamp") return { kind: "timestamp" };
  const name = (kind === "custom" ? (textOf(node.name) ?? "") : kind).toLowerCase();
  try {
    return parseType(NAMES[name] ?? name);
  } catch {
    throw unsupported(`The type ${name}`);
  }
}
