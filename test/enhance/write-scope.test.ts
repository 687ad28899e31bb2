import * as api from "genie-enhancer";
import {
  defaultFixTypes,
  type Fix,
  FixApplier,
  FixTypeRegistry,
  GenieClient,
  RunWriteScope,
  SequentialEnhancer,
  SpaceCloner,
  SqlClient,
  UnityMetricViews,
  WriteScopeError,
} from "genie-enhancer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "../crash/cached-engine.js";
import { connectionTo, enhancerIn, freshWorld, type SmallWorld } from "../crash/small-run.js";
import { goodProposals, smallAnalyst, smallConfig } from "../crash/small-world.js";

/** Everything public that can write to a space or create and drop views, with all that it can be told to do. */
const reaching: Readonly<Record<string, readonly string[]>> = {
  SequentialEnhancer: [
    "config",
    "on",
    "preflight",
    "estimate",
    "run",
    "resume",
    "cleanup",
    "findOrphans",
    "decide",
    "revertPromotion",
  ],
  GenieClient: [
    "getSpace",
    "listSpaces",
    "createSpace",
    "updateSpace",
    "trashSpace",
    "startConversation",
    "ask",
    "clock",
    "createEvalRun",
    "getEvalRun",
    "listEvalResults",
    "getEvalResultDetails",
  ],
  SpaceCloner: ["exportSpace", "clone", "copyConfig", "findOwned", "trash"],
  FixApplier: ["preview", "previewAll", "apply", "applyAll", "undo"],
  UnityMetricViews: ["created", "unavailable", "create", "exists", "isOwn", "drop", "dropIfOwn"],
};

/** Classes that write to no space by themselves: they hold data, ask, read, or send what others compose. */
const harmless = new Set([
  "BenchmarkScorer",
  "SqlClient",
  "CatalogClient",
  "WorkspaceConnection",
  "DatabricksServingLlm",
  "SqlRunStore",
  "LeakageCheck",
  "AiSdkLlm",
  "ChatLlm",
  "RecordingLlm",
  "ReplayLlm",
  "FailureAnalyzer",
  "FixTypeRegistry",
  "RunWriteScope",
  "RateLimiter",
  "OpenAiCompatibleLlm",
  "PromptLoader",
  "ConsoleReporter",
  "MemoryRunStore",
  "SpaceDocument",
]);

let engine: CachedEngine;
let world: SmallWorld;
beforeAll(async () => {
  engine = await cachedEngine();
});
beforeEach(async () => {
  world = await freshWorld(engine);
});
afterAll(() => engine.end());

const writes = () => world.workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite);
const writesToProduction = () => writes().filter(({ spaceId }) => spaceId === world.spaceId);

