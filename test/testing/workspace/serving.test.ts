import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { VirtualClock } from "genie-enhancer/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openFace } from "../workspace-faces.js";

const runProgram = promisify(execFile);

/** A client that knows nothing of this project: it is told an address, asks, polls in its own time, and reads. */
const foreignClient = `
const [host, spaceId] = process.argv.slice(1);
const call = async (method, path, body, headers) => {
  const reply = await fetch(host + path, { method, headers, body });
  return reply.json();
};
const main = async () => {
  const { oidc_endpoint: oidc } = await call("GET", "/.well-known/databricks-config");
  const { token_endpoint: endpoint } = await call("GET", new URL(oidc).pathname + "/.well-known/oauth-authorization-server");
  const { access_token: token } = await call("POST", new URL(endpoint).pathname, "grant_type=client_credentials&scope=all-apis", {
    authorization: "Basic " + btoa("robot:s3cret"),
    "content-type": "application/x-www-form-urlencoded",
  });
  const headers = { authorization: "Bearer " + token };
  const base = "/api/2.0/genie/spaces/" + spaceId;
  const asked = await call("POST", base + "/start-conversation", JSON.stringify({ content: "sql: SELECT five" }), headers);
  const path = base + "/conversations/" + asked.conversation_id + "/messages/" + asked.message_id;
  const seen = new Set();
  for (;;) {
    const message = await call("GET", path, undefined, headers);
    seen.add(message.status);
    if (message.status === "COMPLETED") break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const order = { statement: "SELECT five", warehouse_id: "5a17ed0000000001", wait_timeout: "0s" };
  let statement = await call("POST", "/api/2.0/sql/statements", JSON.stringify(order), headers);
  while (statement.status.state !== "SUCCEEDED") {
    seen.add(statement.status.state);
    await new Promise((resolve) => setTimeout(resolve, 2));
    statement = await call("GET", "/api/2.0/sql/statements/" + statement.statement_id, undefined, headers);
  }
  console.log(JSON.stringify({ seen: [...seen], rows: statement.result.data_array.length }));
};
main();
`;

describe("a workspace that is served", () => {
  it("works for a client in another process that knows its address alone", async () => {
    const { workspace, close } = await openFace("fetch", {
      clients: { robot: "s3cret" },
      knobs: { answerMs: 8_000, statementMs: 8_000 },
    });
    const spaceId = workspace.addSpace({ title: "Sales", document: { version: 2 } });
    const { url } = await workspace.listen({ timeScale: 200 });
    const { stdout } = await runProgram(process.execPath, ["-e", foreignClient, url, spaceId]);
    await close();
    const { seen, rows } = JSON.parse(stdout);
    expect(rows).toBe(5);
    expect(seen).toEqual(expect.arrayContaining(["COMPLETED", "PENDING"]));
  });

  it("listens where it is told to, and refuses a port that is taken", async () => {
    const { workspace, close } = await openFace("fetch");
    const { url } = await workspace.listen();
    const port = Number(new URL(url).port);
    await expect(workspace.listen({ port })).rejects.toThrow("EADDRINUSE");
    await close();
    const second = await openFace("fetch");
    expect((await second.workspace.listen({ port, address: "127.0.0.1" })).url).toBe(url);
    await second.close();
  });
});

describe("a clock with a pace", () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const useFakeMachine = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });

  it("goes as many times as fast as the machine's and wakes sleepers in order", async () => {
    useFakeMachine();
    const clock = new VirtualClock({ startAt: 0, timeScale: 60 });
    const woken: string[] = [];
    const note = (name: string) => () => woken.push(`${name} at ${clock.now()}`);
    void clock.sleep(120_000).then(note("second"));
    void clock.sleep(60_000).then(note("first"));
    await vi.advanceTimersByTimeAsync(999);
    expect([clock.now(), woken]).toEqual([59_940, []]);
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toEqual(["first at 60000"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(woken).toEqual(["first at 60000", "second at 120000"]);
  });

  it("goes on while work is under way, and forgets sleepers that gave up", async () => {
    useFakeMachine();
    const clock = new VirtualClock({ startAt: 0, timeScale: 1 });
    const giveUp = new AbortController();
    const sleeping = clock.sleep(50, { signal: giveUp.signal }).catch((reason: unknown) => reason);
    await clock.track(async () => {
      await vi.advanceTimersByTimeAsync(20);
    });
    expect(clock.now()).toBe(20);
    giveUp.abort("enough");
    expect(await sleeping).toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("can be given another pace while somebody sleeps, and jump again", async () => {
    useFakeMachine();
    const clock = new VirtualClock({ startAt: 0, timeScale: 1 });
    const slept = clock.sleep(10_000);
    await vi.advanceTimersByTimeAsync(1000);
    clock.setPace(9);
    await vi.advanceTimersByTimeAsync(1000);
    await slept;
    expect(clock.now()).toBe(10_000);
    clock.setPace(undefined);
    await vi.advanceTimersByTimeAsync(5000);
    expect(clock.now()).toBe(10_000);
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_610_000);
  });

  it("waits longer than a timer of the platform can", async () => {
    useFakeMachine();
    const clock = new VirtualClock({ startAt: 0, timeScale: 1 });
    const fourWeeks = 28 * 24 * 3_600_000;
    let isAwake = false;
    void clock.sleep(fourWeeks).then(() => {
      isAwake = true;
    });
    await vi.advanceTimersByTimeAsync(fourWeeks - 1);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isAwake).toBe(true);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses the pace %s", (timeScale) => {
    expect(() => new VirtualClock({ timeScale })).toThrow(RangeError);
  });
});
