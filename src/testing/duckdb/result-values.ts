import type { DuckDBResultReader } from "@duckdb/node-api";
import type { EngineColumn, EngineResult } from "../workspace/ports.js";

const typeNames: Readonly<Record<string, string>> = {
  VARCHAR: "STRING",
  BIGINT: "LONG",
  HUGEINT: "LONG",
  UBIGINT: "LONG",
  INTEGER: "INT",
  UINTEGER: "LONG",
  SMALLINT: "SHORT",
  TINYINT: "BYTE",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
  BLOB: "BINARY",
};

/** A result of DuckDB as the statement API sends it: all values as text. */
export function resultOf(reader: DuckDBResultReader): EngineResult {
  const types = reader.columnTypes().map(String);
  const columns = reader.columnNames().map((name, index) => columnOf(name, types[index] ?? "VARCHAR"));
  const rows = reader
    .getRowsJson()
    .map((row) => row.map((value, index) => valueText(value, columns[index]?.typeName)));
  return { columns, rows };
}

function columnOf(name: string, type: string): EngineColumn {
  if (/\[\d*\]$/.test(type)) return { name, typeName: "ARRAY", typeText: "ARRAY" };
  const base = /^[A-Z ]+/.exec(type)?.[0].trim() ?? type;
  const typeName = typeNames[base] ?? base;
  return { name, typeName, typeText: typeName === "DECIMAL" ? type : typeName };
}

function valueText(value: unknown, typeName: string | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  // A date and time at midnight keeps its time, as in the service's answers.
  return typeName === "TIMESTAMP" && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00:00` : text;
}
