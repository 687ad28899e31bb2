import type { SqlType } from "./sql-type.js";

const TYPE_NAMES: Readonly<Record<SqlType["kind"], string>> = {
  boolean: "BOOLEAN",
  byte: "BYTE",
  short: "SHORT",
  int: "INT",
  long: "LONG",
  float: "FLOAT",
  double: "DOUBLE",
  string: "STRING",
  binary: "BINARY",
  date: "DATE",
  timestamp: "TIMESTAMP",
  timestamp_ntz: "TIMESTAMP_NTZ",
  variant: "VARIANT",
  void: "NULL",
  decimal: "DECIMAL",
  interval: "INTERVAL",
  array: "ARRAY",
  map: "MAP",
  struct: "STRUCT",
};

const SQL_NAMES: Readonly<Partial<Record<SqlType["kind"], string>>> = {
  byte: "TINYINT",
  short: "SMALLINT",
  long: "BIGINT",
  void: "VOID",
};

/** The `type_name` of the statement API, such as `LONG`. */
export const typeName = (type: SqlType): string => TYPE_NAMES[type.kind];

/** The type as SQL spells it, such as `BIGINT` or `ARRAY<STRUCT<a: INT>>`. */
export function typeText(type: SqlType): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "array":
      return `ARRAY<${typeText(type.element)}>`;
    case "map":
      return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case "struct":
      return `STRUCT<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(", ")}>`;
    case "interval":
      return type.family === "year-month" ? "INTERVAL YEAR TO MONTH" : "INTERVAL DAY TO SECOND";
    default:
      return SQL_NAMES[type.kind] ?? TYPE_NAMES[type.kind];
  }
}

/** The type as Unity Catalog spells it, such as `bigint` or `array<struct<a:int>>`. */
export function catalogTypeText(type: SqlType): string {
  switch (type.kind) {
    case "array":
      return `array<${catalogTypeText(type.element)}>`;
    case "map":
      return `map<${catalogTypeText(type.key)},${catalogTypeText(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}:${catalogTypeText(field.type)}`).join(",")}>`;
    default:
      return typeText(type).toLowerCase();
  }
}

/** The type that holds its values in DuckDB. */
export function duckdbType(type: SqlType): string {
  switch (type.kind) {
    case "boolean":
    case "date":
    case "double":
    case "float":
      return type.kind.toUpperCase();
    case "byte":
      return "TINYINT";
    case "short":
      return "SMALLINT";
    case "int":
    case "void":
      return "INTEGER";
    case "long":
      return "BIGINT";
    case "string":
      return "VARCHAR";
    case "binary":
      return "BLOB";
    case "timestamp":
    case "timestamp_ntz":
      return "TIMESTAMP";
    case "variant":
      return "JSON";
    case "interval":
      return "INTERVAL";
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "array":
      return `${duckdbType(type.element)}[]`;
    case "map":
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `"${field.name.replaceAll('"', '""')}" ${duckdbType(field.type)}`).join(", ")})`;
  }
}
