import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import fc from "fast-check";
import { ApiError, ConfigurationError, staticToken, WorkspaceConnection } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  broken,
  failureOf,
  hanging,
  json,
  type Step,
  scriptedWorkspace,
  token,
} from "./scripted-workspace.js";

const schema = z.looseObject({ value: z.number() });
const get = { method: "GET", path: "/api/thing", schema, retry: "safe" } as const;
const post = { method: "POST", path: "/api/thing", body: { a: 1 }, schema, retry: "throttled" } as const;
const unavailable = () => json({ error_code: "TEMPORARILY_UNAVAILABLE", message: "later" }, 503);

describe("a request", () => {
  it("carries the token, the query, the body and who is asking", async () => {
    const { connection, requests } = scriptedWorkspace([json({ value: 1 })], { userAgent: "my-tool/2.1" });
    const query = { page_size: 10, page_token: "a b", gone: undefined };
    expect(await connection.request({ ...post, query })).toEqual({ value: 1 });
    expect(requests[0]).toMatchObject({
      method: "POST",
      target: "/api/thing?page_size=10&page_token=a+b",
      body: { a: 1 },
    });
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(requests[0]?.headers.get("user-agent")).toBe(`genie-enhancer/${version} my-tool/2.1`);
    expect(requests[0]?.headers.get("authorization")).toBe(`Bearer ${token}`);
  });

  it("keeps fields that the schema does not know, and takes an empty reply for an empty object", async () => {
    const { connection } = scriptedWorkspace([json({ value: 1, newer: true }), new Response("")]);
    expect(await connection.request(get)).toEqual({ value: 1, newer: true });
    expect(await connection.request({ ...get, schema: z.looseObject({}) })).toEqual({});
  });

  it("refuses a path that leaves the workspace, before the token goes anywhere", async () => {
    const { connection, requests } = scriptedWorkspace([]);
    await expect(connection.request({ ...get, path: "//evil.example/api" })).rejects.toBeInstanceOf(
      ConfigurationError,
    );
    expect(requests).toEqual([]);
  });

  it.each(["no/slash/1.0 x", "line\nbreak/1.0", "plain"])("refuses the user agent %j", (userAgent) => {
    expect(() => scriptedWorkspace([], { userAgent })).toThrow(ConfigurationError);
  });
});

