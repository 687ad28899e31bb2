import { quoteTableName } from "genie-enhancer";
import { createSqlEngine, type SampleTables, type SqlEngine } from "genie-enhancer/testing";

/** Gives an engine whose time is that of `now`. Closing it gives it back. */
export type EngineLender = (now?: () => number) => Promise<SqlEngine>;

interface Lent {
  readonly engine: SqlEngine;
  now: () => number;
}

/**
 * Lends engines over the same tables to one workspace after the other, because to load the tables anew takes longer
 * than most tests. Views that a borrower left are dropped; rows are for reading only.
 */
export function engineLender(tables: SampleTables): EngineLender {
  const free: Lent[] = [];
  return async (now = () => Date.UTC(2025, 0, 1)) => {
    const lent = free.pop() ?? (await open(tables));
    lent.now = now;
    await dropViews(lent.engine);
    let isClosed = false;
    return {
      run: async (sql, options) => {
        if (isClosed) throw new Error("The engine was given back.");
        return lent.engine.run(sql, options);
      },
      describeTables: () => lent.engine.describeTables(),
      close: async () => {
        if (!isClosed) free.push(lent);
        isClosed = true;
      },
    };
  };
}

async function open(tables: SampleTables): Promise<Lent> {
  let lent: Lent | undefined;
  const engine = await createSqlEngine({ tables, now: () => lent?.now() ?? 0 });
  lent = { engine, now: () => 0 };
  return lent;
}

async function dropViews(engine: SqlEngine): Promise<void> {
  for (const { name, kind } of await engine.describeTables())
    if (kind !== "table") await engine.run(`DROP VIEW ${quoteTableName(name)}`);
}
