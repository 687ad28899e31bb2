import { ApiError, type ApiErrorCode } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { ResultTable } from "../sql/result-table.js";
import { readChunks } from "../sql/statement-chunks.js";
import { isRunning, type StatementResponse, tableOf } from "../sql/statement-wire.js";
import { QueryResultSchema } from "./genie-wire.js";

export interface QueryResultOptions {
  /** Whether the rows are gone and have to be computed again. */
  readonly isExpired: boolean;
  readonly signal: AbortSignal;
}

const pollMs = 1000;

/** Rows of a query attachment; undefined when the service has none (any more), or shows none to the caller. */
export async function readQueryResult(
  connection: WorkspaceConnection,
  attachmentPath: string,
  { isExpired, signal }: QueryResultOptions,
): Promise<ResultTable | undefined> {
  const ask = async (method: "GET" | "POST", action: string): Promise<StatementResponse | undefined> => {
    const { statement_response } = await connection.request({
      method,
      path: `${attachmentPath}/${action}`,
      schema: QueryResultSchema,
      retry: "safe",
      signal,
    });
    return statement_response ?? undefined;
  };
  try {
    let response = isExpired ? await ask("POST", "execute-query") : await ask("GET", "query-result");
    while (isRunning(response?.status?.state)) {
      await connection.clock.sleep(pollMs, { signal });
      response = await ask("GET", "query-result");
    }
    const hasTable = response?.status?.state === "SUCCEEDED" && response.manifest?.schema?.columns?.length;
    return response && hasTable ? await wholeTable(connection, response, signal) : undefined;
  } catch (error) {
    if (isRefusal(error, ["NOT_FOUND", "BAD_REQUEST", "PERMISSION_DENIED"])) return undefined;
    throw error;
  }
}

/** The statement is Genie's, so its later chunks may be out of the caller's reach: then the table is cut. */
async function wholeTable(
  connection: WorkspaceConnection,
  response: StatementResponse,
  signal: AbortSignal,
): Promise<ResultTable> {
  try {
    return tableOf(response, await readChunks(connection, response, signal));
  } catch (error) {
    if (isRefusal(error, ["NOT_FOUND", "PERMISSION_DENIED"]))
      return { ...tableOf(response), truncated: true };
    throw error;
  }
}

function isRefusal(error: unknown, codes: readonly ApiErrorCode[]): boolean {
  return error instanceof ApiError && codes.includes(error.code);
}
