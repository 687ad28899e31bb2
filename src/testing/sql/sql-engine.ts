import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { ConfigurationError } from "../../errors/configuration-error.js";
import type { SqlEngine } from "../workspace/ports.js";
import { CatalogStore } from "./catalog-store.js";
import { DuckDbEngine } from "./duckdb-engine.js";
import { loadTables } from "./load/load-tables.js";
import type { SampleTables } from "./load/sample-tables.js";
import { MACROS } from "./macros.js";
import { loadParser } from "./polyglot.js";

/** What an engine begins with. */
export interface SqlEngineOptions {
  readonly tables?: SampleTables | undefined;
  /** Statements of Databricks SQL that make tables and views, run after `tables` are loaded. */
  readonly setup?: readonly string[] | undefined;
  /** Time of `current_date` and the like, in milliseconds since the Unix epoch. @default the start of 2025 */
  readonly now?: (() => number) | undefined;
  /** Catalog and schema of names that give none. @default those of the first table, else `main` and `default` */
  readonly defaults?: { readonly catalog: string; readonly schema: string } | undefined;
}

/**
 * Databricks SQL over sample tables, executed by DuckDB in memory, without access to files, the network or the
 * configuration once the tables are loaded. What cannot be translated faithfully is refused, never guessed.
 *
 * Needs the packages `@duckdb/node-api` and `@polyglot-sql/sdk`.
 * @throws ConfigurationError when a package is missing or a table cannot be loaded.
 */
export async function createSqlEngine(options: SqlEngineOptions = {}): Promise<SqlEngine> {
  const { tables = {}, setup = [], now = () => Date.UTC(2025, 0, 1) } = options;
  const [{ DuckDBInstance }, parse] = await Promise.all([
    import("@duckdb/node-api").catch(missing("@duckdb/node-api")),
    loadParser().catch(missing("@polyglot-sql/sdk")),
  ]);
  // One thread gives the same order of rows and the same rounding of sums every time.
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const catalog = new CatalogStore(options.defaults ?? defaultsOf(tables));
  await prepare(instance, connection, catalog, tables);
  const engine = new DuckDbEngine({ instance, connection, catalog, parse, now });
  for (const statement of setup) await engine.run(statement);
  return engine;
}

async function prepare(
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  catalog: CatalogStore,
  tables: SampleTables,
): Promise<void> {
  try {
    await connection.run(
      "SET TimeZone = 'UTC'; SET default_null_order = 'nulls_first_on_asc_last_on_desc'; SET preserve_insertion_order = true",
    );
    await connection.run(MACROS.map((macro) => `CREATE MACRO ${macro};`).join("\n"));
    await loadTables(connection, catalog, tables);
    await connection.run("SET enable_external_access = false; SET lock_configuration = true");
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error instanceof ConfigurationError
      ? error
      : new ConfigurationError("sample tables", [
          {
            path: "",
            message: `they cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
          },
        ]);
  }
}

function missing(name: string) {
  return (): never => {
    throw new ConfigurationError("installation", [
      {
        path: "",
        message: `the simulated warehouse needs the package ${name}: npm install --save-dev ${name}`,
      },
    ]);
  };
}

function defaultsOf(tables: SampleTables): { readonly catalog: string; readonly schema: string } {
  const [catalog = "main", schema = "default"] = (Object.keys(tables)[0] ?? "")
    .split(".")
    .filter((part) => part !== "");
  return { catalog, schema };
}
