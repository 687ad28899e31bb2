import { parseType } from "../sql/types/parse-type.js";
import type { SqlType } from "../sql/types/sql-type.js";
import type { EngineTable } from "./ports.js";

/** Names of types in Unity Catalog that are not their SQL names in capitals. */
const typeNames: Readonly<Record<string, string>> = {
  BIGINT: "LONG",
  SMALLINT: "SHORT",
  TINYINT: "BYTE",
  INTEGER: "INT",
  VOID: "NULL",
};

const sparkNames: Readonly<Partial<Record<SqlType["kind"], string>>> = { int: "integer", void: "void" };

/** A column as Unity Catalog tells of it. */
export function unityColumn(
  { name, type, comment, isMeasure }: EngineTable["columns"][number],
  kind: EngineTable["kind"],
  position: number,
) {
  const word = type.replace(/[(<][\s\S]*/, "").toUpperCase();
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/i.exec(type);
  const metadata = kind === "metric_view" ? { "metric_view.type": isMeasure ? "measure" : "dimension" } : {};
  return {
    name,
    position,
    type_text: type,
    type_name: typeNames[word] ?? word,
    type_json: JSON.stringify({ name, type: sparkType(type), nullable: true, metadata }),
    ...(decimal ? { type_precision: Number(decimal[1]), type_scale: Number(decimal[2]) } : {}),
    comment,
    nullable: true,
  };
}

/** The type as Spark writes it into JSON; the text itself where it cannot be read. */
function sparkType(text: string): unknown {
  try {
    return jsonOf(parseType(text));
  } catch {
    return text;
  }
}

function jsonOf(type: SqlType): unknown {
  switch (type.kind) {
    case "array":
      return { type: "array", elementType: jsonOf(type.element), containsNull: true };
    case "map":
      return {
        type: "map",
        keyType: jsonOf(type.key),
        valueType: jsonOf(type.value),
        valueContainsNull: true,
      };
    case "struct":
      return {
        type: "struct",
        fields: type.fields.map((field) => ({
          name: field.name,
          type: jsonOf(field.type),
          nullable: true,
          metadata: {},
        })),
      };
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    default:
      return sparkNames[type.kind] ?? type.kind;
  }
}
