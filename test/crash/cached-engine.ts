import { createSqlEngine } from "../../src/testing/sql/sql-engine.js";
import type { SqlEngine } from "../../src/testing/workspace/ports.js";
import { smallTables } from "./small-world.js";

export interface CachedEngine extends SqlEngine {
  /** Names of the views that were created since the last reset, each time counted. */
  readonly createdViews: readonly string[];
  /** Drops all views. */
  reset(): Promise<void>;
  /** `close` leaves the database open, so that one workspace after the other can use it. */
  end(): Promise<void>;
}

/** A real engine over the small tables that remembers what each query gave, for as long as the views are the same. */
export async function cachedEngine(): Promise<CachedEngine> {
  const inner = await createSqlEngine({ tables: smallTables });
  const views = new Map<string, string>();
  const created: string[] = [];
  const results = new Map<string, ReturnType<SqlEngine["run"]>>();
  const tables = new Map<string, ReturnType<SqlEngine["describeTables"]>>();
  const state = () => JSON.stringify([...views].sort());
  const remember = <T>(known: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> => {
    const value = known.get(key) ?? work();
    known.set(key, value);
    value.catch(() => undefined);
    return value;
  };
  return {
    get createdViews() {
      return created;
    },
    run: async (sql, options) => {
      const create = /^CREATE VIEW (\S+)/.exec(sql)?.[1];
      const drop = /^DROP VIEW (?:IF EXISTS )?(\S+)/.exec(sql)?.[1];
      if (create === undefined && drop === undefined)
        return remember(results, `${state()} ${sql} ${JSON.stringify(options?.parameters ?? [])}`, () =>
          inner.run(sql, options),
        );
      const result = await inner.run(sql, options);
      if (create !== undefined) {
        views.set(create, sql);
        created.push(create.replaceAll("`", ""));
      }
      if (drop !== undefined) views.delete(drop);
      return result;
    },
    describeTables: () => remember(tables, state(), () => inner.describeTables()),
    reset: async () => {
      for (const name of views.keys()) await inner.run(`DROP VIEW IF EXISTS ${name}`);
      views.clear();
      created.length = 0;
    },
    close: async () => {},
    end: () => inner.close(),
  };
}
