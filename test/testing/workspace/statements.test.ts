import {
  createSqlEngine,
  SimulatedWorkspace,
  type SimulatedWorkspaceOptions,
  type SqlEngine,
  simulatedToken,
} from "genie-enhancer/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type Face, faceNames, openFace, send } from "../workspace-faces.js";

const statements = "/api/2.0/sql/statements";
const warehouse = "/api/2.0/sql/warehouses/5a17ed0000000001";
const order = (statement: string, more: object = {}) => ({
  statement,
  warehouse_id: "5a17ed0000000001",
  ...more,
});
const seconds = 1000;

describe.each(faceNames)("statements of a workspace reached by %s", (name) => {
  let open: Face | undefined;
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  async function start(options: SimulatedWorkspaceOptions = {}) {
    const face = await openFace(name, options);
    open = face;
    const call = (method: string, path: string, body?: unknown, init?: RequestInit) =>
      send(face, method, path, body, init);
    const run = async (statement: string, more?: object) =>
      (await call("POST", statements, order(statement, more))).body;
    const read = async (id: string) => (await call("GET", `${statements}/${id}`)).body;
    return { ...face, call, run, read, clock: face.workspace.clock };
  }

  describe("over time", () => {
    it("are pending, running and done when the caller does not wait", async () => {
      const { run, read, clock } = await start({ knobs: { statementMs: 20 * seconds } });
      const submitted = await run("SELECT one", { wait_timeout: "0s" });
      expect(submitted).toEqual({ statement_id: submitted.statement_id, status: { state: "PENDING" } });
      await clock.sleep(19 * seconds);
      expect((await read(submitted.statement_id)).status.state).toBe("RUNNING");
      await clock.sleep(1 * seconds);
      expect(await read(submitted.statement_id)).toMatchObject({
        status: { state: "SUCCEEDED" },
        result: { data_array: [["1"]] },
      });
    });

    it.each([
      ["30s", 20, "SUCCEEDED"],
      ["10s", 10, "RUNNING"],
      [undefined, 10, "RUNNING"],
    ])("hold the request for %s at the most, %s s here, and are then %s", async (wait, held, state) => {
      const { run, clock } = await start({ knobs: { statementMs: 20 * seconds } });
      const before = clock.now();
      const reply = await run("SELECT one", { wait_timeout: wait });
      expect(reply.status.state).toBe(state);
      expect(clock.now() - before).toBe(held * seconds);
    });

    it("go on after the wait, or are cancelled, as the caller chose", async () => {
      const { run, read, clock } = await start({ knobs: { statementMs: 20 * seconds } });
      const goesOn = await run("SELECT one", { wait_timeout: "5s", on_wait_timeout: "CONTINUE" });
      const stops = await run("SELECT one", { wait_timeout: "5s", on_wait_timeout: "CANCEL" });
      expect([goesOn.status.state, stops.status.state]).toEqual(["RUNNING", "CANCELED"]);
      await clock.sleep(30 * seconds);
      expect((await read(goesOn.statement_id)).status.state).toBe("SUCCEEDED");
      expect((await read(stops.statement_id)).status.state).toBe("CANCELED");
    });

    it("are cancelled before they have an effect, and not once they have ended", async () => {
      const executed: string[] = [];
      const engine: SqlEngine = {
        run: async (sql) => {
          executed.push(sql);
          return { columns: [], rows: [] };
        },
        describeTables: async () => [],
        close: async () => {},
      };
      const { run, read, call, clock } = await start({ engine, knobs: { statementMs: 20 * seconds } });
      const first = await run("DROP TABLE a", { wait_timeout: "0s" });
      expect((await call("POST", `${statements}/${first.statement_id}/cancel`)).body).toEqual({});
      expect((await read(first.statement_id)).status.state).toBe("CANCELED");
      await clock.sleep(60 * seconds);
      expect(executed).toEqual([]);
      const second = await run("DROP TABLE b", { wait_timeout: "30s" });
      await call("POST", `${statements}/${second.statement_id}/cancel`);
      expect((await read(second.statement_id)).status.state).toBe("SUCCEEDED");
      expect(executed).toEqual(["DROP TABLE b"]);
      expect((await call("POST", `${statements}/unknown/cancel`)).status).toBe(404);
    });

    it("wake a stopped warehouse and are pending until it runs", async () => {
      const { run, read, call, clock } = await start({ knobs: { warehouseStartMs: 30 * seconds } });
      const warehouseState = async () => (await call("GET", warehouse)).body.state;
      expect(await warehouseState()).toBe("RUNNING");
      await call("POST", `${warehouse}/stop`);
      expect(await warehouseState()).toBe("STOPPED");
      const { statement_id: id } = await run("SELECT one", { wait_timeout: "5s" });
      expect([await warehouseState(), (await read(id)).status.state]).toEqual(["STARTING", "PENDING"]);
      await clock.sleep(25 * seconds);
      expect([await warehouseState(), (await read(id)).status.state]).toEqual(["RUNNING", "SUCCEEDED"]);
    });

    it("lose their rows after an hour and are unknown after twelve", async () => {
      const { run, call, read, clock } = await start();
      const { statement_id: id } = await run("SELECT one");
      await clock.sleep(3_599_999);
      expect((await read(id)).status.state).toBe("SUCCEEDED");
      await clock.sleep(1);
      expect(await read(id)).toEqual({ statement_id: id, status: { state: "CLOSED" } });
      expect((await call("GET", `${statements}/${id}/result/chunks/0`)).status).toBe(404);
      await clock.sleep(11 * 3_600_000);
      const gone = await call("GET", `${statements}/${id}`);
      expect([gone.status, gone.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
    });

    it("lose the oldest rows early when all of them together are too large", async () => {
      const { run, read } = await start({ knobs: { keptResultBytes: 120 } });
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) ids.push((await run("SELECT five")).statement_id);
      const states = await Promise.all(ids.map(async (id) => (await read(id)).status.state));
      expect(states).toEqual(["CLOSED", "SUCCEEDED", "SUCCEEDED"]);
    });
  });

  describe("with large results", () => {
    it("bring them in chunks that lead from one to the next, and can be fetched in any order", async () => {
      const { run, call } = await start({ knobs: { chunkRows: 2 } });
      const first = await run("SELECT five");
      expect(first.manifest).toMatchObject({
        total_chunk_count: 3,
        total_row_count: 5,
        chunks: [
          { chunk_index: 0, row_offset: 0, row_count: 2 },
          { chunk_index: 1, row_offset: 2, row_count: 2 },
          { chunk_index: 2, row_offset: 4, row_count: 1 },
        ],
      });
      const numbers: string[] = [];
      let chunk = first.result;
      for (;;) {
        numbers.push(...chunk.data_array.map(([cell]: string[]) => cell));
        if (chunk.next_chunk_internal_link === undefined) break;
        expect(chunk.next_chunk_internal_link).toContain(`/chunks/${chunk.next_chunk_index}`);
        chunk = (await call("GET", chunk.next_chunk_internal_link)).body;
      }
      expect(numbers).toEqual(["1", "2", "3", "4", "5"]);
      const last = await call("GET", `${statements}/${first.statement_id}/result/chunks/2`);
      expect(last.body).toMatchObject({ chunk_index: 2, row_offset: 4, row_count: 1 });
      expect((await call("GET", `${statements}/${first.statement_id}/result/chunks/3`)).status).toBe(400);
      expect((await call("GET", `${statements}/${first.statement_id}/result/chunks/x`)).status).toBe(400);
    });

    it("have no chunks before they have succeeded", async () => {
      const { run, call } = await start({ knobs: { statementMs: 60 * seconds } });
      const { statement_id: id } = await run("SELECT five", { wait_timeout: "0s" });
      const early = await call("GET", `${statements}/${id}/result/chunks/0`);
      expect([early.status, early.body.error_code]).toEqual([400, "INVALID_STATE"]);
    });

    it("cut them at the bytes allowed", async () => {
      const { run } = await start();
      const whole = await run("SELECT five");
      const { total_byte_count: bytes } = whole.manifest;
      expect((await run("SELECT five", { byte_limit: bytes })).manifest.truncated).toBe(false);
      const cut = await run("SELECT five", { byte_limit: bytes - 1 });
      expect(cut.manifest).toMatchObject({ truncated: true, total_row_count: 4 });
      expect(cut.result.data_array).toHaveLength(4);
    });

    it("serve them behind links that need no token, take none, and expire", async () => {
      const { run, call, fetch: reach, clock } = await start({ knobs: { chunkRows: 3 } });
      const reply = await run("SELECT five", { disposition: "EXTERNAL_LINKS" });
      const [{ external_link: link, expiration, row_count: rows }] = reply.result.external_links;
      expect([rows, Date.parse(expiration) - clock.now()]).toEqual([3, 15 * 60 * seconds]);
      const get = async (url: string, init?: RequestInit) => {
        const response = await reach(url, init);
        return { status: response.status, text: await response.text() };
      };
      expect(JSON.parse((await get(link)).text)).toEqual([
        ["1", null],
        ["2", null],
        ["3", null],
      ]);
      const second = await call("GET", `${statements}/${reply.statement_id}/result/chunks/1`);
      const next = await get(second.body.external_links[0].external_link);
      expect(JSON.parse(next.text)).toEqual([
        ["4", null],
        ["5", null],
      ]);
      expect((await get(link, { headers: { authorization: "Bearer simulated-token" } })).status).toBe(400);
      expect((await get(link.replace(/signature=./, "signature=x"))).status).toBe(403);
      await clock.sleep(15 * 60 * seconds);
      expect(await get(link)).toMatchObject({ status: 403, text: expect.stringContaining("expired") });
    });

    it("write them as CSV with a header in the first chunk", async () => {
      const { run, call, fetch: reach } = await start({ knobs: { chunkRows: 3 } });
      const reply = await run("SELECT five", { disposition: "EXTERNAL_LINKS", format: "CSV" });
      const second = await call("GET", `${statements}/${reply.statement_id}/result/chunks/1`);
      const text = async ({ external_links: [{ external_link: link }] }: typeof reply.result) =>
        (await reach(link)).text();
      expect(await text(reply.result)).toBe("n,word\n1,null\n2,null\n3,null\n");
      expect(await text(second.body)).toBe("4,null\n5,null\n");
    });
  });

  it.each([
    ["a wait of 4 s", { wait_timeout: "4s" }],
    ["a wait of 51 s", { wait_timeout: "51s" }],
    ["a wait that is no time", { wait_timeout: "soon" }],
    ["another end of the wait", { on_wait_timeout: "STOP" }],
    ["CSV in the reply", { format: "CSV" }],
    ["Arrow", { format: "ARROW_STREAM", disposition: "EXTERNAL_LINKS" }],
    ["another disposition", { disposition: "MAIL" }],
    ["no rows at all", { row_limit: 0 }],
  ])("refuse %s", async (_, more) => {
    const { call } = await start();
    const { status, body } = await call("POST", statements, order("SELECT one", more));
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });
});

describe("statements at their limits", () => {
  it("fail when their rows are too large to come with the reply, and come by link", async () => {
    const cell = "x".repeat(1024 * 1024);
    const engine: SqlEngine = {
      run: async () => ({
        columns: [{ name: "x", typeName: "STRING", typeText: "STRING" }],
        rows: Array.from({ length: 26 }, () => [cell]),
      }),
      describeTables: async () => [],
      close: async () => {},
    };
    const face = await openFace("fetch", { engine });
    const run = async (statement: string, more?: object) =>
      (await send(face, "POST", statements, order(statement, more))).body;
    const inline = await run("SELECT x");
    expect([inline.status.state, inline.status.error.error_code]).toEqual(["FAILED", "BAD_REQUEST"]);
    expect(inline.status.error.message).toContain("EXTERNAL_LINKS");
    expect((await run("SELECT x", { disposition: "EXTERNAL_LINKS" })).status.state).toBe("SUCCEEDED");
    await face.close();
  });

  it("may be 16 MiB long and no longer", async () => {
    const face = await openFace("fetch");
    const statement = `SELECT '${"x".repeat(16 * 1024 * 1024)}'`;
    const { status, body } = await send(face, "POST", statements, order(statement));
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    const shorter = await send(face, "POST", statements, order(statement.slice(0, 16 * 1024 * 1024)));
    expect(shorter.body.status.state).toBe("FAILED");
    await face.close();
  });
});

describe("rows of Genie's answers", () => {
  it("are kept with those of statements, expire with them, and come back when the query runs again", async () => {
    const face = await openFace("fetch", { knobs: { answerMs: 0, keptResultBytes: 120 } });
    const spaceId = face.workspace.addSpace({ title: "Sales", document: { version: 2 } });
    const ask = async () => {
      const { body } = await send(face, "POST", `/api/2.0/genie/spaces/${spaceId}/start-conversation`, {
        content: "sql: SELECT five",
      });
      return `/api/2.0/genie/spaces/${spaceId}/conversations/${body.conversation_id}/messages/${body.message_id}`;
    };
    const read = async (path: string) => (await send(face, "GET", path)).body;
    const first = await ask();
    const { attachments, status } = await read(first);
    expect(status).toBe("COMPLETED");
    const [{ query }] = attachments;
    expect((await read(`${statements}/${query.statement_id}`)).result.data_array).toHaveLength(5);
    await ask();
    await ask();
    const expired = await read(first);
    expect(expired.status).toBe("QUERY_RESULT_EXPIRED");
    expect(expired.attachments[0].query.query_result_metadata.row_count).toBe(5);
    expect((await read(`${statements}/${query.statement_id}`)).status.state).toBe("CLOSED");
    const again = await send(face, "POST", `${first}/execute-query`);
    expect(again.body.statement_response.result.data_array).toHaveLength(5);
    expect((await read(first)).status).toBe("COMPLETED");
    await face.close();
  });
});

describe("statements with real SQL", () => {
  const tables = {
    "shop.core.orders": {
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "amount", type: "DECIMAL(10,2)" },
      ],
      rows: [
        [1, "10.50"],
        [2, "20.00"],
      ],
    },
    "shop.archive.orders": { columns: [{ name: "id", type: "BIGINT" }], rows: [[99]] },
  };
  const start = async (options: SimulatedWorkspaceOptions = {}) => {
    const face = await openFace("fetch", {
      ...options,
      engine: await createSqlEngine({ tables }),
    });
    const run = async (statement: string, more?: object) =>
      (await send(face, "POST", statements, order(statement, more))).body;
    return { ...face, run };
  };

  it("tell the type of each column with its precision", async () => {
    const { run, close } = await start();
    const reply = await run(
      "SELECT id, amount, DATE '2025-01-01' AS day, array(1, 2) AS list FROM shop.core.orders",
    );
    expect(reply.manifest.schema).toEqual({
      column_count: 4,
      columns: [
        { name: "id", position: 0, type_name: "LONG", type_text: "BIGINT" },
        {
          name: "amount",
          position: 1,
          type_name: "DECIMAL",
          type_text: "DECIMAL(10,2)",
          type_precision: 10,
          type_scale: 2,
        },
        { name: "day", position: 2, type_name: "DATE", type_text: "DATE" },
        { name: "list", position: 3, type_name: "ARRAY", type_text: "ARRAY<INT>" },
      ],
    });
    expect(reply.result.data_array[0]).toEqual(["1", "10.50", "2025-01-01", "[1,2]"]);
    await close();
  });

  it("bind named parameters by their types, and fail where the value is none of its type", async () => {
    const { run, close } = await start();
    const sql = "SELECT id FROM shop.core.orders WHERE amount > :least";
    const parameter = (value: string | null, type?: string) => ({
      parameters: [{ name: "least", value, type }],
    });
    expect((await run(sql, parameter("10.50", "DECIMAL(10,2)"))).result.data_array).toEqual([["2"]]);
    expect((await run(sql, parameter(null, "INT"))).result.data_array).toEqual([]);
    expect((await run(sql, parameter("ten", "INT"))).status).toMatchObject({ state: "FAILED" });
    expect((await run(sql)).status).toMatchObject({
      state: "FAILED",
      error: { error_code: "BAD_REQUEST", message: expect.stringContaining("UNBOUND_SQL_PARAMETER") },
    });
    await close();
  });

  it("look names up in the catalog and schema of the request", async () => {
    const { run, close } = await start();
    const ids = async (more?: object) =>
      (await run("SELECT id FROM orders ORDER BY id", more)).result.data_array;
    expect(await ids()).toEqual([["1"], ["2"]]);
    expect(await ids({ catalog: "shop", schema: "archive" })).toEqual([["99"]]);
    expect(await ids()).toEqual([["1"], ["2"]]);
    await close();
  });
});

it("does not wait for the statement of a caller that goes away while it is being submitted", async () => {
  let isRunning = false;
  const engine: SqlEngine = {
    run: () => {
      isRunning = true;
      return new Promise(() => {});
    },
    describeTables: async () => [],
    close: async () => {},
  };
  const { fetch, host, clock } = await SimulatedWorkspace.create({ engine });
  const controller = new AbortController();
  fetch(`${host}${statements}`, {
    method: "POST",
    headers: { authorization: `Bearer ${simulatedToken}`, "content-type": "application/json" },
    body: JSON.stringify(order("SELECT one", { wait_timeout: "50s" })),
    signal: controller.signal,
  }).catch(() => undefined);
  controller.abort(new Error("enough"));
  while (!isRunning) await new Promise((resolve) => setImmediate(resolve));
  expect(clock.pending).toBe(0);
});
