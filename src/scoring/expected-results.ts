import type { Benchmark } from "../benchmarks/benchmark.js";
import { topLevelOrderAndLimit } from "../sql/normalize-sql.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import type { ResultTable } from "../sql/result-table.js";
import type { SqlClient } from "../sql/sql-client.js";
import { lexSql } from "../sql/sql-lexer.js";
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
  readonly #runs = new Map<string, SharedRun<ExpectedResult>>();

  constructor(options: ExpectedResultsOptions) {
    this.#options = options;
  }

  /**
   * An outage is thrown and not remembered. What is wrong with the benchmark itself is an answer: its SQL fails,
   * returns nothing, or disagrees with itself when run twice.
   */
  of({ expectedSql, expectedResult }: Benchmark, signal: AbortSignal | undefined): Promise<ExpectedResult> {
    if (expectedResult) return Promise.resolve({ ok: true, table: expectedResult });
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
    const key = `${slot} ${sql}`;
    const known = this.#runs.get(key);
    if (known && !known.isAbandoned) return known;
    const run = new SharedRun((signal) =>
      this.#run(sql, signal).catch((error: unknown) => {
        if (this.#runs.get(key) === run) this.#runs.delete(key);
        throw error;
      }),
    );
    this.#runs.set(key, run);
    return run;
  }

  async #run(sql: string, signal: AbortSignal): Promise<ExpectedResult> {
    try {
      const options = { rowLimit: this.#options.rowLimit, signal };
      const [table, again] = await Promise.all([
        this.#options.sql.query(sql, options),
        this.#options.sql.query(sql, options),
      ]);
      if (table.rows.length === 0) return { ok: false, reason: "its SQL returns no rows" };
      return isSteady(sql, table, again)
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
