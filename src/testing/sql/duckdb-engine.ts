import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { lexSql, type SqlToken } from "../../sql/sql-lexer.js";
import type { EngineParameter, EngineResult, EngineTable, SqlEngine } from "../workspace/ports.js";
import type { AstNode } from "./ast.js";
import type { CatalogStore } from "./catalog-store.js";
import type { CompiledQuery } from "./compile/expression.js";
import { translateFailure } from "./duckdb-failure.js";
import { parseFailure, refused, unsupported } from "./failures.js";
import { QueryMemory } from "./query-memory.js";
import { createTable, createView, drop } from "./statements/definition-statements.js";
import { describe, show } from "./statements/describe.js";
import { defineMetricView, readMetricViewStatement } from "./statements/metric-view-statements.js";
import { insert, merge, remove, update } from "./statements/row-statements.js";
import type { StatementEnvironment } from "./statements/statement-context.js";
import { done, textResult } from "./statements/statement-result.js";
import { NOW_MARK, Translator } from "./translate.js";
import { typeName, typeText } from "./types/type-names.js";
import { valueText } from "./value-text.js";

interface Parts {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly catalog: CatalogStore;
  readonly parse: (text: string) => AstNode;
  readonly now: () => number;
}

interface RunOptions {
  readonly parameters?: readonly EngineParameter[] | undefined;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const QUERY_WORDS = new Set(["SELECT", "WITH", "FROM", "VALUES", "TABLE"]);
const ROW_WORDS = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);
/** Words that begin other statements of Databricks. */
const OTHER_WORDS = new Set(
  `ALTER ANALYZE CACHE CALL CLEAR COMMENT COPY DECLARE DENY DROP EXECUTE FSCK GENERATE GET GRANT LIST LOAD MSCK OPTIMIZE PUT REFRESH
  REMOVE REORG REPAIR RESET RESTORE REVOKE SET SYNC TRUNCATE UNCACHE UNDROP UNSET USE VACUUM BEGIN`.split(
    /\s+/,
  ),
);

const GROUPS = /\bGROUP\s+BY\b/i;

