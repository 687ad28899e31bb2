import type { EngineResult } from "../ports.js";

/** A run of rows that is fetched on its own. */
export interface ResultChunk {
  readonly rowOffset: number;
  readonly rowCount: number;
  readonly byteCount: number;
}

/** Rows of a result as far as they are handed out, in chunks. */
export interface CutResult {
  readonly result: EngineResult;
  readonly chunks: readonly ResultChunk[];
  readonly byteCount: number;
  /** Whether a limit left rows out. */
  readonly isTruncated: boolean;
}

export interface CutLimits {
  readonly rowLimit?: number | undefined;
  readonly byteLimit?: number | undefined;
  /** Rows that a chunk holds at the most. */
  readonly chunkRows: number;
}

/** Cuts a result at its limits and into chunks. One without rows has one chunk, which is empty. */
export function cutResult(result: EngineResult, limits: CutLimits): CutResult {
  const { rowLimit = Number.POSITIVE_INFINITY, byteLimit = Number.POSITIVE_INFINITY } = limits;
  const chunks: ResultChunk[] = [];
  let open = { rowOffset: 0, rowCount: 0, byteCount: 0 };
  let byteCount = 0;
  let kept = 0;
  for (const row of result.rows) {
    const bytes = bytesOf(row);
    if (kept >= rowLimit || byteCount + bytes > byteLimit) break;
    if (open.rowCount >= limits.chunkRows) {
      chunks.push(open);
      open = { rowOffset: kept, rowCount: 0, byteCount: 0 };
    }
    open.rowCount += 1;
    open.byteCount += bytes;
    byteCount += bytes;
    kept += 1;
  }
  chunks.push(open);
  const isTruncated = kept < result.rows.length;
  return {
    result: isTruncated ? { ...result, rows: result.rows.slice(0, kept) } : result,
    chunks,
    byteCount,
    isTruncated,
  };
}

/** A row as JSON: quotes and a comma about each value. */
function bytesOf(row: readonly (string | null)[]): number {
  let bytes = 2;
  for (const cell of row) bytes += cell === null ? 5 : Buffer.byteLength(cell) + 3;
  return bytes;
}
