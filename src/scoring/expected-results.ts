import type { Benchmark } from "../benchmarks/benchmark.js";
import { topLevelOrderAndLimit } from "../sql/normalize-sql.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import type { ResultTable } from "../sql/result-table.js";
import type { SqlClient } from "../sql/sql-client.js";
import { lexSql } from "../sql/sql-lexer.js";
import { allOrStop } from "../util/all-or-stop.js";
import type { Clock } from "../util/clock.js";
import { SharedRun } from "../util/shared-run.js";
import { compareResults } from "./compare-results.js";
import { isStatementFault } from "./outage.js";

/** The expected answer of a benchmark, or why it has none. */
export type ExpectedResult =
  | { readonly ok: true; readonly table: ResultTable }
  | { readonly ok: false; readonly reason: string };

export interface ExpectedResultsOptions {
  readonly sql: SqlClient;
  readonly clock: Clock;
  /** Rows beyond this are cut. */
  readonly rowLimit: number;
  /** Cells of all results together that are kept; what does not fit is computed again for whoever asks later. */
  readonly maxKeptCells: number;
}

/** A result that is there, or on its way. */
interface KnownRun {
  readonly slot: number;
  readonly run: SharedRun<ExpectedResult>;
  cells: number;
}

/** How long the result of a statement that depends on the time is taken for current. */
const slotMs = 30 * 60_000;

/** Differences between two runs of one statement that leave its answer what it is. */
const steady: ReadonlySet<string> = new Set([
  "equal",
  "equal_up_to_order",
  "equal_rounded",
  "equal_up_to_ties",
  "unknown_ambiguous",
]);

/** Runs the expected SQL of benchmarks, each once for all who ask. */
export class ExpectedResults {
  readonly #options: ExpectedResultsOptions;
  readonly #known = new Map<string, KnownRun>();

  constructor(options: ExpectedResultsOptions) {
    this.#options = options;
  }

  /**
   * An outage is thrown and not remembered. What is wrong with the benchmark itself is an answer: its SQL fails,
   * its result is empty, or disagrees with itself when run twice.
   */
  of({ expectedSql, expectedResult }: Benchmark, signal: AbortSignal | undefined): Promise<ExpectedResult> {
    if (expectedResult)
      return Promise.resolve(
        expectedResult.rows.length > 0
          ? { ok: true, table: expectedResult }
          : { ok: false, reason: "its expected result has no rows" },
      );
    if (expectedSql === undefined)
      return Promise.resolve({ ok: false, reason: "it has neither expected SQL nor an expected result" });
    const checked = checkReadOnlySql(expectedSql);
    if (!checked.ok)
      return Promise.resolve({ ok: false, reason: `its SQL is not a read-only query: ${checked.reason}` });
    return this.#shared(checked.sql).wait(signal);
  }

  #shared(sql: string): SharedRun<ExpectedResult> {
    // "Last month" is another one after midnight, in whatever time zone the warehouse lives.
    const slot = dependsOnTime(sql) ? Math.floor(this.#options.clock.now() / slotMs) : 0;
    const known = this.#known.get(sql);
    if (known?.slot === slot && !known.run.isAbandoned) return known.run;
    const started: KnownRun = {
      slot,
      cells: 0,
      run: new SharedRun((signal) =>
        this.#run(sql, signal).then(
          (result) => this.#keepWithin(sql, started, result),
          (error: unknown) => {
            this.#forget(sql, started);
            throw error;
          },
        ),
      ),
    };
    this.#known.set(sql, started);
    return started.run;
  }

  /** Forgets a result that is too much beside the others. These stay: all are asked for equally often. */
  #keepWithin(sql: string, own: KnownRun, result: ExpectedResult): ExpectedResult {
    const cells = result.ok ? result.table.rows.length * result.table.columns.length : 0;
    const kept = [...this.#known.values()].reduce((sum, one) => sum + one.cells, 0);
    if (kept + cells > this.#options.maxKeptCells) this.#forget(sql, own);
    else own.cells = cells;
    return result;
  }

  #forget(sql: string, own: KnownRun): void {
    if (this.#known.get(sql) === own) this.#known.delete(sql);
  }

  async #run(sql: string, signal: AbortSignal): Promise<ExpectedResult> {
    try {
      const { rowLimit } = this.#options;
      const [table, again] = await allOrStop([1, 2], { concurrency: 2, signal }, (_, stop) =>
        this.#options.sql.query(sql, { rowLimit, signal: stop }),
      );
      if (!table || table.rows.length === 0) return { ok: false, reason: "its SQL returns no rows" };
      return again && isSteady(sql, table, again)
        ? { ok: true, table }
        : { ok: false, reason: "its SQL gives another result each time" };
    } catch (error) {
      if (isStatementFault(error)) return { ok: false, reason: `its SQL fails: ${error.reason}` };
      throw error;
    }
  }
}

function isSteady(sql: string, table: ResultTable, again: ResultTable): boolean {
  const { orderBy, limit } = topLevelOrderAndLimit(sql);
  const { verdict, isConsistent } = compareResults(table, again, { orderKeys: orderBy, limit });
  return steady.has(verdict) || (verdict === "unknown_truncated" && isConsistent !== false);
}

const timeFunctions =
  /^(CURRENT_DATE|CURRENT_TIME|CURRENT_TIMESTAMP|LOCALTIMESTAMP|CURDATE|GETDATE|NOW|UNIX_TIMESTAMP)$/;

function dependsOnTime(sql: string): boolean {
  const lexing = lexSql(sql);
  return lexing.ok && lexing.tokens.some(({ kind, value }) => kind === "word" && timeFunctions.test(value));
}
