import { ApiError } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { ResultTable } from "../sql/result-table.js";
import { type ResultChunk, ResultChunkSchema, tableOf } from "../sql/statement-wire.js";
import { QueryResultSchema } from "./genie-wire.js";

/** Rows of a query attachment; undefined when the service has none (any more). */
export async function readQueryResult(
  connection: WorkspaceConnection,
  attachmentPath: string,
  { isExpired, signal }: { readonly isExpired: boolean; readonly signal: AbortSignal },
): Promise<ResultTable | undefined> {
  try {
    const { statement_response: response } = await connection.request({
      method: isExpired ? "POST" : "GET",
      path: `${attachmentPath}/${isExpired ? "execute-query" : "query-result"}`,
      schema: QueryResultSchema,
      retry: "safe",
      signal,
    });
    if (!response || response.status?.state !== "SUCCEEDED") return undefined;
    const chunks: ResultChunk[] = [];
    let next = response.result?.next_chunk_index ?? undefined;
    while (next !== undefined && response.statement_id) {
      const chunk: ResultChunk = await connection.request({
        method: "GET",
        path: `/api/2.0/sql/statements/${encodeURIComponent(response.statement_id)}/result/chunks/${next}`,
        schema: ResultChunkSchema,
        retry: "safe",
        signal,
      });
      chunks.push(chunk);
      next = chunk.next_chunk_index ?? undefined;
    }
    return tableOf(response, chunks);
  } catch (error) {
    if (error instanceof ApiError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST"))
      return undefined;
    throw error;
  }
}
