import { SqlClient, SqlError, SqlRefusedError, TimeoutError } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import {
  broken,
  failureOf,
  hanging,
  json,
  type Step,
  scriptedWorkspace,
  token,
} from "../http/scripted-workspace.js";

const statement = (state: string, rest: object = {}) =>
  json({ statement_id: "st-1", status: { state }, ...rest });
const columns = [
  { name: "region", type_name: "STRING", type_text: "STRING", position: 0 },
  { name: "revenue", type_name: "DECIMAL", type_text: "DECIMAL(10,2)", position: 1 },
];
const done = (rest: object = {}, result: object = { data_array: [["north", "12.50"]] }) =>
  statement("SUCCEEDED", { manifest: { schema: { columns }, truncated: false, ...rest }, result });

function clientOf(steps: readonly Step[]) {
  const workspace = scriptedWorkspace(steps);
  return { ...workspace, sql: new SqlClient({ connection: workspace.connection, warehouseId: "wh-1" }) };
}

const targets = ({ requests }: ReturnType<typeof clientOf>) =>
  requests.map(({ method, target }) => `${method} ${target}`);
const statements = "/api/2.0/sql/statements";

describe("SqlClient", () => {
  it("asks for rows inline, and follows no link to a stored result", async () => {
    const link = { external_links: [{ external_link: "https://bucket.example.com/rows?signature=x" }] };
    const { sql, requests } = clientOf([done({}, link)]);
    expect((await sql.query("SELECT 1")).rows).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).toMatchObject({ disposition: "INLINE" });
  });

  it("sends the statement with its parameters and limits to the warehouse", async () => {
    const { sql, requests } = clientOf([done()]);
    const parameters = [
      { name: "since", value: "2024-01-01", type: "DATE" },
      { name: "region", value: null },
    ];
    const table = await sql.query("SELECT :since, :region", { parameters, rowLimit: 50 });
    expect(requests[0]?.body).toEqual({
      statement: "SELECT :since, :region",
      warehouse_id: "wh-1",
      parameters,
      row_limit: 50,
      byte_limit: 25 * 1024 * 1024,
      wait_timeout: "10s",
      on_wait_timeout: "CONTINUE",
      disposition: "INLINE",
      format: "JSON_ARRAY",
    });
    expect(table).toEqual({
      columns: [
        { name: "region", type: "STRING" },
        { name: "revenue", type: "DECIMAL" },
      ],
      rows: [["north", "12.50"]],
      truncated: false,
    });
  });

  it.each(["DROP TABLE a", "SELECT 1; DELETE FROM a", "INSERT INTO a VALUES (1)", ""])(
    "refuses to query or explain %j before any request",
    async (text) => {
      const { sql, requests } = clientOf([]);
      for (const refused of [sql.query(text), sql.explain(text)]) {
        await expect(refused).rejects.toBeInstanceOf(SqlRefusedError);
      }
      expect(requests).toEqual([]);
    },
  );

  it("executes the text that was checked, and what the caller vouches for as it is", async () => {
    const { sql, requests } = clientOf([done(), done()]);
    await sql.query("SELECT 1 /* x */ -- y\n;");
    expect(requests[0]?.body).toMatchObject({ statement: expect.not.stringMatching(/[;x]|--/) });
    await sql.execute("DROP VIEW a.b.c");
    expect(requests[1]?.body).toMatchObject({ statement: "DROP VIEW a.b.c" });
  });

  it("looks again, at longer and longer intervals, until the statement has ended", async () => {
    const client = clientOf([
      statement("PENDING"),
      ...Array.from({ length: 6 }, () => statement("RUNNING")),
      done(),
    ]);
    await client.sql.query("SELECT 1");
    expect(client.requests.map(({ at }) => at)).toEqual([0, 500, 1500, 3500, 7500, 12_500, 17_500, 22_500]);
    expect(targets(client).slice(1)).toEqual(Array(7).fill(`GET ${statements}/st-1`));
    expect(client.clock.pending).toBe(0);
  });

  it("reads all chunks of a large result, and says when rows are missing", async () => {
    const client = clientOf([
      done({ truncated: true, total_chunk_count: 3 }, { data_array: [["a", "1"]], next_chunk_index: 1 }),
      json({ data_array: [["b", null]], next_chunk_index: 2 }),
      json({ data_array: [["c", "3"]] }),
    ]);
    const table = await client.sql.query("SELECT 1");
    expect(table.rows).toEqual([
      ["a", "1"],
      ["b", null],
      ["c", "3"],
    ]);
    expect(table.truncated).toBe(true);
    expect(targets(client).slice(1)).toEqual([
      `GET ${statements}/st-1/result/chunks/1`,
      `GET ${statements}/st-1/result/chunks/2`,
    ]);
  });

  it("does not follow chunks in circles", async () => {
    const { sql } = clientOf([
      done({}, { data_array: [], next_chunk_index: 1 }),
      json({ data_array: [], next_chunk_index: 1 }),
    ]);
    await expect(sql.query("SELECT 1")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  });

  it("names types that the enumeration lacks by their text", async () => {
    const own = [
      { name: "at", type_name: "USER_DEFINED_TYPE", type_text: "TIMESTAMP_NTZ" },
      { name: "v", type_text: "VARIANT" },
      { name: "bare" },
    ];
    const { sql } = clientOf([done({ schema: { columns: own } }, {})]);
    const { columns: read, rows } = await sql.query("SELECT 1");
    expect(read.map(({ type }) => type)).toEqual(["TIMESTAMP_NTZ", "VARIANT", undefined]);
    expect(rows).toEqual([]);
  });

  it("throws the service's words when a statement fails inside a reply of status 200", async () => {
    const status = {
      state: "FAILED",
      error: { error_code: "BAD_REQUEST", message: "[TABLE_OR_VIEW_NOT_FOUND] no table a" },
      sql_state: "42P01",
    };
    const { sql } = clientOf([json({ statement_id: "st-1", status })]);
    const error = await failureOf(sql.query("SELECT * FROM a"));
    expect(error).toBeInstanceOf(SqlError);
    expect(error).toMatchObject({
      code: "SQL_FAILED",
      reason: "[TABLE_OR_VIEW_NOT_FOUND] no table a",
      sqlState: "42P01",
      isRetryable: false,
    });
  });

  it("tells a warehouse that failed from a statement that is wrong", async () => {
    const failed = (error_code: string) =>
      json({ statement_id: "s", status: { state: "FAILED", error: { error_code, message: "m" } } });
    const { sql } = clientOf([failed("TEMPORARILY_UNAVAILABLE"), statement("CANCELED"), statement("CLOSED")]);
    await expect(sql.query("SELECT 1")).rejects.toMatchObject({ isRetryable: true });
    await expect(sql.query("SELECT 1")).rejects.toMatchObject({
      isRetryable: true,
      reason: "it ended as CANCELED",
    });
    await expect(sql.query("SELECT 1")).rejects.toMatchObject({ reason: "it ended as CLOSED" });
  });

  it("keeps secrets out of a failure's words", async () => {
    const error = { message: `cannot use ${token}` };
    const { sql } = clientOf([json({ statement_id: "s", status: { state: "FAILED", error } })]);
    const failure = await failureOf(sql.query("SELECT 1"));
    expect(failure).toMatchObject({ reason: expect.not.stringContaining("canary") });
    expect(`${String(failure)}${JSON.stringify(failure)}`).not.toContain("canary");
  });

  it("repeats a query whose connection broke, but not a statement that may have been carried out", async () => {
    const query = clientOf([broken(), done()]);
    await query.sql.query("SELECT 1");
    expect(query.requests).toHaveLength(2);
    const ddl = clientOf([broken(), done()]);
    await expect(ddl.sql.execute("DROP VIEW a")).rejects.toMatchObject({ code: "NETWORK" });
    expect(ddl.requests).toHaveLength(1);
  });

  it("refuses replies without an id or a state, naming what is missing", async () => {
    const { sql } = clientOf([json({ status: { state: "RUNNING" } }), json({ statement_id: "s" })]);
    await expect(sql.query("SELECT 1")).rejects.toThrow("statement_id");
    await expect(sql.query("SELECT 1")).rejects.toThrow("status");
  });

  it("cancels a statement that is given up, without waiting for it", async () => {
    const client = clientOf([statement("RUNNING"), statement("RUNNING"), hanging]);
    const controller = new AbortController();
    const outcome = failureOf(client.sql.query("SELECT 1", { signal: controller.signal }));
    await client.clock.sleep(700);
    const reason = new Error("enough");
    const abortedAt = client.clock.now();
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(client.clock.now()).toBe(abortedAt);
    await client.clock.sleep(6000);
    expect(targets(client).at(-1)).toBe(`POST ${statements}/st-1/cancel`);
    expect(client.clock.pending).toBe(0);
  });

  it("leaves nothing behind when an outage holds the cancellation back", async () => {
    const client = clientOf([statement("RUNNING"), ...Array.from({ length: 9 }, () => broken())]);
    client.connection.waitOutOutages({ maxOutageMs: 4 * 3_600_000 });
    const controller = new AbortController();
    const outcome = failureOf(client.sql.query("SELECT 1", { signal: controller.signal }));
    while (client.requests.length < 6) await client.clock.sleep(100);
    const sent = client.requests.length;
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    await client.clock.sleep(5001);
    expect(targets(client).slice(sent)).toEqual([]);
    expect(client.clock.pending).toBe(0);
  });

  it("cancels a statement whose time is up", async () => {
    const client = clientOf([...Array.from({ length: 4 }, () => statement("RUNNING")), new Response("")]);
    await expect(client.sql.query("SELECT 1", { timeoutMs: 5000 })).rejects.toBeInstanceOf(TimeoutError);
    await client.clock.sleep(1);
    expect(targets(client).at(-1)).toBe(`POST ${statements}/st-1/cancel`);
    expect(client.requests.at(-1)?.at).toBe(5000);
  });

  it("explains what does not compile", async () => {
    const plan = (text: string) => done({}, { data_array: [[text]] });
    const { sql, requests } = clientOf([
      plan("== Physical Plan ==\nScan"),
      plan("Error occurred during query planning: \n[UNRESOLVED_COLUMN] no column x"),
    ]);
    await sql.explain("SELECT a FROM t");
    expect(requests[0]?.body).toMatchObject({ statement: "EXPLAIN SELECT a FROM t" });
    await expect(sql.explain("SELECT x FROM t")).rejects.toMatchObject({
      reason: "[UNRESOLVED_COLUMN] no column x",
    });
  });
});
