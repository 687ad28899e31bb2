import type { Benchmark } from "../benchmarks/benchmark.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import type { ResultTable } from "../sql/result-table.js";
import type { SqlClient } from "../sql/sql-client.js";
import { SqlError } from "../sql/sql-error.js";
import { compareResults } from "./compare-results.js";

/** The expected answer of a benchmark, or why it has none. */
export type ExpectedResult =
  | { readonly ok: true; readonly table: ResultTable }
  | { readonly ok: false; readonly reason: string };

/** Runs the expected SQL of benchmarks, each once for all who ask. */
export class ExpectedResults {
  readonly #sql: SqlClient;
  readonly #rowLimit: number;
  readonly #known = new Map<string, Promise<ExpectedResult>>();

  constructor({ sql, rowLimit }: { readonly sql: SqlClient; readonly rowLimit: number }) {
    this.#sql = sql;
    this.#rowLimit = rowLimit;
  }

  /**
   * An outage is thrown and not remembered. What is wrong with the benchmark itself is an answer: it fails, is
   * empty, or disagrees with itself when run twice.
   */
  of(benchmark: Benchmark, signal: AbortSignal | undefined): Promise<ExpectedResult> {
    if (benchmark.expectedResult) return Promise.resolve({ ok: true, table: benchmark.expectedResult });
    if (benchmark.expectedSql === undefined)
      return Promise.resolve({ ok: false, reason: "it has neither expected SQL nor an expected result" });
    const { expectedSql } = benchmark;
    const known = this.#known.get(expectedSql);
    if (known) return known;
    const running = this.#run(expectedSql, signal);
    this.#known.set(expectedSql, running);
    running.catch(() => this.#known.delete(expectedSql));
    return running;
  }

  async #run(expectedSql: string, signal: AbortSignal | undefined): Promise<ExpectedResult> {
    const checked = checkReadOnlySql(expectedSql);
    if (!checked.ok) return { ok: false, reason: `its SQL is not a read-only query: ${checked.reason}` };
    try {
      const options = { rowLimit: this.#rowLimit, signal };
      const [table, again] = await Promise.all([
        this.#sql.query(checked.sql, options),
        this.#sql.query(checked.sql, options),
      ]);
      if (table.rows.length === 0) return { ok: false, reason: "its SQL returns no rows" };
      const isStable = !["different", "not_comparable", "subset_columns", "superset_columns"].includes(
        compareResults(table, again).verdict,
      );
      return isStable ? { ok: true, table } : { ok: false, reason: "its SQL gives another result each time" };
    } catch (error) {
      if (error instanceof SqlError) return { ok: false, reason: `its SQL fails: ${error.reason}` };
      throw error;
    }
  }
}
