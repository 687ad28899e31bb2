import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { parseTableName } from "../../sql/identifier.js";
import type { SqlToken } from "../../sql/sql-lexer.js";
import type { EngineParameter, EngineResult, EngineTable, SqlEngine } from "../workspace/ports.js";
import { macroStatements } from "./function-names.js";
import { loadTables } from "./load-tables.js";
import { expandMetricView, lengthOfName, type MetricView, parseMetricView } from "./metric-view.js";
import { resultOf } from "./result-values.js";
import type { SampleTables } from "./sample-tables.js";
import { SqlEngineError, translateError, unsupported } from "./sql-engine-error.js";
import { tokensOf, translate } from "./translate-sql.js";

export interface SqlEngineOptions {
  readonly tables: SampleTables;
  /** Time of `current_date` and the like, in milliseconds since the Unix epoch. @default the start of 2025 */
  readonly now?: (() => number) | undefined;
}

const metricViewStatement =
  /^\s*CREATE\s+VIEW\s+(\S+)\s+WITH\s+METRICS\s+LANGUAGE\s+YAML\s+AS\s+\$\$([\s\S]*)\$\$\s*;?\s*$/i;

/** Translations that are remembered; the oldest goes first. */
const maxRemembered = 1_000;

/** Databricks SQL over sample tables, executed by DuckDB in memory, without access to files or the network. */
export async function createSqlEngine(options: SqlEngineOptions): Promise<SqlEngine> {
  const { DuckDBInstance } = await import("@duckdb/node-api").catch((cause: unknown) => {
    throw new Error(
      "The simulated warehouse needs the package @duckdb/node-api: npm install --save-dev @duckdb/node-api",
      { cause },
    );
  });
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; SET default_null_order = 'nulls_first_on_asc_last_on_desc'");
  for (const macro of macroStatements) await connection.run(`CREATE MACRO ${macro}`);
  await loadTables(connection, options.tables);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return new DuckDbEngine(instance, connection, options);
}

class DuckDbEngine implements SqlEngine {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #tables: SampleTables;
  readonly #now: () => number;
  readonly #views = new Map<string, MetricView>();
  readonly #translations = new Map<string, string>();
  #description: Promise<readonly EngineTable[]> | undefined;

  constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    { tables, now = () => Date.UTC(2025, 0, 1) }: SqlEngineOptions,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#tables = tables;
    this.#now = now;
  }

  async run(
    sql: string,
    { parameters = [] }: { readonly parameters?: readonly EngineParameter[] | undefined } = {},
  ): Promise<EngineResult> {
    try {
      const created = metricViewStatement.exec(sql);
      if (created) return await this.#createView(created[1] ?? "", created[2] ?? "");
      const tokens = tokensOf(sql);
      const [first, second] = tokens.map(({ value }) => value);
      if (first === "DROP" && second === "VIEW") return this.#dropView(tokens);
      if (first === "DESCRIBE" || first === "DESC") return this.#describe(tokens);
      if (first === "EXPLAIN") return await this.#explain(tokens.slice(1), parameters);
      return await this.#query(sql, tokens, parameters);
    } catch (error) {
      throw translateError(error);
    }
  }

  describeTables(): Promise<readonly EngineTable[]> {
    this.#description ??= this.#readTables();
    return this.#description;
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #query(
    sql: string,
    tokens: readonly SqlToken[],
    parameters: readonly EngineParameter[],
  ): Promise<EngineResult> {
    if (!["SELECT", "WITH", "VALUES", "("].includes(tokens[0]?.value ?? ""))
      throw unsupported(`a statement that begins with ${tokens[0]?.text ?? "nothing"}`);
    const key = JSON.stringify([sql, parameters.map(({ name, type }) => [name, type]), this.#now()]);
    const known = this.#translations.get(key);
    const translated = known ?? this.#translate(tokens, parameters);
    if (known === undefined) this.#remember(key, translated);
    const used = parameters.filter(({ name }) =>
      tokens.some(({ kind, text }) => kind === "parameter" && text === `:${name}`),
    );
    const values = Object.fromEntries(used.map(({ name, value }) => [name, value]));
    return resultOf(await this.#connection.runAndReadAll(translated, used.length > 0 ? values : undefined));
  }

  #translate(tokens: readonly SqlToken[], parameters: readonly EngineParameter[]): string {
    const view = this.#viewOf(tokens);
    const expanded = view
      ? expandMetricView(tokens, view, (table) => this.#tables[table]?.columns.map(({ name }) => name) ?? [])
      : tokens;
    return translate(
      expanded,
      this.#now(),
      Object.fromEntries(parameters.map(({ name, type }) => [name, type])),
    );
  }

  #remember(key: string, translated: string): void {
    this.#translations.set(key, translated);
    const oldest =
      this.#translations.size > maxRemembered ? this.#translations.keys().next().value : undefined;
    if (oldest !== undefined) this.#translations.delete(oldest);
  }

  /** The metric view that a query reads. */
  #viewOf(tokens: readonly SqlToken[]): MetricView | undefined {
    for (const [index, { value, kind }] of tokens.entries()) {
      if (kind !== "word" || (value !== "FROM" && value !== "JOIN")) continue;
      const view = this.#views.get(nameAt(tokens, index + 1).toLowerCase());
      if (view) return view;
    }
    return undefined;
  }

  async #createView(written: string, yaml: string): Promise<EngineResult> {
    const name = parseTableName(written).join(".");
    if ((await this.describeTables()).some((table) => table.name.toLowerCase() === name.toLowerCase())) {
      throw new SqlEngineError(
        `[TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create view ${name} because it already exists.`,
        { sqlState: "42P07" },
      );
    }
    const view = parseMetricView(name, yaml);
    this.#views.set(name.toLowerCase(), view);
    this.#changed();
    try {
      const { dimensions, measures } = view.definition;
      const items = [
        ...dimensions.map(({ name: field }) => `\`${field}\``),
        ...measures.map(({ name: field }) => `MEASURE(\`${field}\`)`),
      ];
      await this.#explain(tokensOf(`SELECT ${items.join(", ")} FROM ${written} GROUP BY ALL`), []);
    } catch (error) {
      this.#views.delete(name.toLowerCase());
      throw error;
    }
    return { columns: [], rows: [] };
  }

  #dropView(tokens: readonly SqlToken[]): EngineResult {
    const isConditional = tokens[2]?.value === "IF";
    const name = nameAt(tokens, isConditional ? 4 : 2).toLowerCase();
    if (!this.#views.delete(name) && !isConditional) throw notFound(name);
    this.#changed();
    return { columns: [], rows: [] };
  }

  #changed(): void {
    this.#description = undefined;
    this.#translations.clear();
  }

  async #describe(tokens: readonly SqlToken[]): Promise<EngineResult> {
    const at = tokens.findIndex(
      ({ value }, index) => index > 0 && !["TABLE", "EXTENDED", "SCHEMA", "DATABASE", "VIEW"].includes(value),
    );
    const name = nameAt(tokens, at).toLowerCase();
    const tables = await this.describeTables();
    if (tokens.some(({ value }) => value === "SCHEMA" || value === "DATABASE")) {
      if (!tables.some((table) => table.name.toLowerCase().startsWith(`${name}.`))) {
        throw new SqlEngineError(`[SCHEMA_NOT_FOUND] The schema ${name} cannot be found.`, {
          sqlState: "42704",
        });
      }
      return {
        columns: [text("database_description_item"), text("database_description_value")],
        rows: [["Namespace Name", name]],
      };
    }
    const table = tables.find((one) => one.name.toLowerCase() === name);
    if (!table) throw notFound(name);
    return {
      columns: [text("col_name"), text("data_type"), text("comment")],
      rows: table.columns.map((column) => [column.name, column.type, column.comment ?? null]),
    };
  }

  async #explain(tokens: readonly SqlToken[], parameters: readonly EngineParameter[]): Promise<EngineResult> {
    const translated = `EXPLAIN ${this.#translate(tokens, parameters)}`;
    const used = parameters.filter(({ name }) =>
      tokens.some(({ kind, text: word }) => kind === "parameter" && word === `:${name}`),
    );
    await this.#connection.runAndReadAll(
      translated,
      used.length > 0 ? Object.fromEntries(used.map(({ name, value }) => [name, value])) : undefined,
    );
    return { columns: [text("plan")], rows: [["== Physical Plan =="]] };
  }

  async #readTables(): Promise<readonly EngineTable[]> {
    const tables = Object.entries(this.#tables).map(
      ([name, { columns, comment }]): EngineTable => ({ name, kind: "table", comment, columns }),
    );
    const views = [...this.#views.values()].map(
      ({ name, yaml, definition }): EngineTable => ({
        name,
        kind: "metric_view",
        comment: definition.comment,
        viewDefinition: yaml,
        columns: [
          ...definition.dimensions.map((field) => ({
            name: field.name,
            type: "string",
            comment: field.comment,
          })),
          ...definition.measures.map((field) => ({
            name: field.name,
            type: "double",
            comment: field.comment,
            isMeasure: true,
          })),
        ],
      }),
    );
    return [...tables, ...views];
  }
}

function nameAt(tokens: readonly SqlToken[], start: number): string {
  return tokens
    .slice(start, start + lengthOfName(tokens, start))
    .map(({ kind, text: written, value }) => (kind === "quoted" ? value : written))
    .join("");
}

function notFound(name: string): SqlEngineError {
  return new SqlEngineError(
    `[TABLE_OR_VIEW_NOT_FOUND] The table or view ${name} cannot be found. Verify the spelling and correctness.`,
    { sqlState: "42P01" },
  );
}

function text(name: string) {
  return { name, typeName: "STRING", typeText: "STRING" };
}
