import { GenieClient, staticToken, WorkspaceConnection } from "genie-enhancer";
import { VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { failureOf, token } from "./scripted-workspace.js";

const minute = 60_000;
const start = Date.UTC(2025, 0, 1);

/** A workspace that is out for some minutes of its life, and fails in some way then. */
function troubledWorkspace(
  outages: readonly { readonly from: number; readonly to: number }[],
  fail: () => Promise<Response> = async () => {
    throw new TypeError("fetch failed");
  },
  answer: (path: string) => unknown = () => ({}),
) {
  const clock = new VirtualClock({ startAt: start });
  const sent: { readonly minute: number; readonly target: string }[] = [];
  const told: string[] = [];
  const connection = new WorkspaceConnection({
    host: "https://example.cloud.databricks.com",
    auth: staticToken(token),
    clock,
    random: () => 0.5,
    fetch: (input, init) =>
      clock.track(async () => {
        const request = new Request(input, init);
        const { pathname, search } = new URL(request.url);
        const at = (clock.now() - start) / minute;
        sent.push({ minute: at, target: pathname + search });
        if (outages.some(({ from, to }) => at >= from && at < to)) return fail();
        return Response.json(answer(pathname));
      }),
  });
  const patience = {
    maxOutageMs: 600 * minute,
    onStart: (reason: string) => told.push(`start: ${reason}`),
    onEnd: (durationMs: number) => told.push(`end after ${Math.round(durationMs / minute)} min`),
  };
  const get = (path: string, signal?: AbortSignal) =>
    connection.request({
      method: "GET",
      path,
      schema: { safeParse: (data: unknown) => ({ success: true as const, data }) },
      retry: "safe",
      signal,
    });
  return { clock, connection, sent, told, patience, get };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `/api/2.0/things/${index}`);
const probes = (sent: readonly { readonly target: string }[]) =>
  sent.filter(({ target }) => target === "/api/2.0/genie/spaces?page_size=1").length;

describe("an outage of the workspace", () => {
  it("fails requests after their retries where nobody waits it out", async () => {
    const { get, sent } = troubledWorkspace([{ from: 0, to: 60 }]);
    await expect(get("/api/2.0/x")).rejects.toMatchObject({ code: "NETWORK" });
    expect(sent).toHaveLength(6);
  });

  it.each([
    ["drops connections", undefined],
    ["answers 503", async () => new Response("no", { status: 503 })],
    ["answers 502", async () => new Response("no", { status: 502 })],
    [
      "asks for a day of patience",
      async () => new Response("no", { status: 503, headers: { "retry-after": "86400" } }),
    ],
  ])("pauses what is asked while it %s, and answers all of it afterwards", async (_, fail) => {
    const { connection, get, sent, told, patience } = troubledWorkspace([{ from: 0, to: 180 }], fail);
    const stop = connection.waitOutOutages(patience);
    const replies = await Promise.all(many(50).map((path) => get(path)));
    stop();
    expect(replies).toHaveLength(50);
    const during = sent.filter(({ minute }) => minute < 180);
    // Three hours of looking every few minutes, and what was under way when it began.
    expect(probes(during)).toBeGreaterThan(30);
    expect(probes(during)).toBeLessThan(90);
    expect(during.length - probes(during)).toBeLessThan(130);
    expect(told).toEqual([
      expect.stringContaining("start: GET /api/2.0/things/"),
      expect.stringMatching(/^end after 18\d min$/),
    ]);
  });

  it("holds back requests that must not be repeated, and sends each once", async () => {
    const { connection, sent, patience, get } = troubledWorkspace([{ from: 0, to: 30 }], undefined, () => ({
      conversation_id: "c",
      message_id: "m",
    }));
    connection.waitOutOutages(patience);
    const client = new GenieClient({ connection });
    const others = Promise.all(many(6).map((path) => get(path)));
    await connection.clock.sleep(5 * minute);
    await Promise.all([client.startConversation("s", "one"), client.startConversation("s", "one"), others]);
    expect(sent.filter(({ target }) => target.endsWith("start-conversation"))).toHaveLength(2);
  });

  it("does not count against the time of a question that is being answered", async () => {
    const { connection, get, patience, clock } = troubledWorkspace(
      [{ from: 1, to: 90 }],
      undefined,
      (path) => {
        if (path.endsWith("start-conversation")) return { conversation_id: "c", message_id: "m" };
        const isDone = clock.now() - start > 2 * minute;
        return { id: "m", conversation_id: "c", status: isDone ? "COMPLETED" : "ASKING_AI", attachments: [] };
      },
    );
    connection.waitOutOutages(patience);
    const client = new GenieClient({ connection });
    const others = Promise.all(
      many(6).map(async (path) => {
        await clock.sleep(1.1 * minute);
        await get(path);
      }),
    );
    const answer = await client.ask("s", "How many?", { timeoutMs: 2 * minute });
    await others;
    expect(answer.status).toBe("no-sql");
    expect(clock.now() - start).toBeGreaterThan(89 * minute);
  });

  it("ends with a clear error when it lasts longer than anybody waits", async () => {
    const { connection, get, patience, clock } = troubledWorkspace([{ from: 0, to: 10_000 }]);
    connection.waitOutOutages({ ...patience, maxOutageMs: 90 * minute });
    const failures = await Promise.all(many(10).map((path) => failureOf(get(path))));
    for (const failure of failures) expect(failure).toMatchObject({ code: "UNAVAILABLE", isRetryable: true });
    expect(String(failures[0])).toContain("has been out for 90 minutes");
    expect((clock.now() - start) / minute).toBeCloseTo(90, 0);
    expect(clock.pending).toBe(0);
  });

  it("lets go of whoever is cancelled, at once and without a timer", async () => {
    const { connection, get, patience, clock, told } = troubledWorkspace([{ from: 0, to: 10_000 }]);
    connection.waitOutOutages(patience);
    const controller = new AbortController();
    const asked = many(10).map((path) => failureOf(get(path, controller.signal)));
    await clock.sleep(60 * minute);
    const at = clock.now();
    controller.abort(new Error("enough"));
    expect((await Promise.all(asked)).map(String)).toEqual(Array(10).fill("Error: enough"));
    expect(clock.now()).toBe(at);
    expect(clock.pending).toBe(0);
    expect(told).toHaveLength(1);
  });

  it("is over as soon as a request of somebody without patience gets through", async () => {
    const { connection, get, patience, clock, told } = troubledWorkspace([{ from: 0, to: 3 }]);
    const stop = connection.waitOutOutages(patience);
    const waiting = Promise.all(many(8).map((path) => get(path)));
    await clock.sleep(10 * minute);
    stop();
    await get("/api/2.0/x");
    await waiting;
    expect(told[0]).toContain("start");
  });

  it("takes a refusal for an answer: one bad request after the other is no outage", async () => {
    const { connection, get, patience, told } = troubledWorkspace([{ from: 0, to: 1 }], async () =>
      Response.json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "no" }, { status: 404 }),
    );
    connection.waitOutOutages(patience);
    for (const path of many(20)) await failureOf(get(path));
    expect(told).toEqual([]);
  });
});

describe("the retry budget", () => {
  it("ends retries for all when hardly anything succeeds", async () => {
    const { get, sent } = troubledWorkspace([{ from: 0, to: 60 }]);
    const failures = await Promise.all(many(200).map((path) => failureOf(get(path))));
    expect(failures).toHaveLength(200);
    // 200 first sends, 60 retries: without a budget there would be 1200 sends.
    expect(sent).toHaveLength(260);
  });

  it("is earned again by what succeeds", async () => {
    const { get, sent, clock } = troubledWorkspace([
      { from: 0, to: 60 },
      { from: 70, to: 200 },
    ]);
    await Promise.all(many(200).map((path) => failureOf(get(path))));
    await clock.sleep(62 * minute);
    for (const path of many(40)) await get(path);
    await clock.sleep(20 * minute);
    const before = sent.length;
    await failureOf(get("/api/2.0/x"));
    await failureOf(get("/api/2.0/y"));
    // Forty successes earned eight retries: five for the first request, three for the second.
    expect(sent.length - before).toBe(2 + 8);
  });
});
