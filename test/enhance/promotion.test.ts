import { GenieClient, SpaceDocument } from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "../crash/cached-engine.js";
import {
  connectionTo,
  describeTable,
  dyingWhen,
  enhancerIn,
  freshWorld,
  type SmallWorld,
} from "../crash/small-run.js";
import { goodProposals, smallAnalyst, smallConfig } from "../crash/small-world.js";

const { runId } = smallConfig;

let engine: CachedEngine;
beforeAll(async () => {
  engine = await cachedEngine();
});
afterAll(() => engine.end());

/** A world with a run that awaits its decision. */
async function decidableWorld(): Promise<SmallWorld> {
  const world = await freshWorld(engine);
  await enhancerIn(world, { onComplete: "ask", llm: smallAnalyst(() => {}, goodProposals) }).run();
  return world;
}

const productionIn = ({ workspace, spaceId }: SmallWorld) => workspace.documentOf(spaceId);
const tableIn = (world: SmallWorld, name: string) => productionIn(world).source(name);
const writesTo = ({ workspace, spaceId }: SmallWorld) =>
  workspace.requests.filter((request) => request.isSpaceWrite && request.spaceId === spaceId);
const viewsIn = async ({ workspace }: SmallWorld) =>
  (await workspace.tables()).filter(({ kind }) => kind === "metric_view").map(({ name }) => name);

async function edit(world: SmallWorld, change: Parameters<GenieClient["updateSpace"]>[1]): Promise<void> {
  await new GenieClient({ connection: connectionTo(world) }).updateSpace(world.spaceId, change);
}