describe("write scope", () => {
  it("is tried on everything public that reaches a workspace", () => {
    const classes = Object.entries(api).filter(
      ([name, value]) => typeof value === "function" && /^[A-Z]/.test(name) && !/Error$/.test(name),
    );
    const unknown = classes.map(([name]) => name).filter((name) => !reaching[name] && !harmless.has(name));
    expect(unknown, "say of each new class whether it reaches a workspace").toEqual([]);
    for (const [name, value] of classes) {
      if (!reaching[name]) continue;
      const prototype: unknown = "prototype" in value ? value.prototype : undefined;
      const members = Object.getOwnPropertyNames(prototype).filter((member) => member !== "constructor");
      expect(members.filter((member) => !member.startsWith("_")).sort(), name).toEqual(
        [...reaching[name]].sort(),
      );
    }
  });

  it("lets no part with a run's scope write to a space that the run did not create", async () => {
    const { spaceId } = world;
    const connection = connectionTo(world);
    const client = new GenieClient({ connection, writeScope: new RunWriteScope() });
    const cloner = new SpaceCloner({ client, clock: world.workspace.clock });
    const production = await cloner.exportSpace(spaceId);
    const improved = production.document.with({
      ...production.document.data,
      instructions: { text_instructions: [{ id: "b".repeat(32), content: ["Other.\n"] }] },
    });
    const fix: Fix = {
      id: "fix-001",
      type: "add_synonym",
      category: "metadata",
      params: { table: "shop.main.orders", column: "amt_b", synonym: "turnover" },
      reason: "",
      claims: [],
      derivedFrom: [],
    };
    const applier = new FixApplier({
      client,
      registry: new FixTypeRegistry(defaultFixTypes),
      newId: () => "c".repeat(32),
      catalog: {
        tables: [{ name: "shop.main.orders", kind: "table", columns: [{ name: "amt_b", type: "DECIMAL" }] }],
        problems: [],
      },
    });
    const attempts = [
      () => client.updateSpace(spaceId, { title: "x" }),
      () => client.updateSpace(spaceId, { serializedSpace: improved.serialize() }),
      () => client.trashSpace(spaceId),
      () => cloner.copyConfig(improved, spaceId),
      () => cloner.trash(spaceId),
      () => applier.apply(fix, spaceId),
      () => applier.applyAll([fix], spaceId),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(WriteScopeError);
    const applied = applier.preview(fix, production.document);
    if (applied.status === "applied") expect((await applier.undo(applied, spaceId)).status).toBe("no-change");
    expect(writes()).toEqual([]);

    const { id } = await cloner.clone(production, {
      title: "Copy",
      marker: { productionId: spaceId, runId: "run-1", role: "dev-best" },
    });
    await cloner.copyConfig(improved, id);
    await applier.apply(fix, id);
    await cloner.trash(id);
    expect(writes().map((request) => request.spaceId)).toEqual([id, id, id, id]);
    for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(WriteScopeError);
    expect(writesToProduction()).toEqual([]);
  });

  it("lets a run drop only views that it created, and create none over another", async () => {
    const connection = connectionTo(world);
    const sql = new SqlClient({ connection, warehouseId: world.workspace.warehouseId });
    const views = (runId: string) => new UnityMetricViews({ sql, allowedSchemas: ["shop.main"], runId });
    const yaml = 'version: "1.1"\nsource: shop.main.orders\nmeasures:\n  - name: total\n    expr: COUNT(1)\n';
    await views("run-1").create("shop.main.theirs", yaml);
    const mine = views("run-2");
    await expect(mine.drop("shop.main.theirs")).rejects.toThrow("did not create it");
    await expect(mine.create("shop.main.theirs", yaml)).rejects.toThrow("of this name already");
    await expect(mine.create("shop.other.mine", yaml)).rejects.toThrow("only in shop.main");
    expect(await mine.dropIfOwn("shop.main.theirs")).toBe(false);
    expect(await mine.dropIfOwn("shop.main.orders")).toBe(false);
    const names = async () => (await world.workspace.tables()).map(({ name }) => name);
    expect(await names()).toContain("shop.main.theirs");
    expect(await views("run-1").dropIfOwn("shop.main.theirs")).toBe(true);
    expect(await names()).not.toContain("shop.main.theirs");
  });

  it("keeps every method of an enhancer off production, but for promoting and taking it back", async () => {
    const before = world.workspace.documentOf(world.spaceId).hash;
    const { runId } = smallConfig;
    const llm = smallAnalyst(() => {}, goodProposals);
    const enhancer = (options: Parameters<typeof enhancerIn>[1] = {}) =>
      enhancerIn(world, { llm, onComplete: "ask", ...options });
    const controller = new AbortController();
    const first = enhancer();
    first.on("fix-applied", () => controller.abort());
    const methods: Readonly<Record<string, () => Promise<unknown>>> = {
      preflight: () => enhancer().preflight(),
      estimate: () => enhancer().estimate(),
      dryRun: () => enhancer({ dryRun: true, runId: "run-dry" }).run(),
      run: () => first.run({ signal: controller.signal }),
      resume: () => enhancer().resume(runId),
      findOrphans: () => enhancer().findOrphans(),
      keep: () => enhancer().decide(runId, "keep"),
      again: () => enhancer({ runId: "run-2" }).run(),
      discard: () => enhancer().decide("run-2", "discard"),
      third: () => enhancer({ runId: "run-3" }).run(),
      cleanup: () => enhancer().cleanup("run-3"),
    };
    for (const [name, method] of Object.entries(methods)) {
      await method();
      expect(writesToProduction(), name).toEqual([]);
    }
    expect(world.workspace.documentOf(world.spaceId).hash).toBe(before);

    await enhancer({ runId: "run-4" }).run();
    await enhancer().decide("run-4", "promote");
    expect(writesToProduction()).toHaveLength(1);
    await enhancer().revertPromotion("run-4");
    expect(writesToProduction()).toHaveLength(2);
    expect(world.workspace.documentOf(world.spaceId).hash).toBe(before);
    expect(world.workspace.spaces).toHaveLength(1);
  });

  it("has no way around it in the types: what a run is made of takes no scope from outside", () => {
    // @ts-expect-error a run's scope is its own
    const make = () => new SequentialEnhancer({ ...smallConfig, writeScope: new RunWriteScope() });
    expect(make).toThrow();
  });
});