describe("the host", () => {
  const hostOf = (host: string) => new WorkspaceConnection({ host, auth: staticToken("some-token") }).host;

  it.each([
    ["example.cloud.databricks.com", "https://example.cloud.databricks.com"],
    [" https://example.com:443/ ", "https://example.com"],
    ["https://example.com/some/path?o=1", "https://example.com"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.0.0.1:1", "http://127.0.0.1:1"],
    ["http://[::1]:1", "http://[::1]:1"],
  ])("%j becomes %j", (host, origin) => expect(hostOf(host)).toBe(origin));

  it.each([
    "http://example.com",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "https://user:secret@example.com",
    "ftp://example.com",
    "",
    "https://",
  ])("%j is refused", (host) => expect(() => hostOf(host)).toThrow(ConfigurationError));
});

describe("refusals", () => {
  const text =
    (body: string, status: number, type = "text/plain") =>
    () =>
      new Response(body, { status, headers: { "content-type": type } });

  it.each<[string, Step, object, string]>([
    [
      "code and message",
      json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "no such space" }, 404),
      { code: "NOT_FOUND", errorCode: "RESOURCE_DOES_NOT_EXIST", status: 404 },
      "no such space",
    ],
    ["a numeric code", json({ error_code: 403, message: "no" }, 403), { code: "PERMISSION_DENIED" }, "no"],
    ["a code that says more than the status", json({ error_code: "ABORTED" }, 400), { code: "CONFLICT" }, ""],
    ["API 1.2", json({ error: "broken query" }, 400), { code: "BAD_REQUEST" }, "broken query"],
    [
      "OAuth",
      json({ error: "invalid_scope", error_description: "scope genie missing" }, 403),
      { code: "PERMISSION_DENIED" },
      "scope genie missing",
    ],
    ["OAuth, older", json({ errorCode: "E1", errorSummary: "bad id" }, 400), { errorCode: "E1" }, "bad id"],
    [
      "SCIM",
      json({ detail: "no user", status: "404", scimType: "x" }, 404),
      { code: "NOT_FOUND", errorCode: "SCIM_404" },
      "no user",
    ],
    [
      "a nested error",
      json({ error: { message: "model is loading", type: "x" } }, 400),
      { code: "BAD_REQUEST" },
      "model is loading",
    ],
    [
      "code and text",
      text("PERMISSION_DENIED: not yours", 403),
      { code: "PERMISSION_DENIED", errorCode: "PERMISSION_DENIED" },
      "not yours",
    ],
    [
      "HTML with pre",
      text("<html><title>E</title><pre>the reason</pre></html>", 400, "text/html"),
      { code: "BAD_REQUEST" },
      "the reason",
    ],
    [
      "HTML with title",
      text("<html><title>Bad gateway</title></html>", 500, "text/html"),
      { code: "SERVER_ERROR" },
      "Bad gateway",
    ],
    ["nothing", text("", 418), { code: "BAD_REQUEST", status: 418 }, "418"],
    ["a conflict", json({ message: "changed" }, 409), { code: "CONFLICT" }, "changed"],
    ["a failed condition", json({ message: "etag" }, 412), { code: "CONFLICT" }, "etag"],
    ["a disabled feature", json({ error_code: "FEATURE_DISABLED" }, 403), { code: "NOT_FOUND" }, ""],
    ["a server error", json({ error_code: "INTERNAL_ERROR" }, 500), { code: "SERVER_ERROR" }, ""],
  ])("of the form: %s", async (_, step, expected, message) => {
    const { connection, requests } = scriptedWorkspace([step]);
    const error = await failureOf(connection.request(get));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ ...expected, request: "GET /api/thing", isRetryable: false });
    expect(String(error)).toContain("GET /api/thing was refused");
    expect(String(error)).toContain(message);
    expect(requests).toHaveLength(1);
  });

  it("say what to do about a token and about a permission", async () => {
    const { connection } = scriptedWorkspace([json({}, 401), json({}, 403)]);
    await expect(connection.request(get)).rejects.toThrow("check the token");
    await expect(connection.request(get)).rejects.toThrow("lacks a permission");
  });

  it("are typed errors whatever the body holds", async () => {
    const body = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.json(),
      fc.constantFrom(
        "<pre>".repeat(20_000),
        '{"error":'.repeat(5000),
        "A_: ",
        '{"details":[null],"error_code":{}}',
      ),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.integer({ min: 400, max: 599 }), async (text, status) => {
        const { connection } = scriptedWorkspace([new Response(text, { status })], {
          retry: { attempts: 1 },
        });
        const error = await failureOf(connection.request(get));
        expect(error).toBeInstanceOf(ApiError);
        expect(error).toMatchObject({ status, message: expect.stringContaining("GET /api/thing") });
      }),
    );
  });

  it("cut what the service says", async () => {
    const { connection } = scriptedWorkspace([json({ message: "x".repeat(100_000) }, 400)]);
    expect(String(await failureOf(connection.request(get))).length).toBeLessThan(1000);
  });
});