describe("promotion", () => {
  it("writes once, keeps the views that the document needs, and removes the rest", async () => {
    const world = await decidableWorld();
    expect(await enhancerIn(world).decide(runId, "promote")).toBe("promoted");
    expect(writesTo(world)).toHaveLength(1);
    expect(tableIn(world, "shop.main.order_revenue")).toBeDefined();
    expect(await viewsIn(world)).toEqual(["shop.main.order_revenue"]);
    expect(world.workspace.spaces.map(({ id }) => id)).toEqual([world.spaceId]);
  });

  it("discards what a run made though production has been deleted, and promotes nothing then", async () => {
    const world = await decidableWorld();
    await new GenieClient({ connection: connectionTo(world) }).trashSpace(world.spaceId);
    await expect(enhancerIn(world).decide(runId, "promote")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await enhancerIn(world).decide(runId, "discard")).toBe("discarded");
    expect(world.workspace.spaces).toEqual([]);
    expect(await viewsIn(world)).toEqual([]);
  });

  it("leaves title, description and warehouse as they are", async () => {
    const world = await decidableWorld();
    const client = new GenieClient({ connection: connectionTo(world) });
    const { etag: _, updatedAt: __, ...before } = { updatedAt: 0, ...(await client.getSpace(world.spaceId)) };
    await enhancerIn(world).decide(runId, "promote");
    expect(await client.getSpace(world.spaceId)).toMatchObject(before);
  });

  it.each([
    ["the document", { table: "Everybody who bought" }, ["customers: + description 'Everybody who bought'"]],
    ["the title", { title: "Shop 2" }, ['title: "Shop" is now "Shop 2"']],
    ["the description", { description: "Theirs" }, ['description: "Our shop" is now "Theirs"']],
    ["the warehouse", { warehouseId: "5a17ed0000000002" }, ["warehouse: ", "5a17ed0000000002"]],
  ] as const)(
    "refuses when %s was edited meanwhile, writes nothing, and shows the edit",
    async (_, change, shown) => {
      const world = await decidableWorld();
      if ("table" in change) await describeTable(world, "shop.main.customers", change.table);
      else await edit(world, change);
      const [before, writes] = [productionIn(world).hash, writesTo(world).length];
      const refusal = await enhancerIn(world)
        .decide(runId, "promote")
        .catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: "PRODUCTION_CHANGED" });
      for (const text of shown) expect(String(refusal)).toContain(text);
      expect(productionIn(world).hash).toBe(before);
      expect(writesTo(world)).toHaveLength(writes);
      expect(await enhancerIn(world).decide(runId, "keep")).toBe("kept");
    },
  );

  it("takes over what others edited meanwhile where it is told to, and can take back its own part", async () => {
    const world = await decidableWorld();
    await describeTable(world, "shop.main.customers", "Everybody who bought");
    const edited = productionIn(world);
    await enhancerIn(world).decide(runId, "promote", { onDrift: "merge" });
    expect(tableIn(world, "shop.main.customers")?.description).toEqual(["Everybody who bought"]);
    expect(productionIn(world).column("shop.main.orders", "amt_b")?.synonyms).toEqual(["turnover"]);
    expect(tableIn(world, "shop.main.order_revenue")).toBeDefined();

    await enhancerIn(world).revertPromotion(runId);
    expect(productionIn(world).equals(edited)).toBe(true);
    expect(await viewsIn(world)).toEqual([]);
  });

  it("refuses to merge edits of the same place, and says what either side wants", async () => {
    const world = await decidableWorld();
    const { data } = productionIn(world);
    const tables = data.data_sources?.tables?.filter(({ identifier }) => identifier !== "shop.main.orders");
    const without = SpaceDocument.parse({ ...data, data_sources: { ...data.data_sources, tables } });
    await edit(world, { serializedSpace: without.serialize() });
    const refusal = await enhancerIn(world)
      .decide(runId, "promote", { onDrift: "merge" })
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "PRODUCTION_CHANGED" });
    expect(String(refusal)).toMatch(/data_sources\.tables\[shop\.main\.orders\].* here, nothing there/);
    expect(productionIn(world).hash).toBe(without.hash);
  });

  it.each([
    [
      "lacks a table",
      (data: SpaceDocument["data"]) => ({
        ...data,
        data_sources: { tables: data.data_sources?.tables?.slice(1) ?? [] },
      }),
    ],
    ["is empty", () => ({ version: 2 as const })],
    ["lost its instructions", ({ instructions: _, ...data }: SpaceDocument["data"]) => data],
  ])("never writes a document that %s", async (_, shrink) => {
    const world = await decidableWorld();
    const before = productionIn(world);
    const entries = await world.store.read(runId);
    // What a service that loses parts of a document would have made of the best copy.
    await world.store.append({
      type: "best-document",
      document: SpaceDocument.parse(shrink(before.data)).serialize(),
      runId,
      sequence: entries.length + 1,
      timestamp: new Date(world.workspace.clock.now()).toISOString(),
    });
    await expect(enhancerIn(world).decide(runId, "promote")).rejects.toMatchObject({
      code: "DOCUMENT_SHRUNKEN",
    });
    expect(writesTo(world)).toEqual([]);
    expect(productionIn(world).hash).toBe(before.hash);
  });

  it("notices an edit in the moment between its look and its write", async () => {
    const world = await decidableWorld();
    let looks = 0;
    const racing = enhancerIn(world, {}, (what) => {
      if (what !== `after GET /api/2.0/genie/spaces/${world.spaceId}` || ++looks !== 2) return;
      // Carried out before the promotion's own write, which is sent after this.
      void describeTable(world, "shop.main.customers", "Everybody who bought");
    });
    await expect(racing.decide(runId, "promote")).rejects.toMatchObject({
      code: "PRODUCTION_CHANGED",
      differences: ["customers: + description 'Everybody who bought'"],
    });
    expect(tableIn(world, "shop.main.customers")?.description).toEqual(["Everybody who bought"]);
    expect(tableIn(world, "shop.main.order_revenue")).toBeUndefined();
    expect(await enhancerIn(world).decide(runId, "discard")).toBe("discarded");
  });

  it("leaves the decision open when the right to write is lost in the last moment", async () => {
    const world = await decidableWorld();
    const { knobs } = world.workspace;
    const losing = enhancerIn(world, {}, (what) => {
      if (what === `before PATCH /api/2.0/genie/spaces/${world.spaceId}`)
        knobs.permissions[world.spaceId] = "CAN_RUN";
    });
    await expect(losing.decide(runId, "promote")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    delete knobs.permissions[world.spaceId];
    expect(await enhancerIn(world).decide(runId, "discard")).toBe("discarded");
  });

  it("refuses to write a document whose views a later run has dropped", async () => {
    const world = await decidableWorld();
    const before = productionIn(world).hash;
    await enhancerIn(world, { runId: "run-later", enableMetricViews: false, onComplete: "keep" }).run();
    expect(await viewsIn(world)).toEqual([]);
    await expect(enhancerIn(world).decide(runId, "promote")).rejects.toMatchObject({
      code: "VIEWS_MISSING",
      differences: ["shop.main.order_revenue"],
    });
    expect(productionIn(world).hash).toBe(before);
    expect(await enhancerIn(world).decide(runId, "discard")).toBe("discarded");
  });

  it("can only be finished or taken back once it is written, also when nobody could look at it", async () => {
    const world = await freshWorld(engine);
    const { workspace, spaceId } = world;
    const before = productionIn(world).hash;
    const cutOff = enhancerIn(
      world,
      { llm: smallAnalyst(() => {}, goodProposals), maxOutageMs: 0 },
      (what) => {
        if (what === `after PATCH /api/2.0/genie/spaces/${spaceId}`)
          workspace.knobs.faults.push({ route: /./, kind: "drop-before" });
      },
    );
    await expect(cutOff.run()).rejects.toMatchObject({ code: "NETWORK" });
    workspace.knobs.faults = [];
    await expect(enhancerIn(world).decide(runId, "discard")).rejects.toMatchObject({
      code: "NOT_AWAITING_DECISION",
      message: expect.stringContaining("revertPromotion"),
    });
    expect(await viewsIn(world)).toEqual(["shop.main.order_revenue"]);
    await enhancerIn(world).revertPromotion(runId);
    expect(productionIn(world).hash).toBe(before);
    expect(await enhancerIn(world).decide(runId, "discard")).toBe("discarded");
  });

  it("does not write again when the answer to its write was lost", async () => {
    const world = await decidableWorld();
    const { workspace, spaceId } = world;
    const path = `/api/2.0/genie/spaces/${spaceId}`;
    const enhancer = enhancerIn(world, {}, (what) => {
      if (what === `before PATCH ${path}`)
        workspace.knobs.faults.push({ route: new RegExp(`PATCH ${path}`), kind: "malformed", times: 1 });
    });
    await expect(enhancer.decide(runId, "promote")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
    expect((await enhancerIn(world).resume(runId)).disposition).toBe("promoted");
    expect(writesTo(world)).toHaveLength(1);
  });

  it("can be taken back once, also by another process, with the view that it needed", async () => {
    const world = await freshWorld(engine);
    const before = productionIn(world);
    await enhancerIn(world, { llm: smallAnalyst(() => {}, goodProposals) }).run();
    await enhancerIn(world).revertPromotion(runId);
    expect(productionIn(world).equals(before)).toBe(true);
    expect(await viewsIn(world)).toEqual([]);
    await expect(enhancerIn(world).revertPromotion(runId)).rejects.toMatchObject({
      code: "NOTHING_TO_REVERT",
    });
  });

  it("refuses to take back over later edits, or keeps them where it is told to", async () => {
    const world = await freshWorld(engine);
    await enhancerIn(world, { llm: smallAnalyst(() => {}, goodProposals) }).run();
    await describeTable(world, "shop.main.customers", "Everybody who bought");
    await expect(enhancerIn(world).revertPromotion(runId)).rejects.toThrow("customers: + description");
    await enhancerIn(world).revertPromotion(runId, { onDrift: "merge" });
    expect(tableIn(world, "shop.main.customers")?.description).toEqual(["Everybody who bought"]);
    expect(productionIn(world).column("shop.main.orders", "amt_b")?.synonyms ?? []).toEqual([]);
  });

  it.each(["before", "after"])("can be taken back when it was killed %s its write", async (moment) => {
    const world = await decidableWorld();
    const before = productionIn(world);
    const dying = dyingWhen((what) => what === `${moment} PATCH /api/2.0/genie/spaces/${world.spaceId}`);
    await expect(enhancerIn(world, {}, dying).decide(runId, "promote")).rejects.toThrow();
    await enhancerIn(world).revertPromotion(runId);
    expect(productionIn(world).equals(before)).toBe(true);
    expect(writesTo(world)).toHaveLength(moment === "before" ? 0 : 2);
    expect((await enhancerIn(world).resume(runId)).disposition).toBe("awaiting-decision");
    expect(productionIn(world).equals(before)).toBe(true);
  });

  it("is not repeated by going on with a run whose promotion was taken back", async () => {
    const world = await freshWorld(engine);
    const before = productionIn(world);
    const llm = smallAnalyst(() => {}, goodProposals);
    const dying = dyingWhen((what) => what === "after entry promotion-end");
    await expect(enhancerIn(world, { llm }, dying).run()).rejects.toThrow();
    await enhancerIn(world, { llm }).revertPromotion(runId);
    expect((await enhancerIn(world, { llm }).resume(runId)).disposition).toBe("awaiting-decision");
    expect(productionIn(world).equals(before)).toBe(true);
    expect(writesTo(world)).toHaveLength(2);
  });

  it("stops when another run takes the space", async () => {
    const world = await decidableWorld();
    const { store, spaceId } = world;
    const { clock } = world.workspace;
    const enhancer = enhancerIn(world, {
      store: {
        append: async (entry) => {
          await store.append(entry);
          if (entry.type !== "choice-start") return;
          const force = { expiresAfterMs: 3_600_000, now: clock.now(), force: true };
          await store.lock(`space-${spaceId}`, "run-other", force);
          await clock.sleep(60_000);
        },
        read: (id) => store.read(id),
        list: () => store.list(),
        lock: (key, owner, options) => store.lock(key, owner, options),
      },
    });
    await expect(enhancer.decide(runId, "promote")).rejects.toMatchObject({ code: "RUN_LOCKED" });
    expect(writesTo(world)).toEqual([]);
  });

  it("takes back a promotion whose reversal was interrupted", async () => {
    const world = await freshWorld(engine);
    const before = productionIn(world);
    await enhancerIn(world, { llm: smallAnalyst(() => {}, goodProposals) }).run();
    const dying = dyingWhen((what) => what === `after PATCH /api/2.0/genie/spaces/${world.spaceId}`);
    await enhancerIn(world, {}, dying)
      .revertPromotion(runId)
      .catch(() => undefined);
    await enhancerIn(world).revertPromotion(runId);
    expect(productionIn(world).equals(before)).toBe(true);
    expect(writesTo(world)).toHaveLength(2);
  });
});
