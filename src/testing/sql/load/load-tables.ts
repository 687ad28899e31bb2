import type { DuckDBConnection } from "@duckdb/node-api";
import { ConfigurationError } from "../../../errors/configuration-error.js";
import { parseTableName } from "../../../sql/identifier.js";
import {
  type CatalogStore,
  duckdbSchema,
  duckdbTable,
  type StoredColumn,
  type StoredTable,
} from "../catalog-store.js";
import { jsonStructure } from "../functions/json-functions.js";
import { quoteName, quoteString } from "../string-literals.js";
import { parseType } from "../types/parse-type.js";
import type { SqlType } from "../types/sql-type.js";
import { duckdbType } from "../types/type-names.js";
import { columnsOfFile } from "./file-columns.js";
import type { SampleCell, SampleFile, SampleTable, SampleTables } from "./sample-tables.js";

/** Creates the sample tables with their rows. Files can be read only before the database is locked. */
export async function loadTables(
  connection: DuckDBConnection,
  catalog: CatalogStore,
  tables: SampleTables,
): Promise<void> {
  for (const [name, table] of Object.entries(tables)) {
    const [first, schema, short, ...rest] = parseTableName(name);
    if (first === undefined || schema === undefined || short === undefined || rest.length > 0) {
      throw unloadable(name, "the name must have three parts: catalog.schema.table");
    }
    const path: StoredTable["path"] = [first, schema, short];
    try {
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${duckdbSchema(path)}`);
      const columns =
        "path" in table ? await loadFile(connection, path, table) : await loadRows(connection, path, table);
      catalog.put({ path, kind: "table", columns, comment: table.comment });
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw unloadable(name, `it cannot be loaded: ${reason.split("\n")[0]}`);
    }
  }
}

const unloadable = (path: string, message: string) =>
  new ConfigurationError("sample tables", [{ path, message }]);

/** Rows that go in at once, so that a long table is not held twice. */
const batchRows = 20_000;

/**
 * Rows go in as text and are cast by the database, which knows how to read every type. Many come as one JSON
 * parameter: to hand over each cell by itself takes twice as long.
 */
async function loadRows(
  connection: DuckDBConnection,
  path: StoredTable["path"],
  { columns, rows }: SampleTable,
): Promise<readonly StoredColumn[]> {
  const table = path.join(".");
  // Tests in plain JavaScript are told too, whom no compiler warns.
  if (!Array.isArray(columns)) throw unloadable(table, "rows need columns: [{ name, type }, …]");
  const stored = columns.map(
    ({ name, type, comment }): StoredColumn => ({ name, type: parseType(type), comment }),
  );
  const definitions = stored.map(({ name, type }) => `${quoteName(name)} ${duckdbType(type)}`);
  await connection.run(`CREATE TABLE ${duckdbTable(path)} (${definitions.join(", ")})`);
  const casts = stored.map(({ type }, at) => fromText(`cells[${at + 1}]`, type));
  const insert = `INSERT INTO ${duckdbTable(path)} SELECT ${casts.join(", ")} FROM
    (SELECT unnest(from_json(CAST($1 AS VARCHAR), '[["VARCHAR"]]')) AS cells)`;
  let batch: (readonly (string | null)[])[] = [];
  const send = async () => {
    if (batch.length > 0) await connection.run(insert, [jsonText(batch)]);
    batch = [];
  };
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (!Array.isArray(row) || row.length !== stored.length)
      throw unloadable(
        table,
        `row ${count} must be a list of ${stored.length} cells, one for each column in order`,
      );
    batch.push(stored.map((_, at) => cellText(row[at] ?? null)));
    if (batch.length >= batchRows) await send();
  }
  await send();
  return stored;
}

const cellText = (cell: SampleCell): string | null =>
  cell === null ? null : typeof cell === "object" ? JSON.stringify(cell) : String(cell);

/** Halves of surrogate pairs, which the database refuses, become the mark for what cannot be read. */
function jsonText(batch: readonly (readonly (string | null)[])[]): string {
  const text = JSON.stringify(batch);
  if (!text.includes("\\ud")) return text;
  return JSON.stringify(batch, (_, cell: unknown) =>
    typeof cell === "string" ? cell.replace(/\p{Surrogate}/gu, "\ufffd") : cell,
  );
}

function fromText(name: string, type: SqlType): string {
  const isNested = type.kind === "array" || type.kind === "struct" || type.kind === "map";
  if (!isNested) return `CAST(${name} AS ${duckdbType(type)})`;
  return `CAST(json_transform_strict(CAST(${name} AS JSON), ${quoteString(JSON.stringify(jsonStructure(type)))}) AS ${duckdbType(type)})`;
}

async function loadFile(
  connection: DuckDBConnection,
  path: StoredTable["path"],
  file: SampleFile,
): Promise<readonly StoredColumn[]> {
  const format =
    file.format ?? /\.(csv|json|jsonl|ndjson|parquet)(\.gz)?$/i.exec(file.path)?.[1]?.toLowerCase();
  const reader =
    format === "csv"
      ? "read_csv"
      : format === "parquet"
        ? "read_parquet"
        : format === undefined
          ? undefined
          : "read_json";
  if (reader === undefined)
    throw unloadable(file.path, 'the format is unknown: give format "csv", "json" or "parquet"');
  const source = `${reader}(${quoteString(file.path)})`;
  const columns = columnsOfFile(await connection.run(`SELECT * FROM ${source} LIMIT 0`), file);
  const casts = columns.map(
    ({ name, type }) => `CAST(${quoteName(name)} AS ${duckdbType(type)}) AS ${quoteName(name)}`,
  );
  await connection.run(`CREATE TABLE ${duckdbTable(path)} AS SELECT ${casts.join(", ")} FROM ${source}`);
  return columns;
}
