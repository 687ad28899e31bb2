import { ApiError } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import { type ResultChunk, ResultChunkSchema, type StatementResponse } from "./statement-wire.js";

export const statementsPath = "/api/2.0/sql/statements";

/**
 * The chunks of a large result after the first, which came with the reply.
 * @throws ApiError INVALID_RESPONSE when the service sends the reader in circles
 */
export async function readChunks(
  connection: WorkspaceConnection,
  { statement_id: id, result }: StatementResponse,
  signal: AbortSignal,
): Promise<readonly ResultChunk[]> {
  const chunks: ResultChunk[] = [];
  let next = result?.next_chunk_index;
  while (id && next !== undefined && next !== null) {
    const path = `${statementsPath}/${encodeURIComponent(id)}/result/chunks/${next}`;
    const chunk: ResultChunk = await connection.request({
      method: "GET",
      path,
      schema: ResultChunkSchema,
      retry: "safe",
      signal,
    });
    chunks.push(chunk);
    const following = chunk.next_chunk_index;
    if (following !== undefined && following !== null && following <= next) {
      throw new ApiError(`GET ${path} names chunk ${following} as the one after ${next}.`, {
        code: "INVALID_RESPONSE",
        request: `GET ${path}`,
      });
    }
    next = following;
  }
  return chunks;
}
