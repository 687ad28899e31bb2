import type { EngineResult } from "../workspace/ports.js";
import type { CompiledQuery } from "./compile/expression.js";
import { NOW_MARK } from "./translate.js";

/** Queries that are remembered; the one not used for longest goes first. */
const keptQueries = 1_000;
/** Cells of the largest result that is remembered, so that all of them together stay small. */
const keptCells = 500;

const isByChance = /random\(\)|TABLESAMPLE/;

interface Remembered {
  readonly query: CompiledQuery;
  result?: EngineResult | undefined;
}

/**
 * Translations of queries, and the results of those that would give the same again, as a warehouse remembers them: a
 * run asks the same questions over and over.
 */
export class QueryMemory {
  readonly #queries = new Map<string, Remembered>();
  #tables = 0;

  /** Forgets everything when tables or views are others than before. */
  expect(tablesVersion: number): void {
    if (this.#tables !== tablesVersion) this.#queries.clear();
    this.#tables = tablesVersion;
  }

  /** Forgets what queries gave, because rows may have changed. */
  forgetResults(): void {
    for (const remembered of this.#queries.values()) remembered.result = undefined;
  }

  find(key: string): Remembered | undefined {
    const known = this.#queries.get(key);
    if (known) {
      this.#queries.delete(key);
      this.#queries.set(key, known);
    }
    return known;
  }

  keep(key: string, query: CompiledQuery, result: EngineResult): void {
    this.#queries.set(key, isLasting(query, result) ? { query, result } : { query });
    if (this.#queries.size <= keptQueries) return;
    const oldest = this.#queries.keys().next();
    if (!oldest.done) this.#queries.delete(oldest.value);
  }
}

function isLasting({ sql, columns }: CompiledQuery, { rows }: EngineResult): boolean {
  return rows.length * columns.length <= keptCells && !sql.includes(NOW_MARK) && !isByChance.test(sql);
}
