import type { EngineResult } from "../../workspace/ports.js";

const column = (name: string, type: string) => ({
  name,
  typeName: type === "BIGINT" ? "LONG" : type,
  typeText: type,
});

/** The result of a statement that only does something. */
export const done: EngineResult = { columns: [], rows: [] };

/** Rows of text. */
export const textResult = (
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): EngineResult => ({
  columns: names.map((name) => column(name, "STRING")),
  rows,
});

/** Numbers of rows, as a statement that changes rows tells them. */
export const countsResult = (counts: Readonly<Record<string, number>>): EngineResult => ({
  columns: Object.keys(counts).map((name) => column(name, "BIGINT")),
  rows: [Object.values(counts).map(String)],
});
