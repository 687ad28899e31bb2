import { z } from "zod";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import { withDeadline } from "../util/deadline.js";
import { checkReadOnlySql } from "./read-only-guard.js";
import type { ResultTable } from "./result-table.js";
import { SqlError, SqlRefusedError } from "./sql-error.js";
import {
  type ResultChunk,
  ResultChunkSchema,
  type StatementResponse,
  StatementResponseSchema,
  tableOf,
} from "./statement-wire.js";

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

export interface SqlOptions {
  readonly parameters?: readonly SqlParameter[] | undefined;
  /** Rows beyond this are cut, and the result is marked as truncated. */
  readonly rowLimit?: number | undefined;
  /** @default 300000 */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const statementsPath = "/api/2.0/sql/statements";
/** The service holds a request at the most this long before it answers with a running statement. */
const waitTimeout = "10s";
const firstPollMs = 500;
const longestPollMs = 5000;

/** Runs statements on one SQL warehouse. */
export class SqlClient {
  readonly #connection: WorkspaceConnection;
  readonly #warehouseId: string;

  constructor({ connection, warehouseId }: SqlClientOptions) {
    this.#connection = connection;
    this.#warehouseId = warehouseId;
  }

  /**
   * Runs a query that only reads.
   * @throws SqlRefusedError when it is anything else; SqlError with the service's words when it fails.
   */
  async query(sql: string, options: SqlOptions = {}): Promise<ResultTable> {
    const checked = checkReadOnlySql(sql);
    if (!checked.ok) throw new SqlRefusedError(checked.reason);
    return this.#run(checked.sql, options, "safe");
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
   * It is not repeated when the connection breaks, as it may have been carried out.
   * @throws SqlError with the service's words when it fails.
   */
  execute(sql: string, options: SqlOptions = {}): Promise<ResultTable> {
    return this.#run(sql, options, "throttled");
  }

  async #run(
    sql: string,
    { parameters, rowLimit, timeoutMs = 300_000, signal }: SqlOptions,
    retry: "safe" | "throttled",
  ): Promise<ResultTable> {
    let running: string | undefined;
    try {
      return await withDeadline(
        { clock: this.#connection.clock, timeoutMs, what: "result of the statement", signal },
        async (stop) => {
          let response = await this.#connection.request({
            method: "POST",
            path: statementsPath,
            body: {
              statement: sql,
              warehouse_id: this.#warehouseId,
              parameters: parameters?.map(({ name, value, type }) => ({ name, value, type })),
              row_limit: rowLimit,
              wait_timeout: waitTimeout,
              on_wait_timeout: "CONTINUE",
              disposition: "INLINE",
              format: "JSON_ARRAY",
            },
            schema: StatementResponseSchema,
            retry,
            signal: stop,
          });
          running = response.statement_id ?? undefined;
          for (
            let waitMs = firstPollMs;
            isRunning(response) && running;
            waitMs = Math.min(waitMs * 2, longestPollMs)
          ) {
            await this.#connection.clock.sleep(waitMs, { signal: stop });
            response = await this.#get(running, stop);
          }
          running = undefined;
          return this.#finish(response, stop);
        },
      );
    } catch (error) {
      if (running) await this.#cancel(running);
      throw error;
    }
  }

  #get(statementId: string, signal: AbortSignal): Promise<StatementResponse> {
    return this.#connection.request({
      method: "GET",
      path: `${statementsPath}/${encodeURIComponent(statementId)}`,
      schema: StatementResponseSchema,
      retry: "safe",
      signal,
    });
  }

  async #finish(response: StatementResponse, signal: AbortSignal): Promise<ResultTable> {
    const { status, statement_id: id } = response;
    if (status?.state !== "SUCCEEDED") {
      const reason = status?.error?.message ?? `it ended as ${status?.state ?? "unknown"}`;
      throw new SqlError(reason, {
        sqlState: status?.sql_state ?? undefined,
        errorCode: status?.error?.error_code ?? undefined,
      });
    }
    const chunks: ResultChunk[] = [];
    let next = response.result?.next_chunk_index ?? undefined;
    while (next !== undefined && id) {
      const chunk: ResultChunk = await this.#connection.request({
        method: "GET",
        path: `${statementsPath}/${encodeURIComponent(id)}/result/chunks/${next}`,
        schema: ResultChunkSchema,
        retry: "safe",
        signal,
      });
      chunks.push(chunk);
      next = chunk.next_chunk_index ?? undefined;
    }
    return tableOf(response, chunks);
  }

  /** Frees the warehouse from a statement that nobody waits for. Nothing depends on whether it succeeds. */
  async #cancel(statementId: string): Promise<void> {
    await this.#connection
      .request({
        method: "POST",
        path: `${statementsPath}/${encodeURIComponent(statementId)}/cancel`,
        schema: z.unknown(),
        retry: "throttled",
        timeoutMs: 5000,
      })
      .catch(() => undefined);
  }
}

function isRunning({ status }: StatementResponse): boolean {
  return status?.state === "PENDING" || status?.state === "RUNNING";
}