describe("bad answers", () => {
  const refusedAnswer = async (step: Step, options = {}) => {
    const { connection } = scriptedWorkspace([step], { ...options, retry: { attempts: 1 } });
    return failureOf(connection.request(get));
  };

  it("name the path of what has the wrong shape", async () => {
    const { connection } = scriptedWorkspace([json({ a: { b: [{ c: 1 }] } })]);
    const deep = z.object({ a: z.object({ b: z.array(z.object({ c: z.string() })) }) });
    const error = await failureOf(connection.request({ ...get, schema: deep }));
    expect(error).toMatchObject({ code: "INVALID_RESPONSE", message: expect.stringContaining("a.b.0.c") });
  });

  it("are pages instead of JSON, keys that reach a prototype, and bottomless nesting", async () => {
    const bodies = [
      "<html>login</html>",
      '{"value":1,"x":{"__proto__":{"y":1}}}',
      '{"value":1,"x":{"\\u005f_proto__":{"y":1}}}',
      "[".repeat(5000),
    ];
    for (const body of bodies) {
      expect(await refusedAnswer(new Response(body))).toMatchObject({ code: "INVALID_RESPONSE" });
    }
    expect({}).not.toHaveProperty("y");
  });

  it("are replies beyond the size limit, announced or not", async () => {
    const long = JSON.stringify({ value: 1, rest: "x".repeat(2000) });
    const announced = new Response(long, { headers: { "content-length": String(long.length) } });
    for (const reply of [announced, new Response(long)]) {
      const error = await refusedAnswer(reply, { maxResponseBytes: 1000 });
      expect(error).toMatchObject({
        code: "INVALID_RESPONSE",
        message: expect.stringContaining("more than 1000 bytes"),
      });
    }
  });

  it("are redirects, which never get the token", async () => {
    const to = (location: string) => new Response(null, { status: 302, headers: { location } });
    const { connection, requests } = scriptedWorkspace([
      to("https://evil.example/"),
      to("/login.html?error=private-link-validation-error:1"),
    ]);
    await expect(connection.request(get)).rejects.toThrow("redirects are not followed");
    await expect(connection.request(get)).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringContaining("Private Link"),
    });
    expect(requests.map(({ target }) => target)).toEqual(["/api/thing", "/api/thing"]);
  });
});

describe("retries", () => {
  const ok = () => json({ value: 7 });
  const truncated = () => new Response('{"val', { headers: { "content-type": "application/json" } });
  const statusOf = (status: number) => () => json({}, status);

  it.each<[string, Step, "safe" | "throttled", number]>([
    ["429", statusOf(429), "safe", 2],
    ["429", statusOf(429), "throttled", 2],
    ["503", statusOf(503), "throttled", 2],
    ["502", statusOf(502), "safe", 2],
    ["502", statusOf(502), "throttled", 1],
    ["504", statusOf(504), "safe", 2],
    ["504", statusOf(504), "throttled", 1],
    ["a broken connection", broken(), "safe", 2],
    ["a broken connection", broken(), "throttled", 1],
    ["JSON that was cut off", truncated, "safe", 2],
    ["JSON that was cut off", truncated, "throttled", 1],
    ["500", statusOf(500), "safe", 1],
    ["400", statusOf(400), "safe", 1],
    ["404", statusOf(404), "safe", 1],
  ])("%s, %s-class: %s", async (_, step, retry, sends) => {
    const { connection, requests } = scriptedWorkspace([step, ok]);
    const outcome = connection.request({ ...get, retry });
    await (sends === 1
      ? expect(outcome).rejects.toBeInstanceOf(ApiError)
      : expect(outcome).resolves.toBeTruthy());
    expect(requests).toHaveLength(sends);
  });

  it("never happen where they are switched off", async () => {
    const { connection, requests } = scriptedWorkspace([unavailable(), ok]);
    await expect(connection.request({ ...get, retry: "never" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    expect(requests).toHaveLength(1);
  });

  it("back off exponentially with full jitter, and end with the last error", async () => {
    const { connection, requests, clock } = scriptedWorkspace(Array.from({ length: 6 }, () => unavailable));
    await expect(connection.request(get)).rejects.toMatchObject({ code: "UNAVAILABLE", isRetryable: true });
    expect(requests.map(({ at }) => at)).toEqual([0, 500, 1500, 3500, 7500, 15_500]);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ["seconds", { "retry-after": "7" }, 7000],
    ["a date", { "retry-after": new Date(Date.UTC(2025, 5, 30, 12, 0, 9)).toUTCString() }, 9000],
    ["a date that is over", { "retry-after": "Mon, 30 Jun 2025 11:00:00 GMT" }, 0],
    ["more than the cap", { "retry-after": "100000" }, 20_000],
    ["nonsense", { "retry-after": "soon" }, 500],
  ])("wait as the service asks: %s", async (_, headers, waitMs) => {
    const { connection, requests } = scriptedWorkspace([json({}, 429, headers), ok], {
      retry: { maxDelayMs: 20_000 },
    });
    await connection.request(get);
    expect(requests[1]?.at).toBe(waitMs);
  });

  it("wait as the body asks, where the header does not", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retry_delay: "3.5s" }];
    const { connection, requests } = scriptedWorkspace([json({ details }, 429), ok]);
    await connection.request(get);
    expect(requests[1]?.at).toBe(3500);
  });

  it("stop when the next one would exceed the time for all", async () => {
    const busy = () => json({}, 429, { "retry-after": "10" });
    const { connection, requests } = scriptedWorkspace([busy, busy, busy, busy], {
      retry: { budgetMs: 25_000 },
    });
    await expect(connection.request(get)).rejects.toMatchObject({ retryAfterMs: 10_000 });
    expect(requests.map(({ at }) => at)).toEqual([0, 10_000, 20_000]);
  });

  it("take a hanging send for a broken connection", async () => {
    const { connection, requests, clock } = scriptedWorkspace([hanging, ok], { timeoutMs: 30_000 });
    await connection.request(get);
    expect(requests[1]?.at).toBe(30_500);
    expect(clock.pending).toBe(0);
    const { connection: other } = scriptedWorkspace([hanging]);
    await expect(other.request({ ...post, timeoutMs: 100 })).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringContaining("within 100 ms"),
    });
  });
});

