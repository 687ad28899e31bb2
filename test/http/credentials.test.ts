import { inspect } from "node:util";
import { type AuthProvider, ConfigurationError, oauthM2m, staticToken } from "genie-enhancer";
import { SimulatedWorkspace } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { broken, failureOf, hanging, json, type Step, scriptedWorkspace } from "./scripted-workspace.js";

const clientSecret = "dose-secret-canary-0001";
const request = { method: "POST", path: "/api/thing", schema: z.unknown(), retry: "throttled" } as const;
const tokenReply = (value: string, seconds = 3600) =>
  json({ access_token: value, token_type: "Bearer", expires_in: seconds });

/** A connection that gets its tokens from the same script that answers its requests. */
function withClient(steps: readonly Step[]) {
  const tokens = scriptedWorkspace(steps);
  const auth = oauthM2m({
    host: "https://example.cloud.databricks.com",
    clientId: "client-1",
    clientSecret,
    fetch: tokens.fetch,
    clock: tokens.clock,
  });
  const { connection } = scriptedWorkspace([], { auth, fetch: tokens.fetch, clock: tokens.clock });
  const sent = () =>
    tokens.requests.map(({ target, headers }) => `${target} ${headers.get("authorization")?.split(" ")[1]}`);
  return { ...tokens, auth, connection, sent };
}

describe("staticToken", () => {
  it("sends the token without blanks around it", async () => {
    expect(await staticToken(" my-token\n").authorize()).toBe("Bearer my-token");
  });

  it.each(["", "  ", "two words", "line\nbreak", "smörgås"])("refuses %j without repeating it", (token) => {
    expect(() => staticToken(token)).toThrow(ConfigurationError);
    if (token.trim()) expect(() => staticToken(token)).not.toThrow(new RegExp(token.trim()));
  });
});

