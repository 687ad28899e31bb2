import * as z from "zod";
import { ApiError } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import { withDeadline } from "../util/deadline.js";
import { checkReadOnlySql } from "./read-only-guard.js";
import type { ResultTable } from "./result-table.js";
import { SqlError, SqlRefusedError } from "./sql-error.js";
import { readChunks, statementsPath } from "./statement-chunks.js";
import { isRunning, type OwnStatement, OwnStatementSchema, tableOf } from "./statement-wire.js";

/** Where a `SqlClient` sends its statements. */
export interface SqlClientOptions {
  readonly connection: WorkspaceConnection;
  readonly warehouseId: string;
}

/** Value of a `:name` marker. */
export interface SqlParameter {
  readonly name: string;
  /** Text that the service casts to `type`; null for NULL. */
  readonly value: string | null;
  /** SQL type. @default STRING */
  readonly type?: string | undefined;
}

/** Limits of one statement. */
export interface SqlOptions {
  readonly parameters?: readonly SqlParameter[] | undefined;
  /**
   * Rows beyond this are cut, and the result is marked as truncated; so are rows beyond the 25 MiB that the service
   * hands out. Without a limit, so large a result makes the statement fail.
   */
  readonly rowLimit?: number | undefined;
  /** @default 300000 */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How one statement is executed. */
export interface ExecuteOptions extends SqlOptions {
  /** Whether carrying the statement out twice does what carrying it out once does. @default false */
  readonly isRepeatable?: boolean | undefined;
}

/** The service holds a request at the most this long before it answers with a running statement. */
const waitTimeout = "10s";
/** Statements with a larger result are aborted, unless they are cut there. */
const inlineBytes = 25 * 1024 * 1024;
const firstPollMs = 500;
const longestPollMs = 5000;
const cancelTimeoutMs = 5000;

/**
 * Runs statements on one SQL warehouse. One that is given up, by the caller or because its time is up, is
 * cancelled on the warehouse as far as its id is known by then.
 */
export class SqlClient {
  readonly #connection: WorkspaceConnection;
  readonly #warehouseId: string;

  constructor({ connection, warehouseId }: SqlClientOptions) {
    this.#connection = connection;
    this.#warehouseId = warehouseId;
  }

  /**
   * Runs a query that only reads.
   * @throws SqlRefusedError when it is anything else; SqlError with the service's words when it fails; ApiError
   * INVALID_RESPONSE when it succeeds without a result.
   */
  async query(sql: string, options: SqlOptions = {}): Promise<ResultTable> {
    const checked = checkReadOnlySql(sql);
    if (!checked.ok) throw new SqlRefusedError(checked.reason);
    const table = await this.#run(checked.sql, options, "safe");
    if (table.columns.length > 0) return table;
    throw new ApiError("The warehouse answered a query with a result that has no columns. Ask again.", {
      code: "INVALID_RESPONSE",
      request: `POST ${statementsPath}`,
    });
  }

  /**
   * Compiles a query without running it.
   * @throws SqlRefusedError, or SqlError with what is wrong with it.
   */
  async explain(sql: string, options: SqlOptions = {}): Promise<void> {
    const checked = checkReadOnlySql(sql);
    if (!checked.ok) throw new SqlRefusedError(checked.reason);
    const plan = await this.#run(`EXPLAIN ${checked.sql}`, options, "safe");
    const text = plan.rows.map((row) => String(row[0] ?? "")).join("\n");
    // EXPLAIN itself succeeds on a query that does not compile, and tells of the error in its text.
    const failure = /Error occurred during query planning:\s*([\s\S]*)/.exec(text)?.[1];
    if (failure) throw new SqlError(failure.trim().slice(0, 1000));
  }

  /**
   * Runs any statement, unchecked. For statements that this library composed, or the caller vouches for.
   * Unless it is repeatable it is not sent again when the connection breaks, as it may have been carried out.
   * @throws SqlError with the service's words when it fails.
   */
  execute(sql: string, { isRepeatable = false, ...options }: ExecuteOptions = {}): Promise<ResultTable> {
    return this.#run(sql, options, isRepeatable ? "safe" : "throttled");
  }

  async #run(
    sql: string,
    { parameters, rowLimit, timeoutMs = 300_000, signal }: SqlOptions,
    retry: "safe" | "throttled",
  ): Promise<ResultTable> {
    const connection = this.#connection;
    let running: string | undefined;
    const work = async (stop: AbortSignal): Promise<ResultTable> => {
      let statement = await connection.request({
        method: "POST",
        path: statementsPath,
        body: {
          statement: sql,
          warehouse_id: this.#warehouseId,
          parameters: parameters?.map(({ name, value, type }) => ({ name, value, type })),
          row_limit: rowLimit,
          byte_limit: rowLimit === undefined ? undefined : inlineBytes,
          wait_timeout: waitTimeout,
          on_wait_timeout: "CONTINUE",
          disposition: "INLINE",
          format: "JSON_ARRAY",
        },
        schema: OwnStatementSchema,
        retry,
        signal: stop,
      });
      running = statement.statement_id;
      for (let waitMs = firstPollMs; isRunning(statement.status.state); waitMs *= 2) {
        await connection.clock.sleep(Math.min(waitMs, longestPollMs), { signal: stop });
        statement = await this.#get(statement.statement_id, stop);
      }
      running = undefined;
      if (statement.status.state !== "SUCCEEDED") throw failureOf(statement);
      return tableOf(statement, await readChunks(connection, statement, stop));
    };
    const deadline = {
      clock: connection.clock,
      timeoutMs,
      what: "result of the statement",
      uncountedMs: () => connection.outageMs,
      signal,
    };
    try {
      return await withDeadline(deadline, work);
    } catch (error) {
      // Nobody waits for the cancellation, which ends soon by itself: giving up takes effect at once.
      if (running) void this.#cancel(running);
      throw error;
    }
  }

  #get(statementId: string, signal: AbortSignal): Promise<OwnStatement> {
    return this.#connection.request({
      method: "GET",
      path: `${statementsPath}/${encodeURIComponent(statementId)}`,
      schema: OwnStatementSchema,
      retry: "safe",
      signal,
    });
  }

  /**
   * Frees the warehouse from a statement that nobody waits for. Nothing depends on whether it succeeds, so it gets one
   * short time for everything, the waiting out of an outage too.
   */
  async #cancel(statementId: string): Promise<void> {
    const connection = this.#connection;
    const deadline = {
      clock: connection.clock,
      timeoutMs: cancelTimeoutMs,
      what: "cancellation of the statement",
    };
    await withDeadline(deadline, (signal) =>
      connection.request({
        method: "POST",
        path: `${statementsPath}/${encodeURIComponent(statementId)}/cancel`,
        schema: z.unknown(),
        retry: "never",
        signal,
      }),
    ).catch(() => undefined);
  }
}

/** A statement that fails does so inside a reply of status 200. */
function failureOf({ status }: OwnStatement): SqlError {
  const { state, error, sql_state } = status;
  // Only a failure that says why blames the statement: the warehouse closes and cancels right ones as well.
  const isUnexplained = state !== "FAILED" || !error?.message;
  return new SqlError(error?.message ?? `it ended as ${state}`, {
    sqlState: sql_state ?? undefined,
    errorCode: error?.error_code ?? (isUnexplained ? "CANCELLED" : undefined),
  });
}
