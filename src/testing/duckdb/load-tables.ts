import type { DuckDBConnection } from "@duckdb/node-api";
import type { SampleTable, SampleTables } from "./sample-tables.js";
import { catalogName, duckName, duckType } from "./translate-sql.js";

/** Creates sample tables with their rows, each in a database of its catalog's name. */
export async function loadTables(connection: DuckDBConnection, tables: SampleTables): Promise<void> {
  const catalogs = new Set<string>();
  const schemas = new Set<string>();
  for (const [name, table] of Object.entries(tables)) {
    const parts = name.split(".");
    const [catalog = "", schema = "", short = ""] = parts;
    if (parts.length !== 3 || !catalog || !schema || !short)
      throw new Error(`Table "${name}" needs a name of three parts: catalog.schema.table`);
    const database = duckName(catalogName(catalog));
    if (!catalogs.has(database)) await connection.run(`ATTACH ':memory:' AS ${database}`);
    catalogs.add(database);
    const qualified = `${database}.${duckName(schema)}`;
    if (!schemas.has(qualified)) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${qualified}`);
    schemas.add(qualified);
    await loadTable(connection, `${qualified}.${duckName(short)}`, table);
  }
}

/** Rows go in as text and are cast by the database, which knows how to read every type. */
async function loadTable(
  connection: DuckDBConnection,
  target: string,
  { columns, rows }: SampleTable,
): Promise<void> {
  const names = columns.map(({ name }) => duckName(name));
  await connection.run(`CREATE TEMP TABLE loading (${names.map((name) => `${name} VARCHAR`).join(", ")})`);
  const appender = await connection.createAppender("loading");
  for (const row of rows) {
    for (const index of columns.keys()) {
      const cell = row[index] ?? null;
      if (cell === null) appender.appendNull();
      else appender.appendVarchar(String(cell));
    }
    appender.endRow();
  }
  appender.closeSync();
  const casts = columns.map(
    ({ type }, index) => `CAST(${names[index]} AS ${duckType(type)}) AS ${names[index]}`,
  );
  await connection.run(`CREATE TABLE ${target} AS SELECT ${casts.join(", ")} FROM loading`);
  await connection.run("DROP TABLE loading");
}
