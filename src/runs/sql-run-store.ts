import { RunLockedError } from "../errors/run-locked-error.js";
import type { Cell, ResultTable } from "../sql/result-table.js";
import type { SqlClient, SqlOptions, SqlParameter } from "../sql/sql-client.js";
import { SqlError } from "../sql/sql-error.js";
import type { JournalEntry } from "./journal-entry.js";
import { decodeJournal, encodeJournalLine, journalConflict } from "./journal-line.js";
import type { LockOptions, RunLock, RunStore } from "./run-store.js";
import { checkedName } from "./safe-name.js";
import { type RunTables, runTableStatements, runTables } from "./sql-run-tables.js";

/** Where the tables of a `SqlRunStore` are. */
export interface SqlRunStoreOptions {
  readonly sql: Pick<SqlClient, "query" | "execute">;
  /** Three-part name of the journal table; the locks are kept beside it in `<table>_locks`. */
  readonly table: string;
  /** Whether missing tables are created. Without, create them by the statements of `runTableStatements`. @default true */
  readonly createTables?: boolean | undefined;
}

/** Lines that are read at once; a result has to stay below the service's limit of 25 MiB. */
const pageLines = 200;

/** Tries of a statement that another one got in the way of. */
const maxTries = 5;

/**
 * Keeps the journals of runs in a Unity Catalog table, for runs on machines whose disk does not outlive them. Every
 * append is one MERGE by run and number, so that it can be repeated when the connection breaks.
 */
export class SqlRunStore implements RunStore {
  readonly #sql: Pick<SqlClient, "query" | "execute">;
  readonly #table: string;
  readonly #tables: RunTables;
  readonly #createTables: boolean;
  #ready: Promise<void> | undefined;

  /** @throws ConfigurationError when the name of the table has not three parts. */
  constructor({ sql, table, createTables = true }: SqlRunStoreOptions) {
    this.#tables = runTables(table);
    this.#sql = sql;
    this.#table = table;
    this.#createTables = createTables;
  }

