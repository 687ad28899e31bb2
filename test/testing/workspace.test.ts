import { ScriptedLlm, type SimulatedWorkspaceOptions, simulatedToken } from "genie-enhancer/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type Face, faceNames, openFace, type Reply, send } from "./workspace-faces.js";

const spaces = "/api/2.0/genie/spaces";
const statements = "/api/2.0/sql/statements";
const id = (digit: string) => digit.repeat(32);
const document = {
  version: 2,
  data_sources: { tables: [{ identifier: "shop.core.orders" }] },
  instructions: { text_instructions: [{ id: id("a"), content: ["Amounts are net."] }] },
  benchmarks: {
    questions: [
      { id: id("b"), question: ["How much?"], answer: [{ format: "SQL", content: ["SELECT secret"] }] },
    ],
  },
};

describe.each(faceNames)("a workspace reached by %s", (name) => {
  let open: Face | undefined;
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  async function start(options: SimulatedWorkspaceOptions = {}) {
    open = await openFace(name, options);
    const face = open;
    const call = (method: string, path: string, body?: unknown, init?: RequestInit) =>
      send(face, method, path, body, init);
    return { ...face, call };
  }

  async function startWithSpace(options: SimulatedWorkspaceOptions = {}) {
    const face = await start(options);
    const spaceId = face.workspace.addSpace({ title: "Sales", description: "All sales", document });
    const ask = (content: string) =>
      face.call("POST", `${spaces}/${spaceId}/start-conversation`, { content });
    const messagePath = ({ body }: Reply) =>
      `${spaces}/${spaceId}/conversations/${body.conversation_id}/messages/${body.message_id}`;
    const answerOf = async (question: string) => {
      const asked = await ask(question);
      await face.workspace.clock.sleep(face.workspace.knobs.answerMs);
      return (await face.call("GET", messagePath(asked))).body;
    };
    return { ...face, spaceId, path: `${spaces}/${spaceId}`, ask, messagePath, answerOf };
  }

  const creation = (serialized: unknown) => ({
    title: "New",
    warehouse_id: "5a17ed0000000001",
    serialized_space: typeof serialized === "string" ? serialized : JSON.stringify(serialized),
  });

  describe("spaces", () => {
    it("are created, read with and without their document, changed and trashed", async () => {
      const { call, workspace } = await start();
      const created = await call("POST", spaces, {
        ...creation(document),
        description: "Mine",
        parent_path: "/Workspace/Users/me",
      });
      expect(created.status).toBe(200);
      expect(created.body).toMatchObject({ title: "New", description: "Mine", parent_path: "/Users/me" });
      const path = `${spaces}/${created.body.space_id}`;
      const bare = await call("GET", path);
      expect(bare.body).toMatchObject({ title: "New", warehouse_id: "5a17ed0000000001" });
      expect(bare.body).not.toHaveProperty("serialized_space");
      expect(bare.body).not.toHaveProperty("etag");
      const full = await call("GET", `${path}?include_serialized_space=true`);
      expect(JSON.parse(full.body.serialized_space)).toEqual(document);
      const changed = await call("PATCH", path, { title: "Renamed" });
      expect(changed.body).toMatchObject({ title: "Renamed", description: "Mine" });
      expect(workspace.spaces).toEqual([
        { id: created.body.space_id, title: "Renamed", description: "Mine" },
      ]);
      expect((await call("DELETE", path)).status).toBe(200);
      const gone = await call("GET", path);
      expect([gone.status, gone.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      expect((await call("GET", spaces)).body.spaces).toEqual([]);
    });

    it("are listed page by page without a gap", async () => {
      const { call, workspace } = await start();
      const ids = Array.from({ length: 7 }, (_, index) =>
        workspace.addSpace({ title: `Space ${index}`, document: { version: 2 } }),
      );
      const seen: string[] = [];
      let query = "?page_size=3";
      let pages = 0;
      for (;;) {
        const { body } = await call("GET", `${spaces}${query}`);
        pages += 1;
        seen.push(...body.spaces.map(({ space_id }: { space_id: string }) => space_id));
        if (!body.next_page_token) break;
        query = `?page_size=3&page_token=${body.next_page_token}`;
      }
      expect(seen).toEqual(ids);
      expect(pages).toBe(3);
    });

    it("refuse a change that rests on an old etag and take one on the present", async () => {
      const { call, path, workspace, spaceId } = await startWithSpace();
      const { etag } = (await call("GET", `${path}?include_serialized_space=true`)).body;
      const next = { ...document, instructions: undefined };
      const first = await call("PATCH", path, { serialized_space: JSON.stringify(next), etag });
      expect(first.status).toBe(200);
      expect(first.body.etag).not.toBe(etag);
      const stale = await call("PATCH", path, { serialized_space: JSON.stringify(document), etag });
      expect([stale.status, stale.body.error_code]).toEqual([409, "ABORTED"]);
      expect(workspace.documentOf(spaceId).data.instructions).toBeUndefined();
    });

    it("turn a version 1 document into version 2 and leave empty members out", async () => {
      const { call, workspace } = await start();
      const columns = [{ column_name: "id", get_example_values: true, build_value_dictionary: true }];
      const { status, body } = await call(
        "POST",
        spaces,
        creation({
          version: 1,
          data_sources: { tables: [{ identifier: "a.b.c", column_configs: columns }] },
          instructions: { join_specs: [] },
        }),
      );
      expect(status).toBe(200);
      expect(workspace.documentOf(body.space_id).data).toEqual({
        version: 2,
        data_sources: {
          tables: [
            {
              identifier: "a.b.c",
              column_configs: [
                { column_name: "id", enable_format_assistance: true, enable_entity_matching: true },
              ],
            },
          ],
        },
      });
    });
  });

  it("tells which permissions a space has", async () => {
    const { call, spaceId } = await startWithSpace();
    const path = `/api/2.0/permissions/genie/${spaceId}/permissionLevels`;
    const levels = (await call("GET", path)).body.permission_levels;
    expect(levels.map(({ permission_level: level }: { permission_level: string }) => level)).toContain(
      "CAN_EDIT",
    );
  });

  describe("conversations", () => {
    it("run through their states as time passes and end with the query and its rows", async () => {
      const { call, ask, messagePath, workspace } = await startWithSpace({ knobs: { answerMs: 1_000 } });
      const asked = await ask("sql: SELECT five");
      const states: string[] = [];
      let message = asked.body.message;
      for (const ms of [0, 100, 100, 100, 450, 249, 1]) {
        await workspace.clock.sleep(ms);
        message = (await call("GET", messagePath(asked))).body;
        states.push(message.status);
      }
      expect(states).toEqual([
        "SUBMITTED",
        "FETCHING_METADATA",
        "FILTERING_CONTEXT",
        "ASKING_AI",
        "EXECUTING_QUERY",
        "EXECUTING_QUERY",
        "COMPLETED",
      ]);
      expect(message.attachments).toHaveLength(1);
      const [{ attachment_id: attachment, query }] = message.attachments;
      expect(query).toMatchObject({ query: "SELECT five", query_result_metadata: { row_count: 5 } });
      const result = await call("GET", `${messagePath(asked)}/attachments/${attachment}/query-result`);
      expect(result.body.statement_response.result.data_array).toHaveLength(5);
      const again = await call("POST", `${messagePath(asked)}/attachments/${attachment}/execute-query`);
      expect(again.body.statement_response.status.state).toBe("SUCCEEDED");
    });

    it("have no rows and no attachments before the query runs", async () => {
      const { call, ask, messagePath } = await startWithSpace();
      const asked = await ask("sql: SELECT one");
      expect((await call("GET", messagePath(asked))).body).not.toHaveProperty("attachments");
      const early = await call("GET", `${messagePath(asked)}/attachments/any/query-result`);
      expect(early.status).toBe(400);
    });

    it("tell of a question back as such", async () => {
      const { answerOf } = await startWithSpace();
      expect(await answerOf("ask back")).toMatchObject({
        status: "COMPLETED",
        attachments: [{ text: { content: "Which one?", purpose: "FOLLOW_UP_QUESTION" } }],
      });
    });

    it("ask back by chance when they are made flaky, for one question alone", async () => {
      const { answerOf } = await startWithSpace({ knobs: { flakiness: { "sql: SELECT one": 1 } } });
      const off = await answerOf("sql: SELECT one");
      expect(off.attachments[0].text.purpose).toBe("FOLLOW_UP_QUESTION");
      expect((await answerOf("sql: SELECT five")).attachments[0].query.query).toBe("SELECT five");
    });

    it("fail with the warehouse's words when the query fails", async () => {
      const { answerOf } = await startWithSpace();
      const message = await answerOf("sql: SELECT nothing");
      expect(message).toMatchObject({ status: "FAILED", error: { type: "SQL_EXECUTION_EXCEPTION" } });
      expect(message.error.error).toContain("TABLE_OR_VIEW_NOT_FOUND");
      expect(message.attachments[0].query.query).toBe("SELECT nothing");
    });

    it("never show the benchmarks to whoever answers", async () => {
      const { answerOf } = await startWithSpace();
      const known = JSON.parse((await answerOf("what do you know?")).attachments[0].text.content);
      expect(known.document.instructions).toEqual(document.instructions);
      expect(known.document).not.toHaveProperty("benchmarks");
      expect(JSON.stringify(known)).not.toContain("secret");
      expect(known.catalog).toContain("shop.core.orders");
    });

    it("answer from a changed document only after the indexing delay", async () => {
      const { call, path, answerOf, workspace } = await startWithSpace({
        knobs: { indexingDelayMs: 20_000, answerMs: 0 },
      });
      const instructed = async () =>
        (await answerOf("what do you know?")).attachments[0].text.content.includes("Gross");
      const instructions = { text_instructions: [{ id: id("a"), content: ["Gross."] }] };
      await call("PATCH", path, { serialized_space: JSON.stringify({ ...document, instructions }) });
      expect(await instructed()).toBe(false);
      await workspace.clock.sleep(19_999);
      expect(await instructed()).toBe(false);
      await workspace.clock.sleep(1);
      expect(await instructed()).toBe(true);
    });

    it("are refused beyond the questions a minute, with the wait until the next", async () => {
      const { ask, workspace } = await startWithSpace({ knobs: { questionsPerMinute: 2 } });
      expect((await ask("one")).status).toBe(200);
      await workspace.clock.sleep(10_000);
      expect((await ask("two")).status).toBe(200);
      const refused = await ask("three");
      expect([refused.status, refused.body.error_code, refused.headers.get("retry-after")]).toEqual([
        429,
        "REQUEST_LIMIT_EXCEEDED",
        "50",
      ]);
      await workspace.clock.sleep(50_000);
      expect((await ask("three")).status).toBe(200);
    });
  });

  describe("SQL", () => {
    const statement = (text: string, more: object = {}) => ({
      statement: text,
      warehouse_id: "5a17ed0000000001",
      ...more,
    });

    it("brings rows with their columns, again by the id of the statement", async () => {
      const { call } = await start();
      const { body } = await call("POST", statements, statement("SELECT one"));
      expect(body).toMatchObject({
        status: { state: "SUCCEEDED" },
        manifest: { truncated: false, schema: { columns: [{ name: "n", type_name: "INT" }] } },
        result: { data_array: [["1"]] },
      });
      expect((await call("GET", `${statements}/${body.statement_id}`)).body).toEqual(body);
    });

    it("reports a statement that fails in a reply that succeeds", async () => {
      const { call } = await start();
      const { status, body } = await call("POST", statements, statement("SELECT nothing"));
      expect(status).toBe(200);
      expect(body.status).toMatchObject({ state: "FAILED", sql_state: "42P01" });
      expect(body.status.error.message).toContain("TABLE_OR_VIEW_NOT_FOUND");
    });

    it("hands parameters on", async () => {
      const { call } = await start();
      const parameters = [
        { name: "day", value: "2025-01-01", type: "DATE" },
        { name: "none", value: null },
      ];
      const { body } = await call("POST", statements, statement("SELECT echo", { parameters }));
      expect(body.result.data_array).toEqual([["day=2025-01-01 DATE"], ["none=null undefined"]]);
    });

    it("cuts rows at the limit and says so", async () => {
      const { call } = await start();
      const cut = await call("POST", statements, statement("SELECT five", { row_limit: 3 }));
      expect(cut.body.manifest).toMatchObject({ truncated: true, total_row_count: 3 });
      expect(cut.body.result.data_array).toHaveLength(3);
      const whole = await call("POST", statements, statement("SELECT five", { row_limit: 5 }));
      expect(whole.body.manifest.truncated).toBe(false);
    });

    it("is refused on a warehouse that does not exist, or without a statement", async () => {
      const { call } = await start();
      const elsewhere = await call("POST", statements, { statement: "SELECT one", warehouse_id: "other" });
      expect([elsewhere.status, elsewhere.body.error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      const nothing = await call("POST", statements, { warehouse_id: "5a17ed0000000001" });
      expect([nothing.status, nothing.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
      const broken = await call("POST", statements, "{");
      expect([broken.status, broken.body.error_code]).toEqual([400, "MALFORMED_REQUEST"]);
    });
  });

  it("describes the tables of Unity Catalog", async () => {
    const { call } = await start();
    const table = (short: string) => call("GET", `/api/2.1/unity-catalog/tables/shop.core.${short}`);
    const { body } = await table("orders");
    expect(body).toMatchObject({
      name: "orders",
      full_name: "shop.core.orders",
      table_type: "MANAGED",
      comment: "All orders",
    });
    expect(body.columns[1]).toMatchObject({
      name: "amount",
      type_name: "DECIMAL",
      comment: "Net",
      position: 1,
    });
    expect((await table("recent")).body.table_type).toBe("VIEW");
    expect((await table("kpis")).body).toMatchObject({
      table_type: "METRIC_VIEW",
      view_definition: "version: 1.1",
    });
    expect((await table("none")).body.error_code).toBe("TABLE_DOES_NOT_EXIST");
  });

  it("answers chat completions with the model it was given", async () => {
    const llm = new ScriptedLlm(["Hello."]);
    const { call } = await start({ llm });
    const schema = { type: "object" };
    const reply = await call("POST", "/serving-endpoints/any/invocations", {
      messages: [{ role: "user", content: "Hi" }],
      temperature: 0,
      max_tokens: 9,
      response_format: { type: "json_schema", json_schema: { name: "greeting", schema } },
    });
    expect(reply.body).toMatchObject({
      choices: [{ message: { role: "assistant", content: "Hello." }, finish_reason: "stop" }],
      usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    });
    expect(llm.requests[0]).toMatchObject({
      messages: [{ role: "user", content: "Hi" }],
      temperature: 0,
      maxOutputTokens: 9,
      outputSchema: { name: "greeting", schema },
    });
  });

  it("has no serving endpoint without a model", async () => {
    const { call } = await start();
    const body = { messages: [{ role: "user", content: "Hi" }] };
    expect((await call("POST", "/serving-endpoints/any/invocations", body)).status).toBe(404);
  });

  describe("credentials", () => {
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

    it("are needed for everything but a token", async () => {
      const { call } = await start();
      for (const init of [{ headers: {} }, bearer("wrong")]) {
        const { status, body } = await call("GET", spaces, undefined, init);
        expect([status, body.error_code]).toEqual([401, "UNAUTHENTICATED"]);
      }
      expect((await call("GET", spaces, undefined, bearer(simulatedToken))).status).toBe(200);
    });

    it("are issued to service principals and expire", async () => {
      const { call, workspace } = await start({ clients: { robot: "s3cret" }, tokenLifetimeSeconds: 60 });
      const request = (pair: string, grant = "client_credentials") =>
        call("POST", "/oidc/v1/token", `grant_type=${grant}&scope=all-apis`, {
          headers: {
            authorization: `Basic ${btoa(pair)}`,
            "content-type": "application/x-www-form-urlencoded",
          },
        });
      expect((await request("robot:guess")).status).toBe(401);
      expect((await request("robot:s3cret", "password")).status).toBe(400);
      const { body } = await request("robot:s3cret");
      expect(body).toMatchObject({ token_type: "Bearer", expires_in: 60 });
      const listing = () => call("GET", spaces, undefined, bearer(body.access_token));
      await workspace.clock.sleep(59_999);
      expect((await listing()).status).toBe(200);
      await workspace.clock.sleep(1);
      expect((await listing()).status).toBe(401);
    });
  });

  it("does not know other routes", async () => {
    const { call } = await start();
    const { status, body } = await call("GET", "/api/2.0/clusters/list");
    expect([status, body.error_code]).toEqual([404, "ENDPOINT_NOT_FOUND"]);
    expect(body.message).toBe("No API found for 'GET /clusters/list'");
  });

  it.each([
    ["is not text", { version: 2 }, "Expected 'START_OBJECT' not 'VALUE_STRING'"],
    ["is not JSON", "{", "Invalid JSON in field 'serialized_space'"],
    ["is no object", "[]", "Invalid JSON in field 'serialized_space'"],
    ["has an unknown version", '{"version":3}', "supports versions 1 and 2, but got 3"],
    ["has no version", "{}", "supports versions 1 and 2, but got 0"],
    [
      "has an unknown field",
      '{"version":2,"extra":1}',
      "Cannot find field: extra in message GenieSpaceExport",
    ],
    [
      "has tables out of order",
      JSON.stringify({
        version: 2,
        data_sources: { tables: [{ identifier: "b.b.b" }, { identifier: "a.a.a" }] },
      }),
      "data_sources.tables must be sorted by identifier",
    ],
    [
      "has version 1 flags in version 2",
      JSON.stringify({
        version: 2,
        data_sources: {
          tables: [{ identifier: "a.a.a", column_configs: [{ column_name: "x", get_example_values: true }] }],
        },
      }),
      "uses version 1 fields (get_example_values, build_value_dictionary) but the export version is 2",
    ],
    [
      "lacks an id",
      JSON.stringify({ version: 2, instructions: { text_instructions: [{ content: ["x"] }] } }),
      "text_instruction.id must be provided and non-empty",
    ],
    [
      "has an id of another form",
      JSON.stringify({ version: 2, instructions: { text_instructions: [{ id: "A1", content: ["x"] }] } }),
      "Expected lowercase 32-hex UUID without hyphens",
    ],
    [
      "has two text instructions",
      JSON.stringify({
        version: 2,
        instructions: {
          text_instructions: [
            { id: id("a"), content: [] },
            { id: id("b"), content: [] },
          ],
        },
      }),
      "instructions.text_instructions must contain at most one item",
    ],
    [
      "has a join without its marker",
      JSON.stringify({
        version: 2,
        instructions: {
          join_specs: [
            {
              id: id("a"),
              left: { identifier: "a.a.a", alias: "a" },
              right: { identifier: "b.b.b", alias: "b" },
              sql: ["a.x = b.x"],
            },
          ],
        },
      }),
      "Failed to parse export proto: a.x = b.x (of class java.lang.String)",
    ],
    [
      "has text where a list is due",
      JSON.stringify({ version: 2, config: { sample_questions: [{ id: id("a"), question: "What?" }] } }),
      'Expected an array for question but found "What?"',
    ],
  ])("refuses a document that %s, in the service's words", async (_, serialized, words) => {
    const { call, workspace, path } = await startWithSpace();
    for (const [method, target] of [
      ["POST", spaces],
      ["PATCH", path],
    ] as const) {
      const body = { ...creation(""), serialized_space: serialized };
      const refused = await call(method, target, body);
      expect([refused.status, refused.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
      expect(refused.body.message).toContain(words);
    }
    expect(workspace.spaces.map(({ title }) => title)).toEqual(["Sales"]);
  });
});
