import { type SimulatedWorkspaceOptions, simulatedToken } from "genie-enhancer/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type Face, faceNames, openFace, send } from "../workspace-faces.js";

const spaces = "/api/2.0/genie/spaces";
const warehouses = "/api/2.0/sql/warehouses";
const id = (digit: string) => digit.repeat(32);
const document = { version: 2, data_sources: { tables: [{ identifier: "shop.core.orders" }] } };
const creation = () => ({
  title: "New",
  warehouse_id: "5a17ed0000000001",
  serialized_space: JSON.stringify({ version: 2 }),
});

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
    return { ...face, call };
  }

  async function startWithSpace(options: SimulatedWorkspaceOptions = {}) {
    const face = await start(options);
    const spaceId = face.workspace.addSpace({ title: "Sales", document });
    return { ...face, spaceId, path: `${spaces}/${spaceId}` };
  }

  it("writes down every request", async () => {
    const { call, workspace, path, spaceId } = await startWithSpace();
    await workspace.clock.sleep(5_000);
    await call("GET", `${path}?include_serialized_space=true`);
    const created = await call("POST", spaces, creation());
    await call("PATCH", path, { title: "A" });
    await call("DELETE", `${spaces}/${id("0")}`);
    const at = workspace.clock.now();
    expect(workspace.requests).toEqual([
      {
        method: "GET",
        path,
        query: "?include_serialized_space=true",
        spaceId,
        isSpaceWrite: false,
        at,
        status: 200,
      },
      {
        method: "POST",
        path: spaces,
        query: "",
        spaceId: created.body.space_id,
        isSpaceWrite: true,
        at,
        status: 200,
      },
      { method: "PATCH", path, query: "", spaceId, isSpaceWrite: true, at, status: 200 },
      {
        method: "DELETE",
        path: `${spaces}/${id("0")}`,
        query: "",
        spaceId: id("0"),
        isSpaceWrite: true,
        at,
        status: 404,
      },
    ]);
  });

  it("takes the time of its latency for every request", async () => {
    const { call, workspace } = await start({ knobs: { latencyMs: 250 } });
    const before = workspace.clock.now();
    await call("GET", spaces);
    await call("GET", spaces);
    expect(workspace.clock.now() - before).toBe(500);
  });

  it("forgets the oldest requests beyond the size of its log", async () => {
    const { call, workspace } = await start({ requestLogSize: 3 });
    for (let page = 1; page <= 8; page += 1) await call("GET", `${spaces}?page_size=${page}`);
    expect(workspace.requests.map(({ query }) => query)).toEqual([
      "?page_size=6",
      "?page_size=7",
      "?page_size=8",
    ]);
  });

  it("takes the time of the first latency that fits the route, the same one for the same seed", async () => {
    const times = async () => {
      const { call, workspace } = await start({
        seed: 3,
        knobs: {
          latencyMs: [
            { route: /^GET .*\/warehouses$/, ms: 100, jitterMs: 50 },
            { route: /^GET /g, ms: 20 },
          ],
        },
      });
      const taken: number[] = [];
      for (const path of [warehouses, warehouses, spaces, spaces]) {
        const before = workspace.clock.now();
        await call("GET", path);
        taken.push(workspace.clock.now() - before);
      }
      const before = workspace.clock.now();
      await call("POST", "/api/2.0/unknown");
      taken.push(workspace.clock.now() - before);
      await open?.close();
      open = undefined;
      return taken;
    };
    const [one = 0, two = 0, ...rest] = await times();
    for (const time of [one, two]) expect(time).toBeGreaterThan(100);
    for (const time of [one, two]) expect(time).toBeLessThan(150);
    expect(one).not.toBe(two);
    expect(rest).toEqual([20, 20, 0]);
    expect(await times()).toEqual([one, two, ...rest]);
  });

  it("can be changed while it runs", async () => {
    const { call, workspace } = await start();
    const timed = async () => {
      const before = workspace.clock.now();
      await call("GET", spaces);
      return workspace.clock.now() - before;
    };
    expect(await timed()).toBe(0);
    workspace.knobs.latencyMs = 40;
    expect(await timed()).toBe(40);
  });

  describe("faults", () => {
    const route = /^PATCH /;

    it("refuse with a status before anything happens, as often as they are told to", async () => {
      const { call, path, workspace } = await startWithSpace();
      workspace.knobs.faults.push({
        route,
        kind: "status",
        status: 429,
        errorCode: "BUSY",
        retryAfterSeconds: 7,
        times: 1,
      });
      const refused = await call("PATCH", path, { title: "A" });
      expect([refused.status, refused.body.error_code, refused.headers.get("retry-after")]).toEqual([
        429,
        "BUSY",
        "7",
      ]);
      expect(workspace.spaces[0]?.title).toBe("Sales");
      expect((await call("GET", path)).status).toBe(200);
      expect((await call("PATCH", path, { title: "A" })).status).toBe(200);
    });

    it.each([
      ["drop-before", "Sales"],
      ["drop-after", "A"],
    ] as const)("break the connection: %s leaves the title %s", async (kind, title) => {
      const { call, path, workspace } = await startWithSpace();
      workspace.knobs.faults.push({ route, kind });
      await expect(call("PATCH", path, { title: "A" })).rejects.toThrow(TypeError);
      expect(workspace.spaces[0]?.title).toBe(title);
    });

    it.each(["truncated", "malformed"] as const)("spoil the reply: %s", async (kind) => {
      const { call, path, workspace } = await startWithSpace();
      workspace.knobs.faults.push({ route, kind });
      await expect(call("PATCH", path, { title: "A" })).rejects.toThrow(SyntaxError);
      expect(workspace.spaces[0]?.title).toBe("A");
    });

    it("leave a request hanging until its caller gives up, and no longer", async () => {
      const { call, path, workspace } = await startWithSpace();
      const { clock } = workspace;
      workspace.knobs.faults.push({ route, kind: "hang", times: 1 });
      const giveUp = new AbortController();
      const before = clock.now();
      const hanging = call(
        "PATCH",
        path,
        { title: "A" },
        {
          signal: giveUp.signal,
          headers: { authorization: `Bearer ${simulatedToken}` },
        },
      );
      const timer = clock.sleep(60_000).then(() => giveUp.abort());
      await expect(hanging).rejects.toThrow(/abort/i);
      await timer;
      expect((await call("GET", path)).status).toBe(200);
      expect(clock.now() - before).toBe(60_000);
      expect(workspace.spaces[0]?.title).toBe("Sales");
    });

    it("strike some of the requests only, the same ones for the same seed", async () => {
      const statuses = async () => {
        const { call, workspace } = await start({ seed: 5 });
        workspace.knobs.faults.push({ route: /^GET /, kind: "status", probability: 0.5 });
        const seen: number[] = [];
        for (let count = 0; count < 16; count += 1) seen.push((await call("GET", spaces)).status);
        await open?.close();
        open = undefined;
        return seen;
      };
      const first = await statuses();
      expect(new Set(first)).toEqual(new Set([200, 503]));
      expect(await statuses()).toEqual(first);
    });

    it("bring their own words, and are written down as what they were", async () => {
      const { call, path, workspace } = await startWithSpace();
      workspace.knobs.faults.push(
        { route, kind: "status", status: 400, errorCode: "BAD_REQUEST", message: "no temperature", times: 1 },
        { route, kind: "drop-before", times: 1 },
        { route, kind: "drop-after", times: 1 },
      );
      expect((await call("PATCH", path, { title: "A" })).body).toMatchObject({
        error_code: "BAD_REQUEST",
        message: "no temperature",
      });
      await expect(call("PATCH", path, { title: "B" })).rejects.toThrow(TypeError);
      await expect(call("PATCH", path, { title: "C" })).rejects.toThrow(TypeError);
      await call("PATCH", path, { title: "D" });
      expect(workspace.requests.map(({ status, fault }) => [status, fault])).toEqual([
        [400, "status"],
        [0, "drop-before"],
        [200, "drop-after"],
        [200, undefined],
      ]);
    });

    it("strike the next three requests, whatever flags the pattern has", async () => {
      const { call, workspace } = await start();
      workspace.knobs.faults.push({ route: /^GET /g, kind: "status", times: 3 });
      const seen: number[] = [];
      for (let count = 0; count < 5; count += 1) seen.push((await call("GET", spaces)).status);
      expect(seen).toEqual([503, 503, 503, 200, 200]);
    });

    it("let a reply arrive slowly, whole in the end", async () => {
      const { call, path, workspace } = await startWithSpace();
      workspace.knobs.faults.push({ route: /^GET /, kind: "slow", durationMs: 90_000, times: 1 });
      const before = workspace.clock.now();
      const { body } = await call("GET", path);
      expect(body.title).toBe("Sales");
      expect(workspace.clock.now() - before).toBe(90_000);
    });

    it("list an entry twice, and tell creations the ids of the first", async () => {
      const { call, workspace } = await start();
      workspace.knobs.faults.push({ route: /genie\/spaces$/, kind: "duplicate-ids", times: 2 });
      const first = await call("POST", spaces, { ...creation(), title: "One" });
      const second = await call("POST", spaces, { ...creation(), title: "Two" });
      expect(second.body.space_id).toBe(first.body.space_id);
      expect(second.body.title).toBe("Two");
      expect(workspace.spaces.map(({ title }) => title)).toEqual(["One", "Two"]);
      const titles = async () =>
        (await call("GET", spaces)).body.spaces.map(({ title }: { title: string }) => title);
      expect(await titles()).toEqual(["One", "One", "Two"]);
      expect(await titles()).toEqual(["One", "Two"]);
    });
  });
});
