import type { SqlToken } from "../../../sql/sql-lexer.js";
import type { EngineParameter } from "../../workspace/ports.js";
import type { CatalogStore } from "../catalog-store.js";
import type { Translator } from "../translate.js";

/** What a statement works with. */
export interface StatementEnvironment {
  readonly catalog: CatalogStore;
  readonly translator: Translator;
  readonly parameters: readonly EngineParameter[];
  /** Executes DuckDB SQL and gives the number of rows that it changed. */
  execute(sql: string): Promise<number>;
}

/** A dotted name among tokens, and the index behind it. */
export function nameAt(
  tokens: readonly SqlToken[],
  start: number,
): { readonly path: readonly string[]; readonly end: number } {
  const path: string[] = [];
  let at = start;
  for (;;) {
    const token = tokens[at];
    if (token?.kind !== "quoted" && token?.kind !== "word") break;
    path.push(token.kind === "quoted" ? token.value : token.text);
    at += 1;
    if (tokens[at]?.text !== ".") break;
    at += 1;
  }
  return { path, end: at };
}

/** The words from an index on, upper-cased, to compare with. */
export const wordsAt = (tokens: readonly SqlToken[], start: number, count: number): string =>
  tokens
    .slice(start, start + count)
    .map((token) => token.value)
    .join(" ");
