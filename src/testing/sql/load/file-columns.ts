import type { DuckDBResult, DuckDBType } from "@duckdb/node-api";
import type { StoredColumn } from "../catalog-store.js";
import { arrayOf, decimal, type ScalarKind, type SqlType } from "../types/sql-type.js";
import type { SampleFile } from "./sample-tables.js";

const KINDS: Readonly<Record<string, ScalarKind>> = {
  BOOLEAN: "boolean",
  TINYINT: "byte",
  UTINYINT: "short",
  SMALLINT: "short",
  USMALLINT: "int",
  INTEGER: "int",
  UINTEGER: "long",
  BIGINT: "long",
  FLOAT: "float",
  DOUBLE: "double",
  DATE: "date",
  TIMESTAMP: "timestamp",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_NS: "timestamp",
  "TIMESTAMP WITH TIME ZONE": "timestamp",
  BLOB: "binary",
};

/** The columns of a file as the database reads it, typed as Databricks would type them; what it lacks is text. */
export function columnsOfFile(result: DuckDBResult, file: SampleFile): readonly StoredColumn[] {
  return result.columnNames().map((name, at) => ({
    name,
    type: typeOf(result.columnType(at)),
    comment: file.columnComments?.[name],
  }));
}

function typeOf(type: DuckDBType): SqlType {
  // Told apart by their members, because the classes belong to a package that is loaded on demand.
  if ("scale" in type) return decimal(type.width, type.scale);
  if ("keyType" in type) return { kind: "map", key: typeOf(type.keyType), value: typeOf(type.valueType) };
  if ("valueType" in type) return arrayOf(typeOf(type.valueType));
  if ("entryNames" in type) {
    return {
      kind: "struct",
      fields: type.entryNames.map((name, at) => ({ name, type: typeOf(type.entryTypes[at] ?? type) })),
    };
  }
  const name = String(type);
  if (name === "HUGEINT" || name === "UBIGINT") return decimal(38, 0);
  return { kind: KINDS[name] ?? "string" };
}
