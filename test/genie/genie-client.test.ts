import {
  ApiError,
  GenieClient,
  noWrites,
  RateLimiter,
  RunWriteScope,
  TimeoutError,
  WriteScopeError,
} from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { broken, failureOf, json, type Step, scriptedWorkspace } from "../http/scripted-workspace.js";

const spaces = "/api/2.0/genie/spaces";
const id = "a".repeat(32);
const space = (rest: object = {}) => ({ space_id: id, title: "Sales", warehouse_id: "wh-1", ...rest });
const newSpace = { title: "Sales", warehouseId: "wh-1", serializedSpace: "{}" };

function clientOf(
  steps: readonly Step[],
  options: Partial<ConstructorParameters<typeof GenieClient>[0]> = {},
) {
  const workspace = scriptedWorkspace(steps);
  return { ...workspace, client: new GenieClient({ connection: workspace.connection, ...options }) };
}

const targets = ({ requests }: ReturnType<typeof clientOf>) =>
  requests.map(({ method, target }) => `${method} ${target}`);

describe("spaces", () => {
  it("are read with their document on request, and with fields that are missing", async () => {
    const client = clientOf([
      json(space({ serialized_space: '{"version":2}', etag: "e1", parent_path: "/Users/a", newer: 1 })),
      json({ space_id: id }),
    ]);
    expect(await client.client.getSpace(id, { includeDocument: true })).toEqual({
      id,
      title: "Sales",
      warehouseId: "wh-1",
      parentPath: "/Users/a",
      etag: "e1",
      serializedSpace: '{"version":2}',
    });
    expect(await client.client.getSpace("odd/id")).toMatchObject({ title: "", warehouseId: "" });
    expect(targets(client)).toEqual([
      `GET ${spaces}/${id}?include_serialized_space=true`,
      `GET ${spaces}/odd%2Fid`,
    ]);
  });

  it("are listed page by page, over empty pages, only as far as the caller reads", async () => {
    const pages = () => [
      json({ spaces: [space(), space({ space_id: "2" })], next_page_token: "p2" }),
      json({ next_page_token: "p3" }),
      json({ spaces: [space({ space_id: "3" })], next_page_token: "" }),
    ];
    const client = clientOf(pages());
    const ids: string[] = [];
    for await (const one of client.client.listSpaces()) ids.push(one.id);
    expect(ids).toEqual([id, "2", "3"]);
    expect(client.requests[1]?.target).toBe(`${spaces}?page_size=100&page_token=p2`);
    const first = clientOf(pages());
    for await (const _ of first.client.listSpaces()) break;
    expect(first.requests).toHaveLength(1);
  });

  it("are listed to an end even when the service names the same page again and again", async () => {
    const again = () => json({ spaces: [space()], next_page_token: "p2" });
    const client = clientOf([again, again, again]);
    for await (const _ of client.client.listSpaces());
    expect(client.requests).toHaveLength(2);
  });

  it("are created and changed with what is given, and nothing else", async () => {
    const { client, requests } = clientOf([json(space()), json(space())]);
    await client.createSpace({ ...newSpace, description: "d", parentPath: "/p" });
    await client.updateSpace(id, { title: "New", etag: "e1" });
    expect(requests.map(({ method, body }) => [method, body])).toEqual([
      [
        "POST",
        { title: "Sales", description: "d", warehouse_id: "wh-1", serialized_space: "{}", parent_path: "/p" },
      ],
      ["PATCH", { title: "New", etag: "e1" }],
    ]);
  });

  it.each<[string, Step]>([
    ["a broken connection", broken()],
    ["502", json({}, 502)],
    ["500", json({}, 500)],
    ["an answer that cannot be read", new Response("{")],
  ])("are not created twice: after %s the error says that the space may exist", async (_, step) => {
    const { client, requests } = clientOf([step, json(space())]);
    const error = await failureOf(client.createSpace(newSpace));
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error)).toContain('The space "Sales" may exist by now');
    expect(requests).toHaveLength(1);
  });

  it("are created again when the service surely refused", async () => {
    const { client, requests } = clientOf([json({}, 503), json({}, 429), json(space())]);
    expect((await client.createSpace(newSpace)).id).toBe(id);
    expect(requests).toHaveLength(3);
    const refusals = [
      [json({ message: "bad document" }, 400)],
      Array.from({ length: 6 }, () => json({}, 503)),
    ];
    for (const steps of refusals) {
      const { client: refused } = clientOf(steps);
      expect(String(await failureOf(refused.createSpace(newSpace)))).not.toContain("may exist");
    }
  });

  it("are changed again after a broken connection, unless an etag ties the change to the state before", async () => {
    const free = clientOf([broken(), json(space())]);
    await free.client.updateSpace(id, { serializedSpace: "{}" });
    expect(free.requests).toHaveLength(2);
    const tied = clientOf([broken(), json(space())]);
    await expect(tied.client.updateSpace(id, { serializedSpace: "{}", etag: "e" })).rejects.toMatchObject({
      code: "NETWORK",
    });
    expect(tied.requests).toHaveLength(1);
  });

  it("say when they changed meanwhile", async () => {
    const { client } = clientOf([json({ error_code: "ABORTED", message: "etag" }, 409)]);
    await expect(client.updateSpace(id, { etag: "old" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("count as trashed when they are gone", async () => {
    const client = clientOf([
      new Response(""),
      json({ error_code: "RESOURCE_DOES_NOT_EXIST" }, 404),
      json({}, 403),
    ]);
    await client.client.trashSpace(id);
    await client.client.trashSpace(id);
    await expect(client.client.trashSpace(id)).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(targets(client)[0]).toBe(`DELETE ${spaces}/${id}`);
  });
});

describe("a write scope", () => {
  it.each([
    ["of nothing", noWrites],
    ["of a run that created nothing", new RunWriteScope()],
  ])("%s refuses every write before any request, and no reading", async (_, writeScope) => {
    const { client, requests } = clientOf([json(space())], { writeScope });
    await expect(client.updateSpace(id, { title: "x" })).rejects.toBeInstanceOf(WriteScopeError);
    await expect(client.trashSpace(id)).rejects.toBeInstanceOf(WriteScopeError);
    expect(requests).toEqual([]);
    await client.getSpace(id);
  });

  it("of a run allows exactly what the run created", async () => {
    const { client, requests } = clientOf([json(space()), json(space()), json({})], {
      writeScope: new RunWriteScope(),
    });
    await client.createSpace(newSpace);
    await client.updateSpace(id, { title: "x" });
    await client.trashSpace(id);
    await expect(client.updateSpace("b".repeat(32), {})).rejects.toThrow("b".repeat(32));
    expect(requests).toHaveLength(3);
  });
});

const started = () => json({ conversation_id: "c1", message_id: "m1" });
const message = (status: string, rest: object = {}) =>
  json({ conversation_id: "c1", message_id: "m1", status, ...rest });
const query = (sql: string, rest: object = {}) => ({
  attachment_id: `at-${sql.length}`,
  query: { query: sql, ...rest },
});
const rows = (data: unknown[][], state = "SUCCEEDED", rest: object = {}) =>
  json({
    statement_response: {
      statement_id: "st-1",
      status: { state },
      manifest: { schema: { columns: [{ name: "n", type_name: "LONG" }] } },
      result: { data_array: data },
      ...rest,
    },
  });
const messagePath = `${spaces}/${id}/conversations/c1/messages/m1`;

describe("a question", () => {
  it("is asked in a new conversation and looked after at growing intervals, up to the last state", async () => {
    const states = [
      "SUBMITTED",
      "ASKING_AI",
      "EXECUTING_QUERY",
      "ASKING_AI",
      "SOMETHING_NEW",
      "EXECUTING_QUERY",
    ];
    const client = clientOf([
      started(),
      ...states.map((state) => message(state)),
      message("COMPLETED", { attachments: [query("SELECT 1")] }),
      rows([["1"]]),
    ]);
    const answer = await client.client.ask(id, "How many?");
    expect(answer).toEqual({
      status: "answered",
      sql: "SELECT 1",
      parameters: [],
      result: { columns: [{ name: "n", type: "LONG" }], rows: [["1"]], truncated: false },
      text: undefined,
      conversationId: "c1",
      messageId: "m1",
      durationMs: 18_125,
    });
    expect(client.requests[0]).toMatchObject({ body: { content: "How many?" } });
    expect(client.requests.slice(1, 8).map(({ at }) => at)).toEqual([
      0, 1000, 2500, 4750, 8125, 13_125, 18_125,
    ]);
    expect(targets(client).at(-1)).toBe(`GET ${messagePath}/attachments/at-8/query-result`);
    expect(client.clock.pending).toBe(0);
  });

  it("polls as fast and as slowly as it is told", async () => {
    const { client, requests } = clientOf(
      [started(), message("ASKING_AI"), message("ASKING_AI"), message("COMPLETED")],
      {
        pollMs: 100,
        maxPollMs: 120,
      },
    );
    await client.ask(id, "q");
    expect(requests.map(({ at }) => at)).toEqual([0, 0, 100, 220]);
  });

  it("is answered by the last of several queries, with its parameters and the last text", async () => {
    const parameters = [{ keyword: "year", value: "2024", sql_type: "INT" }, { keyword: "open" }];
    const { client } = clientOf([
      started(),
      message("COMPLETED", {
        attachments: [
          query("SELECT 1"),
          { text: { content: "first try" } },
          query("SELECT :year", { parameters }),
          { text: { content: "here it is", purpose: "TEXT_ATTACHMENT_PURPOSE_ANSWER" } },
          { suggested_questions: { questions: ["more?"] } },
        ],
      }),
      rows([]),
    ]);
    expect(await client.ask(id, "q")).toMatchObject({
      status: "answered",
      sql: "SELECT :year",
      parameters: [
        { name: "year", value: "2024", type: "INT" },
        { name: "open", value: null },
      ],
      text: "here it is",
    });
  });

  it.each([
    ["asks back", [{ text: { content: "Which year?", purpose: "FOLLOW_UP_QUESTION" } }], "Which year?", true],
    ["answers in words", [{ text: { content: "I cannot." } }], "I cannot.", false],
    ["attaches an empty query", [query("")], undefined, false],
    ["attaches nothing", undefined, undefined, false],
    ["attaches null", null, undefined, false],
  ])("has no SQL when Genie %s", async (_, attachments, text, isClarification) => {
    const { client } = clientOf([started(), message("COMPLETED", { attachments })]);
    expect(await client.ask(id, "q")).toMatchObject({ status: "no-sql", text, isClarification });
  });

  it.each([
    ["RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION", "transient"],
    ["DESCRIBE_QUERY_TIMEOUT", "transient"],
    ["CHAT_COMPLETION_NETWORK_EXCEPTION", "transient"],
    ["SQL_EXECUTION_EXCEPTION", "wrong-answer"],
    ["DESCRIBE_QUERY_INVALID_SQL_ERROR", "wrong-answer"],
    ["INVALID_TABLE_IDENTIFIER_EXCEPTION", "wrong-answer"],
    ["CONTENT_FILTER_EXCEPTION", "wrong-answer"],
    ["SOME_FUTURE_EXCEPTION", "wrong-answer"],
    ["WAREHOUSE_ACCESS_MISSING_EXCEPTION", "setup"],
    ["NO_DEPLOYMENTS_AVAILABLE_TO_WORKSPACE", "setup"],
    ["COULD_NOT_GET_UC_SCHEMA_EXCEPTION", "setup"],
    ["INTERNAL_CATALOG_PATH_OVERLAP_EXCEPTION", "setup"],
  ])("that fails with %s is a case of: %s", async (type, kind) => {
    const { client, requests } = clientOf([
      started(),
      message("FAILED", { error: { type, error: "why" }, attachments: [query("SELECT x")] }),
    ]);
    expect(await client.ask(id, "q")).toMatchObject({
      status: "failed",
      errorType: type,
      message: "why",
      kind,
      sql: "SELECT x",
    });
    expect(requests).toHaveLength(2);
  });

  it("ends when it was cancelled, and when it failed without a reason", async () => {
    const { client } = clientOf([started(), message("CANCELLED"), started(), message("FAILED")]);
    expect(await client.ask(id, "q")).toMatchObject({ status: "failed", kind: "transient" });
    expect(await client.ask(id, "q")).toMatchObject({ status: "failed", errorType: "UNKNOWN" });
  });

  it("has rows that expired computed again, and waits for them", async () => {
    const client = clientOf([
      started(),
      message("QUERY_RESULT_EXPIRED", { attachments: [query("SELECT 1")] }),
      rows([], "RUNNING"),
      rows([["5"]]),
    ]);
    expect(await client.client.ask(id, "q")).toMatchObject({ status: "answered", result: { rows: [["5"]] } });
    expect(targets(client).slice(2)).toEqual([
      `POST ${messagePath}/attachments/at-8/execute-query`,
      `GET ${messagePath}/attachments/at-8/query-result`,
    ]);
  });

  it("has all chunks of its rows read, and is marked where rows are missing", async () => {
    const answered = (rest: object = {}) => message("COMPLETED", { attachments: [query("SELECT 1", rest)] });
    const two = { data_array: [["1"]], next_chunk_index: 1 };
    const { client } = clientOf([
      started(),
      answered(),
      rows([], "SUCCEEDED", { result: two }),
      json({ data_array: [["2"]] }),
      started(),
      answered(),
      rows([], "SUCCEEDED", { result: two }),
      json({ error_code: "PERMISSION_DENIED" }, 403),
      started(),
      answered({ query_result_metadata: { is_truncated: true, row_count: 9 } }),
      rows([["1"]]),
    ]);
    expect(await client.ask(id, "q")).toMatchObject({ result: { rows: [["1"], ["2"]], truncated: false } });
    expect(await client.ask(id, "q")).toMatchObject({ result: { rows: [["1"]], truncated: true } });
    expect(await client.ask(id, "q")).toMatchObject({ result: { rows: [["1"]], truncated: true } });
  });

  it.each<[string, Step]>([
    ["gone", json({ error_code: "NOT_FOUND" }, 404)],
    ["not there in this state", json({ error_code: "INVALID_STATE" }, 400)],
    ["failed", rows([], "FAILED")],
    ["missing", json({})],
  ])("is answered without rows that are %s", async (_, step) => {
    const { client } = clientOf([
      started(),
      message("COMPLETED", { attachments: [query("SELECT 1")] }),
      step,
    ]);
    expect(await client.ask(id, "q")).toMatchObject({
      status: "answered",
      sql: "SELECT 1",
      result: undefined,
    });
  });

  it("times out with its text in the error, and leaves no timer", async () => {
    const { client, clock } = clientOf([started(), ...Array.from({ length: 9 }, () => message("ASKING_AI"))]);
    const error = await failureOf(client.ask(id, "How many?", { timeoutMs: 10_000 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toContain("How many?");
    expect(clock.pending).toBe(0);
  });

  it("can be given up while its answer or its turn is awaited", async () => {
    const reason = new Error("enough");
    const waiting = clientOf([started(), message("ASKING_AI")]);
    const controller = new AbortController();
    const outcome = failureOf(waiting.client.ask(id, "q", { signal: controller.signal }));
    await waiting.clock.sleep(10);
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(waiting.clock.pending).toBe(0);

    const { connection, requests, clock } = scriptedWorkspace([]);
    const questionLimiter = new RateLimiter({ perMinute: 1, clock });
    await questionLimiter.acquire();
    const queued = new GenieClient({ connection, questionLimiter });
    const second = new AbortController();
    const turn = failureOf(queued.ask(id, "q", { signal: second.signal }));
    await clock.sleep(10);
    second.abort(reason);
    expect(await turn).toBe(reason);
    expect(requests).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("waits its turn, and takes another one when the service refuses it", async () => {
    const { connection, requests, clock } = scriptedWorkspace([
      started(),
      message("COMPLETED"),
      json({}, 429, { "retry-after": "40" }),
      started(),
      message("COMPLETED"),
      started(),
      message("COMPLETED"),
    ]);
    const questionLimiter = new RateLimiter({ perMinute: 6, clock });
    const client = new GenieClient({ connection, questionLimiter });
    for (let count = 0; count < 3; count += 1) await client.ask(id, "one");
    const asked = requests.filter(({ method }) => method === "POST").map(({ at }) => at);
    expect(asked).toEqual([0, 10_000, 50_000, 60_000]);
  });

  it("is not asked twice when it may have arrived", async () => {
    const { client, requests } = clientOf([broken(), started()]);
    await expect(client.ask(id, "q")).rejects.toMatchObject({ code: "NETWORK" });
    expect(requests).toHaveLength(1);
  });
});