describe("oauthM2m", () => {
  it("asks for a token with id and secret, and uses it until shortly before it expires", async () => {
    const { auth, clock, requests } = withClient([tokenReply("first"), tokenReply("second")]);
    expect(await auth.authorize()).toBe("Bearer first");
    expect(requests[0]).toMatchObject({
      method: "POST",
      target: "/oidc/v1/token",
      body: "grant_type=client_credentials&scope=all-apis",
    });
    expect(requests[0]?.headers.get("authorization")).toBe(`Basic ${btoa(`client-1:${clientSecret}`)}`);
    await clock.sleep(3_559_000);
    expect(await auth.authorize()).toBe("Bearer first");
    await clock.sleep(1000);
    expect(await auth.authorize()).toBe("Bearer second");
    expect(clock.pending).toBe(0);
  });

  it("shares one request among all who ask at the same time", async () => {
    const { auth, requests } = withClient([tokenReply("shared")]);
    const headers = await Promise.all([1, 2, 3].map(() => auth.authorize()));
    expect(headers).toEqual(Array(3).fill("Bearer shared"));
    expect(requests).toHaveLength(1);
  });

  it("lets one caller give up while others wait, and cancels the request with the last", async () => {
    let cancelled = false;
    const { auth, clock } = withClient([
      (sent) => {
        sent.signal.addEventListener("abort", () => {
          cancelled = true;
        });
        return hanging(sent);
      },
      tokenReply("later"),
    ]);
    const [first, second] = [new AbortController(), new AbortController()];
    const outcomes = [first, second].map(({ signal }) => failureOf(auth.authorize({ signal })));
    await clock.sleep(1);
    first.abort("one");
    expect(await outcomes[0]).toBe("one");
    expect(cancelled).toBe(false);
    second.abort("two");
    expect(await outcomes[1]).toBe("two");
    expect(cancelled).toBe(true);
    expect(await auth.authorize()).toBe("Bearer later");
    expect(clock.pending).toBe(0);
  });

  it("replaces a token that is refused, once", async () => {
    const { connection, sent } = withClient([tokenReply("old"), json({}, 401), tokenReply("new"), json({})]);
    await connection.request(request);
    expect(sent().slice(1)).toEqual([
      "/api/thing old",
      `/oidc/v1/token ${btoa(`client-1:${clientSecret}`)}`,
      "/api/thing new",
    ]);
    const refused = withClient([tokenReply("a1"), json({}, 401), tokenReply("a2"), json({}, 401)]);
    await expect(refused.connection.request(request)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("keeps a newer token when a late refusal concerns the old one", async () => {
    const { auth, requests } = withClient([tokenReply("old"), tokenReply("new")]);
    const old = await auth.authorize();
    auth.invalidate?.(old);
    const current = await auth.authorize();
    auth.invalidate?.(old);
    expect(await auth.authorize()).toBe(current);
    expect(requests).toHaveLength(2);
  });

  it.each<[string, Step]>([
    ["a broken connection", broken()],
    ["503", json({}, 503)],
    ["429", json({}, 429)],
    ["504", json({}, 504)],
  ])("is asked again after %s, even for a request that must not be repeated", async (_, step) => {
    const { connection, sent } = withClient([step, tokenReply("fine"), json({})]);
    await connection.request(request);
    expect(sent()).toHaveLength(3);
  });

  it("is not asked again for a request that is sent once at most", async () => {
    const { connection, requests } = withClient([broken(), tokenReply("fine"), json({})]);
    await expect(connection.request({ ...request, retry: "never" })).rejects.toMatchObject({
      code: "NETWORK",
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    [400, { error: "invalid_client", error_description: "no such client" }, "no such client"],
    [401, { errorCode: "E0000004", errorSummary: "wrong secret" }, "wrong secret"],
  ])("says what to do when id or secret are wrong (%i), and asks once", async (status, body, said) => {
    const { connection, requests } = withClient([json(body, status)]);
    const error = await failureOf(connection.request(request));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", isRetryable: false });
    for (const part of ["client-1", said, "Check the client id and secret"])
      expect(String(error)).toContain(part);
    expect(inspect(error, { depth: 9 })).not.toContain("canary");
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Step, string]>([
    ["no token", json({ expires_in: 10 }), "INVALID_RESPONSE"],
    ["a token that no header can carry", tokenReply("a\nb"), "INVALID_RESPONSE"],
    [
      "a redirect",
      new Response(null, { status: 302, headers: { location: "https://evil.example" } }),
      "BAD_REQUEST",
    ],
  ])("refuses %s", async (_, step, code) => {
    const { auth } = withClient([step]);
    await expect(auth.authorize()).rejects.toMatchObject({ code });
  });

  it("gives up on a token endpoint that hangs, and starts over the next time", async () => {
    const { auth, clock } = withClient([hanging, tokenReply("later")]);
    await expect(auth.authorize()).rejects.toThrow("within 60000 ms");
    expect(await auth.authorize()).toBe("Bearer later");
    expect(clock.pending).toBe(0);
  });

  it("refuses what cannot work before any request", () => {
    expect(() => oauthM2m({ host: "http://example.com", clientId: "a", clientSecret })).toThrow("https");
    expect(() => oauthM2m({ host: "example.com", clientId: " ", clientSecret })).toThrow("clientId");
  });

  it("works against a workspace whose tokens expire", async () => {
    const workspace = await SimulatedWorkspace.create({
      clients: { "client-1": clientSecret },
      tokenLifetimeSeconds: 300,
    });
    const { host, fetch, clock } = workspace;
    const auth = oauthM2m({ host, clientId: "client-1", clientSecret, fetch, clock });
    const { connection } = scriptedWorkspace([], { host, auth, fetch, clock });
    const list = {
      method: "GET",
      path: "/api/2.0/genie/spaces",
      schema: z.unknown(),
      retry: "safe",
    } as const;
    await connection.request(list);
    await clock.sleep(400_000);
    await connection.request(list);
    expect(workspace.requests.filter(({ path }) => path === "/oidc/v1/token")).toHaveLength(2);
    await workspace.close();
  });
});

describe("an own AuthProvider", () => {
  it("has its errors passed on as they are, and is not asked again without a way to invalidate", async () => {
    const own = new Error("vault is sealed");
    const sealed: AuthProvider = { kind: "own", authorize: async () => Promise.reject(own) };
    const { connection, requests } = scriptedWorkspace([], { auth: sealed });
    await expect(connection.request(request)).rejects.toBe(own);
    expect(requests).toEqual([]);
    const { connection: fixed, requests: sends } = scriptedWorkspace([json({}, 401)], {
      auth: { kind: "own", authorize: async () => "Bearer x" },
    });
    await expect(fixed.request(request)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(sends).toHaveLength(1);
  });
});