describe("aborting", () => {
  const reason = new Error("enough");

  it("before the request sends nothing", async () => {
    const { connection, requests } = scriptedWorkspace([]);
    await expect(connection.request({ ...get, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(requests).toEqual([]);
  });

  it.each<[string, Step]>([
    ["while an answer is awaited", hanging],
    ["while a retry is awaited", () => json({}, 429, { "retry-after": "60" })],
  ])("%s takes effect at once and leaves no timer", async (_, step) => {
    const { connection, clock, requests } = scriptedWorkspace([step]);
    const controller = new AbortController();
    const outcome = failureOf(connection.request({ ...get, signal: controller.signal }));
    await clock.sleep(5);
    const abortedAt = clock.now();
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(clock.now()).toBe(abortedAt);
    expect(clock.pending).toBe(0);
    expect(requests).toHaveLength(1);
  });
});

describe("an unreachable host", () => {
  it.each([
    [
      "the cause's message",
      new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }),
      "ENOTFOUND",
    ],
    [
      "the cause's code",
      new TypeError("fetch failed", { cause: Object.assign(new Error(""), { code: "ECONNREFUSED" }) }),
      "ECONNREFUSED",
    ],
    ["the error's own message", new TypeError("Failed to fetch"), "Failed to fetch"],
  ])("is named with the reason: %s", async (_, error, reason) => {
    const { connection } = scriptedWorkspace([error], { retry: { attempts: 1 } });
    const failure = await failureOf(connection.request(get));
    expect(failure).toMatchObject({ code: "NETWORK", isRetryable: true, status: undefined });
    for (const part of ["https://example.cloud.databricks.com", reason, "Check the host and the network"]) {
      expect(String(failure)).toContain(part);
    }
  });
});

describe("secrets", () => {
  it.each<[string, () => Step]>([
    ["an error message", () => json({ error_code: "X", message: `token ${token} is not valid` }, 400)],
    ["an error code", () => json({ error_code: token, message: "no" }, 400)],
    ["a page", () => new Response(`<pre>${token}</pre>`, { status: 400 })],
    ["a reply that is not JSON", () => new Response(`${token} {`)],
    [
      "a broken connection",
      () =>
        Object.assign(new TypeError(`cannot send Bearer ${token}`, { cause: new Error(token) }), {
          request: { headers: { authorization: `Bearer ${token}` } },
        }),
    ],
  ])("do not come back in %s", async (_, step) => {
    const { connection } = scriptedWorkspace([step()], { retry: { attempts: 1 } });
    const error = await failureOf(connection.request(get));
    expect(error).toBeInstanceOf(ApiError);
    const rendered = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;
    expect(rendered).not.toContain("canary");
  });
});
