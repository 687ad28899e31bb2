import type { EngineResult } from "../ports.js";
import type { ResultChunk } from "./result-chunks.js";

/** A chunk as a file: rows as a JSON list, or CSV with a header in the first chunk and NULL as `null`. */
export function chunkFile(
  { columns, rows }: EngineResult,
  { rowOffset, rowCount }: ResultChunk,
  format: "JSON_ARRAY" | "CSV",
): { readonly body: string; readonly contentType: string } {
  const part = rows.slice(rowOffset, rowOffset + rowCount);
  if (format === "JSON_ARRAY") return { body: JSON.stringify(part), contentType: "application/json" };
  const header = rowOffset === 0 ? [columns.map(({ name }) => name)] : [];
  const lines = [...header, ...part].map((row) => row.map(csvCell).join(","));
  return { body: lines.map((line) => `${line}\n`).join(""), contentType: "text/csv" };
}

function csvCell(cell: string | null): string {
  if (cell === null) return "null";
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