  async append(entry: JournalEntry): Promise<void> {
    const { journal } = this.#tables;
    const line = encodeJournalLine(entry);
    // Written only right after its predecessor, which keeps two writers from weaving one journal.
    const merged = await this.#change(
      `MERGE INTO ${journal} AS t USING (
  SELECT :run_id AS run_id, CAST(:sequence AS BIGINT) AS sequence, :written_at AS written_at, :line AS line
  FROM (SELECT coalesce(max(sequence), 0) AS latest FROM ${journal} WHERE run_id = :run_id) AS known
  WHERE latest = CAST(:sequence AS BIGINT) - 1
) AS s
ON t.run_id = s.run_id AND t.\`sequence\` = s.\`sequence\`
WHEN NOT MATCHED THEN INSERT (run_id, \`sequence\`, written_at, line) VALUES (s.run_id, s.\`sequence\`, s.written_at, s.line)`,
      [
        text("run_id", checkedName(entry.runId)),
        number("sequence", entry.sequence),
        text("written_at", entry.timestamp),
        text("line", line),
      ],
    );
    if (affectedRows(merged) === 1) return;
    // Nothing was inserted: it was there already, or something else is.
    const written = await this.#rows(
      `SELECT line FROM ${journal} WHERE run_id = :run_id AND sequence = :sequence`,
      [text("run_id", entry.runId), number("sequence", entry.sequence)],
    );
    if (written.length === 0 || written.some(([kept]) => kept !== line))
      throw journalConflict(entry, this.#table);
  }

  async read(runId: string): Promise<readonly JournalEntry[]> {
    checkedName(runId);
    const lines: { readonly text: string; readonly place: string }[] = [];
    for (let after = 0; ; ) {
      const page = await this.#page(runId, after);
      for (const [sequence, line] of page.rows) {
        lines.push({ text: String(line), place: `${this.#table}, run ${runId}, entry ${String(sequence)}` });
        after = Number(sequence);
      }
      const isLast = page.rows.length < pageLines && !page.truncated;
      if (isLast || page.rows.length === 0) return decodeJournal(runId, lines);
    }
  }

  async list(): Promise<readonly string[]> {
    const { journal } = this.#tables;
    const rows = await this.#rows(
      `SELECT run_id, min(written_at) AS started_at FROM ${journal} GROUP BY run_id ORDER BY started_at, run_id`,
      [],
    );
    return rows.map(([runId]) => String(runId));
  }

  async lock(
    key: string,
    owner: string,
    { expiresAfterMs, now, force = false }: LockOptions,
  ): Promise<RunLock> {
    const { locks } = this.#tables;
    await this.#change(
      `MERGE INTO ${locks} AS t USING (
  SELECT :lock_key AS lock_key, :owner AS owner, CAST(:expires_at AS BIGINT) AS expires_at
) AS s
ON t.lock_key = s.lock_key
WHEN MATCHED AND (t.owner = s.owner OR t.expires_at <= CAST(:now AS BIGINT)${force ? " OR TRUE" : ""})
  THEN UPDATE SET owner = s.owner, expires_at = s.expires_at
WHEN NOT MATCHED THEN INSERT (lock_key, owner, expires_at) VALUES (s.lock_key, s.owner, s.expires_at)`,
      [
        text("lock_key", checkedName(key)),
        text("owner", owner),
        number("expires_at", Math.ceil(now + expiresAfterMs)),
        number("now", Math.floor(now)),
      ],
    );
    const held = await this.#rows(`SELECT owner, expires_at FROM ${locks} WHERE lock_key = :lock_key`, [
      text("lock_key", key),
    ]);
    const other = held.find(([holder]) => holder !== owner);
    if (other || held.length === 0)
      throw new RunLockedError(key, String(other?.[0] ?? "nobody"), Number(other?.[1] ?? now));
    return {
      release: async () => {
        await this.#change(`DELETE FROM ${locks} WHERE lock_key = :lock_key AND owner = :owner`, [
          text("lock_key", key),
          text("owner", owner),
        ]);
      },
    };
  }

  async #page(runId: string, after: number): Promise<ResultTable> {
    await this.#prepare();
    return this.#sql.query(
      `SELECT sequence, line FROM ${this.#tables.journal} WHERE run_id = :run_id AND sequence > :after ORDER BY sequence LIMIT ${pageLines}`,
      { parameters: [text("run_id", runId), number("after", after)] },
    );
  }

  async #rows(sql: string, parameters: readonly SqlParameter[]): Promise<readonly (readonly Cell[])[]> {
    await this.#prepare();
    return (await this.#sql.query(sql, { parameters })).rows;
  }

  async #change(sql: string, parameters: readonly SqlParameter[]): Promise<ResultTable> {
    await this.#prepare();
    return this.#repeatedly(sql, { parameters });
  }

  /** Every statement here may be carried out twice. Two that change one table at once get in each other's way. */
  async #repeatedly(sql: string, options: SqlOptions): Promise<ResultTable> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#sql.execute(sql, { ...options, isRepeatable: true });
      } catch (error) {
        if (!isConcurrentChange(error) || tries >= maxTries) throw error;
      }
    }
  }

  #prepare(): Promise<void> {
    if (!this.#createTables) return Promise.resolve();
    this.#ready ??= (async () => {
      for (const statement of runTableStatements(this.#table)) await this.#repeatedly(statement, {});
    })().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }
}

/** Rows that a change says it touched. */
function affectedRows({ columns, rows }: ResultTable): number {
  return Number(rows[0]?.[columns.findIndex(({ name }) => name === "num_affected_rows")] ?? 0);
}

/** Delta refuses a change whose table was changed meanwhile; it can be made again. */
function isConcurrentChange(error: unknown): boolean {
  return (
    error instanceof SqlError &&
    /DELTA_CONCURRENT|ConcurrentAppend|ConcurrentDelete|ConcurrentTransaction/.test(error.message)
  );
}

function text(name: string, value: string): SqlParameter {
  return { name, value, type: "STRING" };
}

function number(name: string, value: number): SqlParameter {
  return { name, value: String(value), type: "BIGINT" };
}
