import type { StatementRecord } from "./workspace-state.js";

/** A statement as the service tells of it, with its rows. */
export function statementResponse({ id, result, error, isTruncated }: StatementRecord) {
  if (!result) {
    return {
      statement_id: id,
      status: {
        state: "FAILED",
        error: { error_code: "BAD_REQUEST", message: error?.message ?? "failed" },
        sql_state: error?.sqlState,
      },
    };
  }
  const { columns, rows } = result;
  return {
    statement_id: id,
    status: { state: "SUCCEEDED" },
    manifest: {
      format: "JSON_ARRAY",
      schema: {
        column_count: columns.length,
        columns: columns.map(({ name, typeName, typeText }, position) => ({
          name,
          position,
          type_name: typeName,
          type_text: typeText,
        })),
      },
      total_chunk_count: 1,
      chunks: [{ chunk_index: 0, row_offset: 0, row_count: rows.length }],
      total_row_count: rows.length,
      truncated: isTruncated,
    },
    result: { chunk_index: 0, row_offset: 0, row_count: rows.length, data_array: rows },
  };
}