/** Runs one statement after another on one connection. */
export class DuckDbEngine implements SqlEngine {
  readonly #parts: Parts;
  readonly #translator: Translator;
  readonly #memory = new QueryMemory();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#translator = new Translator(parts.catalog, parts.parse);
  }

  run(sql: string, options: RunOptions = {}): Promise<EngineResult> {
    const turn = this.#queue.then(() => this.#run(sql, options));
    // The next statement waits for this one, whether it fails or not.
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async describeTables(): Promise<readonly EngineTable[]> {
    await this.#queue;
    return this.#parts.catalog.describe();
  }

  async close(): Promise<void> {
    await this.#queue;
    this.#parts.connection.closeSync();
    this.#parts.instance.closeSync();
  }

  async #run(sql: string, options: RunOptions): Promise<EngineResult> {
    const { parameters = [], signal } = options;
    signal?.throwIfAborted();
    const { catalog } = this.#parts;
    const { defaults } = catalog;
    catalog.defaults = {
      catalog: options.catalog ?? defaults.catalog,
      schema: options.schema ?? defaults.schema,
    };
    let again: ReturnType<typeof setTimeout> | undefined;
    // Repeated, because an interruption that arrives before the statement has begun is lost.
    const onAbort = () => {
      this.#parts.connection.interrupt();
      again = setTimeout(onAbort, 5);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await this.#dispatch(sql, parameters);
    } catch (error) {
      signal?.throwIfAborted();
      throw translateFailure(error, GROUPS.test(sql));
    } finally {
      catalog.defaults = defaults;
      signal?.removeEventListener("abort", onAbort);
      clearTimeout(again);
    }
  }

  async #dispatch(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    this.#memory.expect(this.#parts.catalog.version);
    const known = this.#memory.find(this.#keyOf(sql, parameters));
    if (known) return known.result ?? this.#ask(sql, parameters, known.query);
    const environment = this.#environment(parameters);
    const metricView = readMetricViewStatement(sql);
    if (metricView) return defineMetricView(metricView, environment);
    const lexed = lexSql(sql);
    if (!lexed.ok) throw parseFailure(lexed.reason);
    const tokens = withoutSemicolons(lexed.tokens);
    const first = tokens[0]?.value ?? "";
    if (QUERY_WORDS.has(first) || first === "(") return this.#query(sql, parameters);
    if (first === "EXPLAIN") return this.#explain(lexed.sql, parameters);
    if (first === "DESCRIBE" || first === "DESC") return describe(tokens, this.#parts.catalog);
    if (first === "SHOW") return show(tokens, this.#parts.catalog);
    if (first === "DROP" && (tokens[1]?.value === "TABLE" || tokens[1]?.value === "VIEW"))
      return drop(tokens, environment);
    if (first === "CREATE") return this.#create(tokens, lexed.sql, environment);
    if (ROW_WORDS.has(first)) return this.#change(sql, environment);
    if (OTHER_WORDS.has(first)) throw unsupported(`The statement ${first}`);
    if (tokens.length === 0) throw parseFailure("the statement is empty");
    throw refused("PARSE_SYNTAX_ERROR", "42601", `Syntax error at or near '${tokens[0]?.text ?? ""}'.`);
  }

  async #query(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    return this.#ask(sql, parameters, this.#translator.query(sql, parameters));
  }

  async #ask(
    sql: string,
    parameters: readonly EngineParameter[],
    query: CompiledQuery,
  ): Promise<EngineResult> {
    const result = await this.#fetch(query);
    // Kept only once it ran, so that a statement that fails is translated and explained anew.
    this.#memory.keep(this.#keyOf(sql, parameters), query, result);
    return result;
  }

  /** What a translation depends on: names that are not complete mean other tables under other defaults. */
  #keyOf(sql: string, parameters: readonly EngineParameter[]): string {
    const { catalog, schema } = this.#parts.catalog.defaults;
    const values = parameters.map(({ name, value, type }) => [name, value, type]);
    return JSON.stringify([sql, catalog, schema, ...values]);
  }

  async #fetch(query: CompiledQuery): Promise<EngineResult> {
    const result = await this.#parts.connection.runAndReadAll(this.#atNow(query.sql));
    const { columns } = query;
    return {
      columns: columns.map(({ name, type }) => ({
        name,
        typeName: typeName(type),
        typeText: typeText(type),
      })),
      rows: result.getRows().map((row) => columns.map(({ type }, at) => valueText(row[at], type))),
    };
  }

  async #explain(text: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    const statement = text.replace(/^\s*EXPLAIN\s+((EXTENDED|FORMATTED|COST|CODEGEN)\s+)?/i, "");
    const query = this.#translator.query(statement, parameters);
    const result = await this.#parts.connection.runAndReadAll(`EXPLAIN ${this.#atNow(query.sql)}`);
    const plan = result
      .getRows()
      .map((row) => String(row[1] ?? ""))
      .join("\n");
    return textResult(["plan"], [[`== Physical Plan ==\n${plan}`]]);
  }

  async #create(
    tokens: readonly SqlToken[],
    sql: string,
    environment: StatementEnvironment,
  ): Promise<EngineResult> {
    const words = tokens
      .slice(1, 4)
      .map((token) => token.value)
      .filter((word) => word !== "OR" && word !== "REPLACE");
    if (words[0] === "VIEW") return createView(tokens, sql, environment);
    if (words[0] === "SCHEMA" || words[0] === "DATABASE" || words[0] === "CATALOG") return done;
    if (words[0] !== "TABLE") throw unsupported(`CREATE ${words[0] ?? ""}`);
    const { node, environment: inner } = this.#translator.read(sql, environment.parameters);
    return createTable(node, inner, environment);
  }

  #change(sql: string, environment: StatementEnvironment): Promise<EngineResult> {
    const { node, environment: inner } = this.#translator.read(sql, environment.parameters);
    const change = { insert, update, delete: remove, merge }[node.kind];
    if (!change) throw unsupported(`The statement "${node.kind.replaceAll("_", " ")}"`);
    return change(node, inner, environment);
  }

  #environment(parameters: readonly EngineParameter[]): StatementEnvironment {
    return {
      catalog: this.#parts.catalog,
      translator: this.#translator,
      parameters,
      execute: async (sql) => {
        this.#memory.forgetResults();
        return (await this.#parts.connection.run(this.#atNow(sql))).rowsChanged;
      },
    };
  }

  #atNow(sql: string): string {
    return sql.replaceAll(NOW_MARK, () =>
      new Date(this.#parts.now()).toISOString().slice(0, -1).replace("T", " "),
    );
  }
}

function withoutSemicolons(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const kept = [...tokens];
  while (kept.at(-1)?.text === ";") kept.pop();
  return kept;
}
