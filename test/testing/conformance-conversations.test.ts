import type { Answerer, SqlEngine } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { genieFaces, salesDocument, spacesPath } from "./genie-face.js";
import { faceNames, tinyEngine, tinyGenie } from "./workspace-faces.js";

const number = { name: "n", typeName: "INT", typeText: "INT" };

/** Says more than the tiny Genie: corrections, suggestions, refusals, and what came before. */
const talkative: Answerer = (request) => {
  const thoughts: [] = [];
  switch (request.question) {
    case "corrected":
      return { sql: "SELECT one", corrected: [{ sql: "SELECT nothing", text: "First." }], thoughts };
    case "suggesting":
      return { sql: "SELECT one", suggestedQuestions: ["suggesting", "And then?"], thoughts };
    case "filtered":
      return { thoughts, failure: { type: "CONTENT_FILTER_EXCEPTION", message: "No." } };
    case "parameters":
      return {
        sql: "SELECT echo",
        parameters: [{ name: "day", value: "2025-01-01", type: "DATE" }],
        thoughts,
      };
    case "before":
      return { text: JSON.stringify(request.earlier), thoughts };
    default:
      return tinyGenie(request);
  }
};

/** Counts how often it is asked, or has too many rows. */
function countingEngine(): SqlEngine {
  let runs = 0;
  return {
    ...tinyEngine(),
    run: async (sql) => {
      runs += 1;
      const rows =
        sql === "SELECT many" ? Array.from({ length: 5_001 }, (_, n) => [String(n)]) : [[String(runs)]];
      return { columns: [number], rows };
    },
  };
}

