import { SqlClient, SqlRunStore, staticToken, WorkspaceConnection } from "genie-enhancer";
import { conformRunStore, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let workspace: SimulatedWorkspace;
beforeAll(async () => {
  workspace = await SimulatedWorkspace.create();
});
afterAll(() => workspace.close());

let count = 0;
const newTable = () => {
  count += 1;
  return `main.ops.runs_${count}`;
};
const storeOn = (table: string, createTables?: boolean) => {
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock: workspace.clock,
    random: () => 0.5,
  });
  const sql = new SqlClient({ connection, warehouseId: workspace.warehouseId });
  return { sql, store: new SqlRunStore({ sql, table, createTables }) };
};
const entry = (sequence: number) =>
  ({ type: "loop-start", loop: sequence, runId: "run-1", sequence, timestamp: "" }) as const;

describe("SqlRunStore", () => {
  const open = async () => {
    const table = newTable();
    return { store: storeOn(table).store, other: storeOn(table).store };
  };
  for (const { name, run } of conformRunStore(open)) it(name, run);

  it("writes an entry once, though its statement is carried out again and again", async () => {
    const { store, sql } = storeOn(newTable());
    await store.append(entry(1));
    workspace.knobs.faults = [{ route: /POST .*statements$/, kind: "drop-after", times: 3 }];
    await store.append(entry(2));
    workspace.knobs.faults = [];
    expect(await store.read("run-1")).toEqual([entry(1), entry(2)]);
    const { rows } = await sql.query(`SELECT count(*) FROM main.ops.runs_${count}`);
    expect(rows).toEqual([["2"]]);
  });

  it("reads journals longer than one page", async () => {
    const { store, sql } = storeOn(newTable());
    await store.append(entry(1));
    await sql.execute(
      `INSERT INTO main.ops.runs_${count} SELECT run_id, 2 + id, written_at, line FROM main.ops.runs_${count} CROSS JOIN (SELECT explode(sequence(0, 448)) AS id)`,
    );
    // Every line says that it is entry 1: all are read, and all say the same.
    expect(await store.read("run-1")).toEqual([entry(1)]);
    await sql.execute(
      `UPDATE main.ops.runs_${count} SET line = replace(line, 'loop-start', 'loop-stirt') WHERE sequence = 450`,
    );
    await expect(store.read("run-1")).rejects.toMatchObject({
      code: "JOURNAL_DAMAGED",
      place: `main.ops.runs_${count}, run run-1, entry 450`,
    });
  });

  it.each(["", " ", "a b", "it's", "a\0b", "\ud800", "x".repeat(200)])(
    "refuses the name %j",
    async (name) => {
      const { store } = storeOn(newTable());
      const named = { ...entry(1), runId: name };
      await expect(store.append(named)).rejects.toThrow("may hold only");
      await expect(store.read(name)).rejects.toThrow("may hold only");
      await expect(store.lock(name, "a", { expiresAfterMs: 1, now: 0 })).rejects.toThrow("may hold only");
      expect(await store.list()).toEqual([]);
    },
  );

  it("lets one of two that append at the same moment go on", async () => {
    const table = newTable();
    const [a, b] = [storeOn(table).store, storeOn(table).store];
    for (const sequence of [1, 2, 3]) {
      const outcomes = await Promise.allSettled([
        a.append(entry(sequence)),
        b.append({ ...entry(sequence), timestamp: "b" }),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    }
    expect(await a.read("run-1")).toHaveLength(3);
  });

  it("needs three parts of a name and quotes them", async () => {
    expect(() => storeOn("ops.runs")).toThrow("catalog.schema.table");
    const { store } = storeOn("main.ops.`runs; DROP TABLE x --`");
    await store.append(entry(1));
    expect(await store.read("run-1")).toEqual([entry(1)]);
  });

  it("creates no tables when it may not", async () => {
    const { store } = storeOn(newTable(), false);
    await expect(store.append(entry(1))).rejects.toThrow(/cannot be found/);
  });
});
