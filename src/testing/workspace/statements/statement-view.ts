import type { EngineColumn } from "../ports.js";
import { notFound, ServiceError } from "../service-error.js";
import type { ResultLinks } from "./result-links.js";
import type { Statement, StatementRows } from "./statement.js";

/** Where results of the disposition EXTERNAL_LINKS are fetched from. */
export interface LinkSource {
  readonly links: ResultLinks;
  /** Address under which the workspace is reached, such as `http://127.0.0.1:41234`. */
  readonly origin: string;
}

/** A statement as the service tells of it, with the first chunk of its rows once it succeeded. */
export function statementView(statement: Statement, source?: LinkSource) {
  const { id, outcome } = statement;
  if (outcome.state === "FAILED") {
    const { errorCode, message, sqlState } = outcome.failure;
    return {
      statement_id: id,
      status: { state: outcome.state, error: { error_code: errorCode, message }, sql_state: sqlState },
    };
  }
  if (outcome.state !== "SUCCEEDED") return { statement_id: id, status: { state: outcome.state } };
  return {
    statement_id: id,
    status: { state: outcome.state },
    manifest: manifestOf(statement, outcome.rows),
    result: chunkView(statement, 0, source),
  };
}

/**
 * One chunk of a result: its rows, or a link to them.
 * @throws ServiceError when the statement has no such chunk now
 */
export function chunkView(statement: Statement, index: number, source?: LinkSource) {
  const { id, outcome, disposition } = statement;
  if (outcome.state === "CLOSED") throw notFound(`The result of statement ${id} is closed, and`);
  if (outcome.state !== "SUCCEEDED")
    throw new ServiceError(400, "INVALID_STATE", `Statement ${id} is ${outcome.state} and has no result.`);
  const { result, chunks } = outcome.rows;
  const chunk = chunks[index];
  if (!chunk)
    throw new ServiceError(
      400,
      "INVALID_PARAMETER_VALUE",
      `The result of statement ${id} has ${chunks.length} chunks, so there is no chunk ${index}.`,
    );
  const { rowOffset, rowCount, byteCount } = chunk;
  const next = chunks[index + 1];
  const position = {
    chunk_index: index,
    row_offset: rowOffset,
    row_count: rowCount,
    byte_count: byteCount,
    ...(next
      ? {
          next_chunk_index: index + 1,
          next_chunk_internal_link: `/api/2.0/sql/statements/${id}/result/chunks/${index + 1}?row_offset=${next.rowOffset}`,
        }
      : {}),
  };
  if (disposition === "INLINE" || !source)
    return { ...position, data_array: result.rows.slice(rowOffset, rowOffset + rowCount) };
  const { url, expiresAt } = source.links.issue(source.origin, id, index);
  return {
    external_links: [{ ...position, external_link: url, expiration: new Date(expiresAt).toISOString() }],
  };
}

function manifestOf({ format }: Statement, { result, chunks, byteCount, isTruncated }: StatementRows) {
  const { columns, rows } = result;
  return {
    format,
    schema: { column_count: columns.length, columns: columns.map(columnView) },
    total_chunk_count: chunks.length,
    chunks: chunks.map((chunk, index) => ({
      chunk_index: index,
      row_offset: chunk.rowOffset,
      row_count: chunk.rowCount,
      byte_count: chunk.byteCount,
    })),
    total_row_count: rows.length,
    total_byte_count: byteCount,
    truncated: isTruncated,
  };
}

function columnView({ name, typeName, typeText }: EngineColumn, position: number) {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(typeText);
  const interval = /^INTERVAL (.+)$/.exec(typeText)?.[1];
  return {
    name,
    position,
    type_name: typeName,
    type_text: typeText,
    ...(decimal ? { type_precision: Number(decimal[1]), type_scale: Number(decimal[2]) } : {}),
    ...(interval === undefined ? {} : { type_interval_type: interval }),
  };
}