describe.each(faceNames)("conversations reached by %s", (name) => {
  const open = genieFaces(name);

  it("go on with messages that know what came before", async () => {
    const { call, ask, conversationPath, start, workspace } = await open({ genie: talkative });
    const first = await start("sql: SELECT one");
    const conversation = conversationPath(first);
    await call("POST", `${conversation}/messages`, { content: "filtered" });
    const third = await call("POST", `${conversation}/messages`, { content: "before" });
    expect(third.body).toMatchObject({
      conversation_id: first.body.conversation_id,
      content: "before",
      status: "SUBMITTED",
    });
    await workspace.clock.sleep(workspace.knobs.answerMs);
    const { body } = await call("GET", `${conversation}/messages/${third.body.message_id}`);
    expect(JSON.parse(body.attachments[0].text.content)).toEqual([
      { question: "sql: SELECT one", readAs: "sql: SELECT one", sql: "SELECT one" },
      { question: "filtered", readAs: "filtered" },
    ]);
    expect((await ask("before")).message.attachments[0].text.content).toBe("[]");
  });

  it("are listed, the newest first, with their messages, the oldest first, page by page", async () => {
    const { call, start, path, pages, conversationPath } = await open();
    const asked = [];
    for (const content of ["a", "b", "c", "d", "e"]) asked.push(await start(content));
    const listed = await pages(`${path}/conversations?page_size=2`, "conversations");
    expect(listed.items.map(({ title }) => title)).toEqual(["e", "d", "c", "b", "a"]);
    expect(listed.count).toBe(3);
    expect(listed.items[0]).toEqual({
      conversation_id: asked[4]?.body.conversation_id,
      title: "e",
      created_timestamp: expect.any(Number),
      agent_type: "GENIE_CONVERSATION_TYPE_CHAT",
    });
    const [first] = asked;
    if (!first) throw new RangeError("nothing was asked");
    for (const content of ["more", "still more"])
      await call("POST", `${conversationPath(first)}/messages`, { content });
    const messages = await pages(`${conversationPath(first)}/messages?page_size=1`, "messages");
    expect(messages.items.map(({ content }) => content)).toEqual(["a", "more", "still more"]);
  });

  it("keep their pages in step while conversations are added and deleted", async () => {
    const { call, start, path, conversationPath } = await open();
    const asked = [];
    for (const content of ["a", "b", "c", "d"]) asked.push(await start(content));
    const list = `${path}/conversations?page_size=2`;
    const { body: first } = await call("GET", list);
    await start("e");
    const { body: second } = await call("GET", `${list}&page_token=${first.next_page_token}`);
    expect(second.conversations.map(({ title }: { title: string }) => title)).toEqual(["b", "a"]);
    const [, , third] = asked;
    if (!third) throw new RangeError("nothing was asked");
    await call("DELETE", conversationPath(third));
    const { status } = await call("GET", `${list}&page_token=${first.next_page_token}`);
    expect(status).toBe(200);
  });

  it("and their messages can be deleted, and are gone then", async () => {
    const { call, refusal, ask } = await open();
    const { path, conversation } = await ask("sql: SELECT one");
    const second = await call("POST", `${conversation}/messages`, { content: "more" });
    expect((await call("DELETE", path)).status).toBe(200);
    expect(await refusal("GET", path)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
    expect((await call("GET", `${conversation}/messages/${second.body.message_id}`)).status).toBe(200);
    expect((await call("DELETE", conversation)).status).toBe(200);
    for (const target of [`${conversation}/messages`, `${conversation}/messages/${second.body.message_id}`])
      expect(await refusal("GET", target)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
    expect(await refusal("POST", `${conversation}/messages`, { content: "?" })).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
  });

  it("take no message that is still being answered when they are deleted", async () => {
    let release = (): void => undefined;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const engine: SqlEngine = {
      ...tinyEngine(),
      run: async (sql, options) => {
        if (sql === "SELECT slow") {
          begin();
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return tinyEngine().run("SELECT one", options);
      },
    };
    const { call, refusal, ask, path } = await open({ engine });
    const { conversation } = await ask("sql: SELECT one");
    const late = refusal("POST", `${conversation}/messages`, { content: "sql: SELECT slow" });
    await begun;
    expect((await call("DELETE", conversation)).status).toBe(200);
    release();
    expect(await late).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
    expect((await call("GET", `${path}/conversations`)).body.conversations).toEqual([]);
  });

  it("cannot be read as such, which the service has no route for", async () => {
    const { refusal, ask } = await open();
    const { conversation } = await ask("a");
    expect(await refusal("GET", conversation)).toEqual([404, "ENDPOINT_NOT_FOUND"]);
  });

  it("belong to one space", async () => {
    const { workspace, refusal, ask, path, spaceId } = await open();
    const other = workspace.addSpace({ title: "Other", document: salesDocument });
    const asked = await ask("a");
    expect(await refusal("GET", asked.path.replace(spaceId, other))).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
    expect(asked.path.startsWith(path)).toBe(true);
  });

  it("refuse a message without words", async () => {
    const { refusal, path } = await open();
    for (const body of [{}, { content: "" }, { content: 5 }])
      expect(await refusal("POST", `${path}/start-conversation`, body)).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
      ]);
  });

  describe("answer", () => {
    it("with every query that was tried, the last one being the answer", async () => {
      const { ask, call } = await open({ genie: talkative });
      const { message, path } = await ask("corrected");
      expect(message.attachments.map(({ query }: { query: { query: string } }) => query.query)).toEqual([
        "SELECT nothing",
        "SELECT one",
      ]);
      const results = [];
      for (const { attachment_id: id } of message.attachments)
        results.push((await call("GET", `${path}/attachments/${id}/query-result`)).body.statement_response);
      expect(results.map(({ status }) => status.state)).toEqual(["FAILED", "SUCCEEDED"]);
      expect(message.query_result).toEqual({
        statement_id: message.attachments[1].query.statement_id,
        row_count: 1,
        is_truncated: false,
      });
    });

    it("with questions to go on with, of its own or the space's", async () => {
      const samples = ["Sample?", "sql: SELECT one", "B?", "C?", "D?"].map((question, index) => ({
        id: `${index}`.repeat(32),
        question: [question],
      }));
      const { ask } = await open(
        { genie: talkative },
        { ...salesDocument, config: { sample_questions: samples } },
      );
      const suggested = async (question: string) =>
        (await ask(question)).message.attachments.at(-1).suggested_questions.questions;
      expect(await suggested("suggesting")).toEqual(["And then?"]);
      expect(await suggested("sql: SELECT one")).toEqual(["Sample?", "B?", "C?"]);
    });

    it("with the values of parameters", async () => {
      const { ask, call } = await open({ genie: talkative });
      const { message, path } = await ask("parameters");
      const [{ attachment_id: id, query }] = message.attachments;
      expect(query.parameters).toEqual([{ keyword: "day", value: "2025-01-01", sql_type: "DATE" }]);
      const { body } = await call("GET", `${path}/attachments/${id}/query-result`);
      expect(body.statement_response.result.data_array).toEqual([["day=2025-01-01 DATE"]]);
    });

    it("with at most 5,000 rows, and says that there are more", async () => {
      const { ask, call } = await open({ engine: countingEngine() });
      const { message, path } = await ask("sql: SELECT many");
      const [{ attachment_id: id, query }] = message.attachments;
      expect(query.query_result_metadata).toEqual({ row_count: 5_000, is_truncated: true });
      const { body } = await call("GET", `${path}/attachments/${id}/query-result`);
      expect(body.statement_response.manifest.truncated).toBe(true);
      expect(body.statement_response.result.data_array).toHaveLength(5_000);
    });
  });

  describe("end without an answer", () => {
    it("with the error type that a question was given, until it is taken back", async () => {
      const question = "sql: SELECT one";
      const type = "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION";
      const { ask, workspace } = await open({ knobs: { failures: { [question]: type } } });
      const { message } = await ask(question);
      expect(message).toMatchObject({ status: "FAILED", error: { type } });
      expect(message).not.toHaveProperty("attachments");
      workspace.knobs.failures = {};
      expect((await ask(question)).message.status).toBe("COMPLETED");
    });

    it("with the error type that Genie gives", async () => {
      const { ask } = await open({ genie: talkative });
      expect((await ask("filtered")).message).toMatchObject({
        status: "FAILED",
        error: { type: "CONTENT_FILTER_EXCEPTION", error: "No." },
      });
    });

    it("where the space's warehouse does not exist", async () => {
      const { ask, call, path } = await open();
      await call("PATCH", path, { warehouse_id: "gone" });
      expect((await ask("sql: SELECT one")).message).toMatchObject({
        status: "FAILED",
        error: { type: "WAREHOUSE_NOT_FOUND_EXCEPTION", error: expect.stringContaining("gone") },
      });
    });

    it("when somebody stops them, keeping what could be seen by then", async () => {
      const { call, start, messagePath, workspace, spaceId, refusal } = await open({
        knobs: { answerMs: 1_000 },
      });
      for (const [ms, attachments] of [
        [500, 0],
        [900, 1],
      ] as const) {
        const asked = await start("sql: SELECT one");
        await workspace.clock.sleep(ms);
        workspace.cancelMessage(spaceId, asked.body.conversation_id, asked.body.message_id);
        await workspace.clock.sleep(5_000);
        const { body } = await call("GET", messagePath(asked));
        expect(body).toMatchObject({
          status: "CANCELLED",
          error: { type: "MESSAGE_CANCELLED_WHILE_EXECUTING_EXCEPTION" },
        });
        expect(body.attachments ?? []).toHaveLength(attachments);
        expect(body.last_updated_timestamp).toBe(body.created_timestamp + ms);
        expect(await refusal("GET", `${messagePath(asked)}/query-result`)).toEqual([
          400,
          "INVALID_PARAMETER_VALUE",
        ]);
      }
    });

    it("not when somebody stops them too late", async () => {
      const { ask, call, workspace, spaceId } = await open();
      const { message, path } = await ask("sql: SELECT one");
      workspace.cancelMessage(spaceId, message.conversation_id, message.message_id);
      expect((await call("GET", path)).body.status).toBe("COMPLETED");
    });
  });

  describe("results", () => {
    it("come by attachment, and in both forms for old clients", async () => {
      const { ask, call } = await open();
      const { message, path } = await ask("sql: SELECT five");
      const id = message.attachments[0].attachment_id;
      const replies = [];
      for (const form of [`attachments/${id}/query-result`, `query-result/${id}`, "query-result"])
        replies.push((await call("GET", `${path}/${form}`)).body);
      expect(replies[0].statement_response).toMatchObject({
        statement_id: message.attachments[0].query.statement_id,
        status: { state: "SUCCEEDED" },
        manifest: { schema: { column_count: 2 } },
        result: { row_count: 5 },
      });
      expect(replies[1]).toEqual(replies[0]);
      expect(replies[2]).toEqual(replies[0]);
    });

    it("are on their way while the query runs", async () => {
      const { start, call, messagePath, workspace } = await open({ knobs: { answerMs: 1_000 } });
      const asked = await start("sql: SELECT one");
      await workspace.clock.sleep(900);
      const { body } = await call("GET", `${messagePath(asked)}/query-result`);
      expect(body.statement_response).toEqual({
        statement_id: expect.any(String),
        status: { state: "RUNNING" },
      });
    });

    it("are none of another attachment, nor of words", async () => {
      const { ask, refusal } = await open();
      const { path } = await ask("sql: SELECT one");
      expect(await refusal("GET", `${path}/attachments/other/query-result`)).toEqual([
        404,
        "RESOURCE_DOES_NOT_EXIST",
      ]);
      const words = await ask("ask back");
      for (const [method, form] of [
        ["GET", "query-result"],
        ["POST", "execute-query"],
      ] as const)
        expect(await refusal(method, `${words.path}/${form}`)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    });

    it("can be downloaded whole, by links that are their own credentials", async () => {
      const { ask, call, follow, refusal } = await open({
        engine: countingEngine(),
        knobs: { chunkRows: 4_000 },
      });
      const { message, path } = await ask("sql: SELECT many");
      const downloads = `${path}/attachments/${message.attachments[0].attachment_id}/downloads`;
      const { body: started } = await call("POST", downloads, {});
      const target = `${downloads}/${started.download_id}`;
      const signed = `${target}?download_id_signature=${started.download_id_signature}`;
      const { statement_response: response } = (await call("GET", signed)).body;
      expect(response.manifest).toMatchObject({ truncated: false, total_row_count: 5_001 });
      const { body: rows } = await follow(response.result.external_links[0].external_link);
      expect([rows.length, rows[3_999]]).toEqual([4_000, ["3999"]]);
      expect(await refusal("GET", `${target}?download_id_signature=forged`)).toEqual([
        403,
        "PERMISSION_DENIED",
      ]);
      expect(await refusal("GET", `${downloads}/none`)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      expect((await call("DELETE", path)).status).toBe(200);
      expect(await refusal("GET", signed)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      const words = await ask("ask back");
      const [{ attachment_id: text }] = words.message.attachments;
      expect(await refusal("POST", `${words.path}/attachments/${text}/downloads`)).toEqual([
        404,
        "RESOURCE_DOES_NOT_EXIST",
      ]);
    });

    it("expire, and are had anew by executing the query again", async () => {
      const { ask, call, refusal, workspace } = await open({
        engine: countingEngine(),
        knobs: { resultLifetimeMs: 60_000 },
      });
      const { message, path } = await ask("sql: SELECT one");
      const attachment = `${path}/attachments/${message.attachments[0].attachment_id}`;
      const rows = async () =>
        (await call("GET", `${attachment}/query-result`)).body.statement_response.result.data_array;
      const status = async () => (await call("GET", path)).body.status;
      await workspace.clock.sleep(60_000 - workspace.knobs.answerMs - 1);
      expect([await status(), await rows()]).toEqual(["COMPLETED", [["1"]]]);
      await workspace.clock.sleep(1);
      expect(await status()).toBe("QUERY_RESULT_EXPIRED");
      expect((await call("GET", path)).body.attachments).toHaveLength(1);
      expect(await refusal("GET", `${attachment}/query-result`)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
      const again = await call("POST", `${attachment}/execute-query`);
      expect(again.body.statement_response.result.data_array).toEqual([["2"]]);
      expect([await status(), await rows()]).toEqual(["COMPLETED", [["2"]]]);
      const { body } = await call("POST", `${path}/execute-query`);
      expect(body.statement_response.result.data_array).toEqual([["3"]]);
      expect(await rows()).toEqual([["3"]]);
      await workspace.clock.sleep(60_000);
      expect(await status()).toBe("QUERY_RESULT_EXPIRED");
    });
  });

  it("take feedback and comments", async () => {
    const { ask, call, refusal, pages } = await open();
    const { path, conversation } = await ask("sql: SELECT one");
    const feedback = async () => (await call("GET", path)).body.feedback;
    expect(await feedback()).toBeUndefined();
    expect(
      (await call("POST", `${path}/feedback`, { rating: "NEGATIVE", comment: "Wrong year" })).body,
    ).toEqual({});
    expect(await feedback()).toEqual({ rating: "NEGATIVE", comment: "Wrong year" });
    await call("POST", `${path}/feedback`, { rating: "POSITIVE" });
    expect(await feedback()).toEqual({ rating: "POSITIVE" });
    await call("POST", `${path}/feedback`, { rating: "NONE" });
    expect(await feedback()).toBeUndefined();
    expect(await refusal("POST", `${path}/feedback`, { rating: "GREAT" })).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
    ]);
    for (const content of ["one", "two", "three"]) await call("POST", `${path}/comments`, { content });
    for (const list of [`${path}/comments?page_size=2`, `${conversation}/list-comments?page_size=2`]) {
      const { items, count } = await pages(list, "comments");
      expect(items.map(({ content }) => content)).toEqual(["one", "two", "three"]);
      expect(count).toBe(2);
    }
  });

  it("need permissions: to run for questions, to view for reading, to manage for those of others", async () => {
    const { ask, call, refusal, workspace, spaceId, path, conversationPath, start } = await open();
    const asked = await ask("sql: SELECT one");
    const conversation = conversationPath(await start("more"));
    const set = (level: (typeof workspace.knobs.permissions)[string]) => {
      workspace.knobs.permissions[spaceId] = level;
    };
    const denied = [403, "PERMISSION_DENIED"];
    set("CAN_VIEW");
    expect((await call("GET", asked.path)).status).toBe(200);
    expect((await call("GET", `${path}/conversations`)).status).toBe(200);
    expect(await refusal("POST", `${path}/start-conversation`, { content: "a" })).toEqual(denied);
    expect(await refusal("POST", `${conversation}/messages`, { content: "a" })).toEqual(denied);
    set("CAN_RUN");
    expect((await start("a")).status).toBe(200);
    expect(await refusal("GET", `${path}/conversations?include_all=true`)).toEqual(denied);
    set("CAN_MANAGE");
    expect((await call("GET", `${path}/conversations?include_all=true`)).status).toBe(200);
    set("NO_PERMISSION");
    expect(await refusal("GET", asked.path)).toEqual(denied);
    expect(await refusal("GET", `${asked.path}/query-result`)).toEqual(denied);
  });

  it("are out of reach once the space is in the trash", async () => {
    const { ask, call, refusal, path } = await open();
    const asked = await ask("a");
    await call("DELETE", path);
    expect(await refusal("GET", asked.path)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
    expect(await refusal("POST", `${path}/start-conversation`, { content: "a" })).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
    expect(await refusal("GET", `${spacesPath}/none/conversations`)).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
  });

  it("count follow-ups against the questions a minute, too", async () => {
    const { start, refusal, conversationPath } = await open({ knobs: { questionsPerMinute: 1 } });
    const conversation = conversationPath(await start("a"));
    expect(await refusal("POST", `${conversation}/messages`, { content: "b" })).toEqual([
      429,
      "REQUEST_LIMIT_EXCEEDED",
    ]);
  });
});

describe("a message passes", () => {
  const open = genieFaces("fetch");
  /** The states that a message goes through, each once, with the number of its attachments. */
  const statesOf = async (question: string) => {
    const { call, start, messagePath, workspace } = await open({
      genie: talkative,
      knobs: { answerMs: 1_000 },
    });
    const asked = await start(question);
    const states: string[] = [];
    for (let ms = 0; ms <= 1_000; ms += 10) {
      const { body } = await call("GET", messagePath(asked));
      const state = `${body.status} ${body.attachments?.length ?? 0}`;
      if (states.at(-1) !== state) states.push(state);
      await workspace.clock.sleep(10);
    }
    return states;
  };

  it("through all states to a query", async () => {
    expect(await statesOf("sql: SELECT one")).toEqual([
      "SUBMITTED 0",
      "FETCHING_METADATA 0",
      "FILTERING_CONTEXT 0",
      "ASKING_AI 0",
      "PENDING_WAREHOUSE 0",
      "EXECUTING_QUERY 1",
      "COMPLETED 1",
    ]);
  });

  it("to words without a warehouse", async () => {
    expect(await statesOf("ask back")).toEqual([
      "SUBMITTED 0",
      "FETCHING_METADATA 0",
      "FILTERING_CONTEXT 0",
      "ASKING_AI 0",
      "COMPLETED 1",
    ]);
  });

  it("back to asking when Genie corrects its query", async () => {
    expect((await statesOf("corrected")).slice(3)).toEqual([
      "ASKING_AI 0",
      "PENDING_WAREHOUSE 0",
      "EXECUTING_QUERY 1",
      "ASKING_AI 1",
      "PENDING_WAREHOUSE 1",
      "EXECUTING_QUERY 2",
      "COMPLETED 2",
    ]);
  });
});
