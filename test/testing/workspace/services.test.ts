import { ScriptedLlm, type SimulatedWorkspaceOptions, simulatedToken } from "genie-enhancer/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type Face, faceNames, openFace, send } from "../workspace-faces.js";

const mlflow = "/api/2.0/mlflow";
const tables = "/api/2.1/unity-catalog/tables";
const warehouses = "/api/2.0/sql/warehouses";

describe.each(faceNames)("a workspace reached by %s", (name) => {
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
    const refusal = async (...request: Parameters<typeof call>) => {
      const { status, body } = await call(...request);
      return [status, body.error_code];
    };
    return { ...face, call, refusal };
  }

  describe("MLflow", () => {
    async function startRun(options: SimulatedWorkspaceOptions = {}) {
      const face = await start(options);
      const created = await face.call("POST", `${mlflow}/experiments/create`, { name: "/Users/me/genie" });
      const experimentId = created.body.experiment_id;
      const { body } = await face.call("POST", `${mlflow}/runs/create`, {
        experiment_id: experimentId,
        run_name: "first",
        start_time: 1000,
        tags: [{ key: "space", value: "sales" }],
      });
      const runId: string = body.run.info.run_id;
      const read = async () => (await face.call("GET", `${mlflow}/runs/get?run_id=${runId}`)).body.run;
      return { ...face, experimentId, runId, read, created: body };
    }

    it("finds an experiment by its name, once it was created", async () => {
      const { call, refusal } = await start();
      const byName = `${mlflow}/experiments/get-by-name?experiment_name=%2FUsers%2Fme%2Fgenie`;
      expect(await refusal("GET", byName)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
      const { body } = await call("POST", `${mlflow}/experiments/create`, { name: "/Users/me/genie" });
      expect((await call("GET", byName)).body.experiment).toMatchObject({
        experiment_id: body.experiment_id,
        name: "/Users/me/genie",
        lifecycle_stage: "active",
      });
      expect(await refusal("POST", `${mlflow}/experiments/create`, { name: "/Users/me/genie" })).toEqual([
        400,
        "RESOURCE_ALREADY_EXISTS",
      ]);
      expect(await refusal("POST", `${mlflow}/experiments/create`, { name: "genie" })).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
      ]);
    });

    it("keeps what a run logs: metrics append, parameters stay, tags are overwritten", async () => {
      const { call, refusal, runId, read, created } = await startRun();
      expect(created.run.info).toMatchObject({ run_name: "first", status: "RUNNING", start_time: 1000 });
      const log = (path: string, body: object) =>
        call("POST", `${mlflow}/runs/${path}`, { run_id: runId, ...body });
      expect(
        await log("log-batch", {
          metrics: [
            { key: "score", value: 0.5, timestamp: 1, step: 0 },
            { key: "score", value: 0.75, timestamp: 2, step: 1 },
          ],
          params: [{ key: "model", value: "x" }],
          tags: [{ key: "space", value: "shop" }],
        }),
      ).toMatchObject({ status: 200, body: {} });
      await log("log-metric", { key: "late", value: "NaN", timestamp: "3" });
      await log("log-metric", { key: "score", value: 0.1, timestamp: 9, step: 0 });
      await log("log-parameter", { key: "loops", value: "3" });
      await log("set-tag", { key: "note", value: "fine" });
      const { data } = await read();
      expect(data.metrics).toEqual([
        { key: "score", value: 0.75, timestamp: 2, step: 1 },
        { key: "late", value: "NaN", timestamp: 3, step: 0 },
      ]);
      expect(data.params).toEqual([
        { key: "model", value: "x" },
        { key: "loops", value: "3" },
      ]);
      expect(data.tags).toEqual([
        { key: "space", value: "shop" },
        { key: "note", value: "fine" },
      ]);
      const history = await call("GET", `${mlflow}/metrics/get-history?run_id=${runId}&metric_key=score`);
      expect(history.body.metrics.map(({ value }: { value: number }) => value)).toEqual([0.5, 0.75, 0.1]);
      const change = { run_id: runId, params: [{ key: "model", value: "y" }] };
      expect(await refusal("POST", `${mlflow}/runs/log-batch`, change)).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
      ]);
    });

    it("ends a run", async () => {
      const { call, runId, read } = await startRun();
      const ended = await call("POST", `${mlflow}/runs/update`, {
        run_id: runId,
        status: "FINISHED",
        end_time: 5000,
      });
      expect(ended.body.run_info).toMatchObject({ status: "FINISHED", end_time: 5000 });
      expect((await read()).info).toMatchObject({ status: "FINISHED", end_time: 5000, run_name: "first" });
    });

    it.each([
      ["1001 metrics", { metrics: Array.from({ length: 1001 }, metric) }],
      ["101 parameters", { params: Array.from({ length: 101 }, pair) }],
      ["101 tags", { tags: Array.from({ length: 101 }, pair) }],
      [
        "1001 things together",
        { metrics: Array.from({ length: 950 }, metric), tags: Array.from({ length: 51 }, pair) },
      ],
      ["a key of 251 characters", { tags: [{ key: "k".repeat(251), value: "" }] }],
      ["more than 1 MB", { tags: [{ key: "k", value: "v".repeat(1024 * 1024) }] }],
    ])("refuses a batch of %s and logs nothing of it", async (_, batch) => {
      const { refusal, runId, read } = await startRun();
      expect(await refusal("POST", `${mlflow}/runs/log-batch`, { run_id: runId, ...batch })).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
      ]);
      expect((await read()).data).toEqual({
        metrics: [],
        params: [],
        tags: [{ key: "space", value: "sales" }],
      });
    });

    it("finds runs by their tags and attributes, the latest first, page by page", async () => {
      const { call, refusal, experimentId } = await startRun();
      for (const [start_time, space] of [
        [3000, "sales"],
        [2000, "shop"],
      ])
        await call("POST", `${mlflow}/runs/create`, {
          experiment_id: experimentId,
          start_time,
          tags: [{ key: "space", value: space }],
        });
      const search = async (body: object) =>
        (await call("POST", `${mlflow}/runs/search`, { experiment_ids: [experimentId], ...body })).body;
      const times = ({ runs }: { runs: { info: { start_time: number } }[] }) =>
        runs.map(({ info }) => info.start_time);
      expect(times(await search({}))).toEqual([3000, 2000, 1000]);
      expect(times(await search({ filter: "tags.space = 'sales' AND status = 'RUNNING'" }))).toEqual([
        3000, 1000,
      ]);
      expect(times(await search({ filter: "tags.`space` != 'sales'" }))).toEqual([2000]);
      expect(times(await search({ experiment_ids: ["other"] }))).toEqual([]);
      const first = await search({ max_results: 2 });
      const second = await search({ max_results: 2, page_token: first.next_page_token });
      expect([times(first), times(second), second.next_page_token]).toEqual([
        [3000, 2000],
        [1000],
        undefined,
      ]);
      expect(await refusal("POST", `${mlflow}/runs/search`, { filter: "metrics.score > 1" })).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
      ]);
    });

    it("knows no runs and experiments but those that were created", async () => {
      const { refusal } = await start();
      const missing = [404, "RESOURCE_DOES_NOT_EXIST"];
      expect(await refusal("GET", `${mlflow}/runs/get?run_id=x`)).toEqual(missing);
      expect(await refusal("POST", `${mlflow}/runs/create`, { experiment_id: "x" })).toEqual(missing);
      expect(await refusal("POST", `${mlflow}/runs/log-batch`, { run_id: "x" })).toEqual(missing);
    });
  });

  describe("Unity Catalog", () => {
    it("lists the tables of a schema page by page", async () => {
      const { call, refusal } = await start();
      const list = async (more = "") =>
        (await call("GET", `${tables}?catalog_name=shop&schema_name=core${more}`)).body;
      const names = (body: { tables: { name: string }[] }) => body.tables.map((table) => table.name);
      expect(names(await list())).toEqual(["kpis", "orders", "recent"]);
      const first = await list("&max_results=2");
      const second = await list(`&max_results=2&page_token=${first.next_page_token}`);
      expect([names(first), names(second)]).toEqual([["kpis", "orders"], ["recent"]]);
      expect(second.next_page_token).toBeUndefined();
      expect((await list("&omit_columns=true")).tables[1]).not.toHaveProperty("columns");
      expect(names((await call("GET", `${tables}?catalog_name=shop&schema_name=other`)).body)).toEqual([]);
      const wrong = [400, "INVALID_PARAMETER_VALUE"];
      expect(await refusal("GET", `${tables}?catalog_name=shop`)).toEqual(wrong);
      expect(await refusal("GET", `${tables}?catalog_name=shop&schema_name=core&page_token=x`)).toEqual(
        wrong,
      );
    });

    it("tells of columns with their types in every form, and whether a table exists", async () => {
      const { call } = await start();
      const { body } = await call("GET", `${tables}/shop.core.orders`);
      expect(body.columns).toMatchObject([
        { name: "id", type_text: "bigint", type_name: "LONG" },
        { name: "amount", type_text: "decimal(10,2)", type_precision: 10, type_scale: 2 },
      ]);
      expect(JSON.parse(body.columns[0].type_json)).toMatchObject({ name: "id", type: "long" });
      expect((await call("GET", `${tables}/shop.core.orders/exists`)).body).toEqual({ table_exists: true });
      expect((await call("GET", `${tables}/shop.core.none/exists`)).body).toEqual({ table_exists: false });
    });
  });

  it("lists its warehouse, which can be stopped and started", async () => {
    const { call, refusal } = await start();
    const { body } = await call("GET", warehouses);
    expect(body.warehouses).toMatchObject([{ id: "5a17ed0000000001", state: "RUNNING" }]);
    const state = async () => (await call("GET", `${warehouses}/5a17ed0000000001`)).body.state;
    await call("POST", `${warehouses}/5a17ed0000000001/stop`);
    expect(await state()).toBe("STOPPED");
    await call("POST", `${warehouses}/5a17ed0000000001/start`);
    expect(await state()).toBe("RUNNING");
    expect(await refusal("POST", `${warehouses}/other/start`)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  describe("a serving endpoint", () => {
    const chat = "/serving-endpoints/any/invocations";
    const messages = [{ role: "user", content: "Hi" }];

    it("hands on which form the answer must have", async () => {
      const llm = new ScriptedLlm(["a", "b", "c"]);
      const { call, refusal } = await start({ llm });
      await call("POST", chat, { messages, response_format: { type: "text" } });
      await call("POST", chat, { messages, response_format: { type: "json_object" } });
      const parts = [{ role: "user", content: [{ type: "text", text: "Hi " }, { type: "image_url" }] }];
      await call("POST", "/serving-endpoints/chat/completions", { model: "m", messages: parts });
      expect(llm.requests.map(({ outputSchema }) => outputSchema)).toEqual([
        undefined,
        { name: "json_object", schema: { type: "object" } },
        undefined,
      ]);
      expect(llm.requests[2]?.messages).toEqual([{ role: "user", content: "Hi " }]);
      const wrong = [400, "INVALID_PARAMETER_VALUE"];
      expect(await refusal("POST", chat, { messages, response_format: { type: "json_schema" } })).toEqual(
        wrong,
      );
      expect(await refusal("POST", chat, { messages, response_format: { type: "xml" } })).toEqual(wrong);
      expect(await refusal("POST", chat, { messages, temperature: 3 })).toEqual(wrong);
      expect(await refusal("POST", chat, { messages, n: 2 })).toEqual(wrong);
      expect(await refusal("POST", chat, { messages: [] })).toEqual(wrong);
      expect(await refusal("POST", "/serving-endpoints/chat/completions", { messages })).toEqual(wrong);
    });

    it("streams its answer when asked to", async () => {
      const { fetch: reach, url } = await start({ llm: new ScriptedLlm(["Hello."]) });
      const response = await reach(`${url}${chat}`, {
        method: "POST",
        headers: { authorization: `Bearer ${simulatedToken}` },
        body: JSON.stringify({ messages, stream: true }),
      });
      expect(response.headers.get("content-type")).toBe("text/event-stream");
      const events = (await response.text()).trim().split("\n\n");
      expect(events.at(-1)).toBe("data: [DONE]");
      const [first, last] = events.slice(0, -1).map((event) => JSON.parse(event.slice("data: ".length)));
      expect(first.choices[0].delta).toEqual({ role: "assistant", content: "Hello." });
      expect(last).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: { total_tokens: 120 } });
    });

    it("tells that it is ready", async () => {
      const { call } = await start({ llm: new ScriptedLlm([]) });
      const { body } = await call("GET", "/api/2.0/serving-endpoints/any");
      expect(body.state).toEqual({ ready: "READY", config_update: "NOT_UPDATING" });
      expect((await call("GET", "/api/2.0/serving-endpoints")).body.endpoints).toHaveLength(1);
    });
  });

  describe("credentials", () => {
    it("can be found out about without any", async () => {
      const { call, url } = await start();
      const bare = { headers: {} };
      const config = await call("GET", "/.well-known/databricks-config", undefined, bare);
      expect(config.body).toMatchObject({ oidc_endpoint: `${url}/oidc`, host_type: "workspace" });
      const oauth = await call("GET", "/oidc/.well-known/oauth-authorization-server", undefined, bare);
      expect(oauth.body).toMatchObject({
        token_endpoint: `${url}/oidc/v1/token`,
        authorization_endpoint: `${url}/oidc/v1/authorize`,
      });
    });

    it("may come in the form, with colons in the secret, and are refused as OAuth refuses", async () => {
      const { call } = await start({ clients: { robot: "s3:cr:et" } });
      const ask = (form: string, authorization?: string) =>
        call("POST", "/oidc/v1/token", form, {
          headers: {
            "content-type": "application/x-www-form-urlencoded",
            ...(authorization ? { authorization } : {}),
          },
        });
      const grant = "grant_type=client_credentials";
      expect((await ask(grant, `Basic ${btoa("robot:s3:cr:et")}`)).status).toBe(200);
      expect((await ask(`${grant}&client_id=robot&client_secret=s3%3Acr%3Aet`)).status).toBe(200);
      const wrong = await ask(`${grant}&client_id=toString&client_secret=x`);
      expect([wrong.status, wrong.body.error]).toEqual([401, "invalid_client"]);
      const other = await ask("grant_type=password");
      expect([other.status, other.body.error]).toEqual([400, "unsupported_grant_type"]);
    });
  });

  it("takes paths with a slash at the end", async () => {
    const { call } = await start();
    const body = { statement: "SELECT one", warehouse_id: "5a17ed0000000001" };
    expect((await call("POST", "/api/2.0/sql/statements/", body)).body.status.state).toBe("SUCCEEDED");
  });

  it("words its refusals in every form that the service has", async () => {
    const { workspace, fetch: reach, url } = await start();
    const route = /^GET .*\/warehouses$/;
    const words = async (shape: "json" | "error" | "scim" | "plain" | "html" | "empty") => {
      workspace.knobs.faults.push({
        route,
        kind: "status",
        status: 429,
        errorCode: "BUSY",
        message: "Later.",
        retryAfterSeconds: 7,
        shape,
        times: 1,
      });
      const response = await reach(`${url}${warehouses}`);
      expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
      return response.text();
    };
    expect(JSON.parse(await words("json"))).toMatchObject({
      error_code: "BUSY",
      message: "Later.",
      details: [{ "@type": "type.googleapis.com/google.rpc.RequestInfo" }, { retry_delay: "7s" }],
    });
    expect(JSON.parse(await words("error"))).toEqual({ error: "Later." });
    expect(JSON.parse(await words("scim"))).toMatchObject({ detail: "Later.", status: "429" });
    expect(await words("plain")).toBe("BUSY: Later.");
    expect(await words("html")).toContain("<pre>Later.</pre>");
    expect(await words("empty")).toBe("");
  });
});

function metric(_: unknown, index: number) {
  return { key: `m${index}`, value: index, timestamp: 1 };
}

function pair(_: unknown, index: number) {
  return { key: `k${index}`, value: "v" };
}
