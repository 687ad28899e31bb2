import { GenieClient, MemoryRunStore, RunLockedError, seededRandom } from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "../crash/cached-engine.js";
import {
  connectionTo,
  dyingWhen,
  enhancerIn,
  freshWorld,
  type SmallWorld,
  storyIn,
} from "../crash/small-run.js";
import { smallAnalyst, smallBenchmarks, smallConfig } from "../crash/small-world.js";
import { differences } from "../crash/story.js";

const { runId } = smallConfig;

let engine: CachedEngine;
beforeAll(async () => {
  engine = await cachedEngine();
});
afterAll(() => engine.end());

/** A world in which the run died at the nth moment of this name. */
async function worldKilledAt(moment: string, nth = 1): Promise<SmallWorld> {
  const world = await freshWorld(engine);
  let seen = 0;
  const onMoment = dyingWhen((what) => what === moment && ++seen === nth);
  await enhancerIn(world, {}, onMoment)
    .run()
    .catch(() => undefined);
  return world;
}

/** Fills the store with the beginnings of later runs on another space. */
async function manyOtherRuns({ store, workspace }: SmallWorld): Promise<void> {
  for (let number = 1; number <= 25; number += 1) {
    const timestamp = new Date(workspace.clock.now() + number).toISOString();
    const envelope = { runId: `run-other-${number}`, sequence: 1, timestamp };
    await store.append({ type: "run-resume", entries: 0, ...envelope });
  }
}

const copiesIn = ({ workspace, spaceId }: SmallWorld) =>
  workspace.spaces.filter(({ id }) => id !== spaceId).map(({ title }) => title);
const viewsIn = async ({ workspace }: SmallWorld) =>
  (await workspace.tables()).filter(({ kind }) => kind === "metric_view").map(({ name }) => name);

describe("resume", () => {
  it("goes on with a cancelled run where it was stopped, in the middle of a trial", async () => {
    const whole = await freshWorld(engine);
    const undisturbed = await storyIn(whole, await enhancerIn(whole).run());

    const world = await freshWorld(engine);
    const first = enhancerIn(world);
    const controller = new AbortController();
    // The second view is on trial then, and taken back when the run stops.
    let asked = 0;
    first.on("question-end", ({ configuration }) => {
      if (configuration.includes("fix-002") && ++asked === 2) controller.abort(new Error("enough"));
    });
    expect((await first.run({ signal: controller.signal })).summary.outcome).toBe("cancelled");
    expect(await viewsIn(world)).toEqual([]);
    const story = await storyIn(world, await enhancerIn(world).resume(runId));
    const { viewsCreated: _, repeatedEvents: __, ...once } = undisturbed;
    expect(
      differences(
        { ...undisturbed, ...once, viewsCreated: story.viewsCreated, repeatedEvents: story.repeatedEvents },
        story,
      ),
    ).toEqual([]);
    expect(story.viewsCreated.filter((name) => name.endsWith("order_revenue"))).toHaveLength(2);
  });

  it("does not pay the model again for what it answered", async () => {
    const world = await worldKilledAt("after entry llm-end", 2);
    let calls = 0;
    await enhancerIn(world, { llm: smallAnalyst(() => ++calls) }).resume(runId);
    expect(calls).toBe(0);
  });

  it("counts the questions that were spent before", async () => {
    const budget = { questions: 8 };
    const whole = await freshWorld(engine);
    const undisturbed = await enhancerIn(whole, { budget, onComplete: "keep" }).run();
    expect(undisturbed.summary).toMatchObject({
      outcome: "question-budget-spent",
      usage: { questionsAsked: 8 },
    });

    const world = await freshWorld(engine);
    let answered = 0;
    const onMoment = dyingWhen((what) => what === "after entry question-end" && ++answered === 6);
    await enhancerIn(world, { budget, onComplete: "keep" }, onMoment)
      .run()
      .catch(() => undefined);
    const { summary } = await enhancerIn(world, { budget, onComplete: "keep" }).resume(runId);
    expect(summary).toMatchObject({ outcome: "question-budget-spent", usage: { questionsAsked: 8 } });
    expect(summary.decided).toEqual(undisturbed.summary.decided);
    expect(summary.usage).toEqual(undisturbed.summary.usage);
  });

  it("counts the time that was spent before, but not the time in which nobody worked", async () => {
    const budget = { minutes: 3 };
    const whole = await freshWorld(engine);
    const undisturbed = await enhancerIn(whole, { budget, onComplete: "keep" }).run();
    expect(undisturbed.summary.outcome).toBe("time-budget-spent");

    const world = await freshWorld(engine);
    let answered = 0;
    const onMoment = dyingWhen((what) => what === "after entry question-end" && ++answered === 5);
    await enhancerIn(world, { budget, onComplete: "keep" }, onMoment)
      .run()
      .catch(() => undefined);
    await world.workspace.clock.advance(24 * 3_600_000);
    const { summary } = await enhancerIn(world, { budget, onComplete: "keep" }).resume(runId);
    expect(summary.outcome).toBe("time-budget-spent");
    expect(summary.durationMs).toBeGreaterThan(150_000);
    expect(summary.durationMs).toBeLessThan(200_000);
  });

  it("tells nobody again what was told before, and says that it goes on", async () => {
    const world = await worldKilledAt("after entry fix-end", 2);
    const known = (await world.store.read(runId)).length;
    const enhancer = enhancerIn(world);
    const told: string[] = [];
    enhancer.on("*", ({ type, sequence }) => told.push(`${sequence} ${type}`));
    await enhancer.resume(runId);
    expect(told[0]).toBe(`${known + 1} run-resume`);
    expect(told.filter((text) => text.endsWith("run-start"))).toEqual([]);
    expect(told.filter((text) => text.endsWith("fix-end"))).toHaveLength(3);
  });

  it("mends a copy that somebody changed while nobody worked", async () => {
    const world = await worldKilledAt("after entry fix-end", 2);
    const best = world.workspace.spaces.find(({ title }) => title.endsWith("_dev_best"))?.id ?? "";
    const working = world.workspace.spaces.find(({ title }) => title.endsWith("_dev_working"))?.id ?? "";
    const wanted = world.workspace.documentOf(best).hash;
    const production = world.workspace.documentOf(world.spaceId).serialize();
    await new GenieClient({ connection: connectionTo(world) }).updateSpace(best, {
      serializedSpace: production,
    });
    await enhancerIn(world, { onComplete: "keep" }).resume(runId);
    expect(world.workspace.documentOf(best).hash).not.toBe(world.workspace.documentOf(world.spaceId).hash);
    expect(world.workspace.documentOf(best).hash).toBe(world.workspace.documentOf(working).hash);
    expect(wanted).not.toBe(world.workspace.documentOf(best).hash);
  });

  it.each(["_dev_best", "_dev_working"])(
    "says that its copy %s has been deleted, before it does anything, and is cleaned up then",
    async (suffix) => {
      const world = await worldKilledAt("after entry fix-applied");
      const copy = world.workspace.spaces.find(({ title }) => title.endsWith(suffix))?.id ?? "";
      await new GenieClient({ connection: connectionTo(world) }).trashSpace(copy);
      const known = (await world.store.read(runId)).length;
      await expect(enhancerIn(world).resume(runId)).rejects.toMatchObject({
        code: "COPY_GONE",
        message: expect.stringMatching(`${copy}.*Restore it from the trash.*cleanup`),
      });
      expect(await world.store.read(runId)).toHaveLength(known);
      await enhancerIn(world).cleanup(runId);
      expect(copiesIn(world)).toEqual([]);
      expect(await viewsIn(world)).toEqual([]);
    },
  );

  it("says so when a copy is deleted under a run", async () => {
    const world = await freshWorld(engine);
    const enhancer = enhancerIn(world);
    const copy = () => world.workspace.spaces.find(({ title }) => title.endsWith("_dev_working"))?.id ?? "";
    let gone: Promise<void> | undefined;
    enhancer.on("fix-applied", () => {
      gone ??= new GenieClient({ connection: connectionTo(world) }).trashSpace(copy());
    });
    await expect(enhancer.run()).rejects.toMatchObject({
      code: "ROLLBACK_FAILED",
      message: expect.stringContaining("Somebody has deleted a copy of the run. Restore it from the trash"),
    });
    await gone;
  });

  it("gives the result again of a run that has ended, and asks nothing", async () => {
    const world = await freshWorld(engine);
    const result = await enhancerIn(world).run();
    const before = world.workspace.requests.length;
    expect(await enhancerIn(world).resume(runId)).toEqual(JSON.parse(JSON.stringify(result)));
    expect(world.workspace.requests.length).toBe(before);
  });

  it("carries out a decision that was interrupted", async () => {
    const world = await freshWorld(engine);
    await enhancerIn(world, { onComplete: "ask" }).run();
    const onMoment = dyingWhen((what) => what === `after PATCH /api/2.0/genie/spaces/${world.spaceId}`);
    await enhancerIn(world, {}, onMoment)
      .decide(runId, "promote")
      .catch(() => undefined);
    expect((await enhancerIn(world).resume(runId)).disposition).toBe("promoted");
    const writes = world.workspace.requests.filter(
      ({ isSpaceWrite, spaceId }) => isSpaceWrite && spaceId === world.spaceId,
    );
    expect(writes).toHaveLength(1);
    expect(copiesIn(world)).toEqual([]);
  });

  it("goes on with removing the copies of a run that a budget has ended in the middle of a trial", async () => {
    const options = { budget: { questions: 14 } };
    const whole = await freshWorld(engine);
    const { summary } = await enhancerIn(whole, options).run();
    expect(summary.outcome).toBe("question-budget-spent");

    const world = await freshWorld(engine);
    const dying = dyingWhen((what) => what === "after entry space-removed");
    await expect(enhancerIn(world, options, dying).run()).rejects.toThrow();
    expect(copiesIn(world)).toHaveLength(1);
    const result = await enhancerIn(world, options).resume(runId);
    expect(result.disposition).toBe("promoted");
    expect(result.summary.decided).toEqual(summary.decided);
    expect(copiesIn(world)).toEqual([]);
    const writes = world.workspace.requests.filter(
      (one) => one.isSpaceWrite && one.spaceId === world.spaceId,
    );
    expect(writes).toHaveLength(1);
  });

  it("takes nothing for an answer that an outage has left unanswered, however long it was", async () => {
    const whole = await freshWorld(engine);
    const undisturbed = await enhancerIn(whole).run();

    const world = await freshWorld(engine);
    const { knobs } = world.workspace;
    let applied = 0;
    const cutOff = enhancerIn(world, { maxOutageMs: 60_000 }, (what) => {
      if (what === "after entry fix-applied" && ++applied === 2)
        knobs.faults.push({ route: /./, kind: "drop-before" });
    });
    await expect(cutOff.run()).rejects.toMatchObject({
      code: "ROLLBACK_FAILED",
      message: expect.stringContaining("resume"),
    });
    knobs.faults = [];
    const { summary, disposition } = await enhancerIn(world).resume(runId);
    expect(disposition).toBe("promoted");
    expect(summary.decided).toEqual(undisturbed.summary.decided);
    expect(await viewsIn(world)).toEqual(await viewsIn(whole));
    expect(await enhancerIn(world).findOrphans()).toEqual([]);
  });

  it("asks again what got no answer at its start", async () => {
    const whole = await freshWorld(engine);
    const undisturbed = await storyIn(whole, await enhancerIn(whole).run());

    const world = await freshWorld(engine);
    const { knobs } = world.workspace;
    knobs.faults.push({ route: /start-conversation$/, kind: "status", status: 429 });
    await expect(enhancerIn(world).run()).rejects.toMatchObject({ code: "TOO_MANY_ERRORS" });
    knobs.faults = [];
    const enhancer = enhancerIn(world);
    const answered: string[] = [];
    enhancer.on("question-end", ({ purpose, verdict }) => answered.push(`${purpose} ${verdict}`));
    const { decisions, production } = await storyIn(world, await enhancer.resume(runId));
    expect({ decisions, production }).toEqual({
      decisions: undisturbed.decisions,
      production: undisturbed.production,
    });
    expect(answered.slice(0, 3).sort()).toEqual(["baseline fail", "baseline fail", "baseline pass"]);
  });

  it.each(["confirmed", "screened"] as const)(
    "decides nothing while every question is turned away, and asks again: %s",
    async (policy) => {
      const whole = await freshWorld(engine);
      const undisturbed = await enhancerIn(whole, { policy }).run();

      const world = await freshWorld(engine);
      const { knobs } = world.workspace;
      const throttled = enhancerIn(world, { policy }, (what) => {
        if (what === "after entry fix-applied" && knobs.faults.length === 0)
          knobs.faults.push({ route: /start-conversation$/, kind: "status", status: 429 });
      });
      await expect(throttled.run()).rejects.toMatchObject({ code: "TOO_MANY_ERRORS" });
      knobs.faults = [];
      const { summary, disposition } = await enhancerIn(world, { policy }).resume(runId);
      expect(disposition).toBe("promoted");
      expect(summary.decided).toEqual(undisturbed.summary.decided);
    },
  );

  it("refuses a run that the store does not know, and says what to do", async () => {
    const world = await freshWorld(engine);
    await expect(enhancerIn(world).resume("run-other")).rejects.toMatchObject({
      code: "RUN_NOT_FOUND",
      message: expect.stringContaining("start it with run()"),
    });
  });

  it("refuses to go on under settings that would decide otherwise, and names them", async () => {
    const world = await worldKilledAt("after entry fix-end");
    const other = enhancerIn(world, { targetScore: 0.7, benchmarks: smallBenchmarks.slice(0, 2) });
    await expect(other.resume(runId)).rejects.toMatchObject({
      code: "SETTINGS_CHANGED",
      message: expect.stringMatching(/targetScore, .*benchmarks|benchmarks, .*targetScore/),
    });
  });

  it.each([
    ["analysis", { analysis: { strategy: "combined" } }],
    ["analysis", { analysis: { usesEarlierRuns: false } }],
    ["questionTimeoutMs", { questionTimeoutMs: 5_000 }],
  ] as const)("counts %s among these settings", async (name, options) => {
    const world = await worldKilledAt("after entry fix-end");
    await expect(enhancerIn(world, options).resume(runId)).rejects.toMatchObject({
      code: "SETTINGS_CHANGED",
      message: expect.stringContaining(`: ${name} differ`),
    });
  });

  it("lets the pace and the limits of the analysis change", async () => {
    const world = await worldKilledAt("after entry fix-end");
    const analysis = { concurrency: 1, budget: { calls: 50 } };
    expect((await enhancerIn(world, { analysis }).resume(runId)).disposition).toBe("promoted");
  });

  it("lets one process at a time go on", async () => {
    const world = await worldKilledAt("after entry fix-end");
    const results = await Promise.allSettled([
      enhancerIn(world).resume(runId),
      enhancerIn(world, { connection: connectionTo(world, () => {}, seededRandom(2)) }).resume(runId),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [refused] = results.filter((one) => one.status === "rejected");
    expect(refused?.reason).toBeInstanceOf(RunLockedError);
  });
});

describe("cleanup and findOrphans", () => {
  it.each([
    ["before it noted the copy", "after POST /api/2.0/genie/spaces", 2],
    ["before it noted the view", "before entry views", 1],
    ["in the middle of a trial", "after entry fix-applied", 2],
  ] as const)("finds and removes all that a run left that died %s", async (_, moment, nth) => {
    const world = await worldKilledAt(moment, nth);
    const { workspace, spaceId } = world;
    const stranger = workspace.addSpace({ title: "Shop_dev_best", document: { version: 2 } });
    const before = workspace.documentOf(spaceId).hash;
    const enhancer = enhancerIn(world);
    const orphans = await enhancer.findOrphans();
    const spaces = workspace.spaces.map(({ id }) => id).filter((id) => id !== spaceId && id !== stranger);
    expect(orphans.flatMap((orphan) => (orphan.kind === "space" ? [orphan.spaceId] : [])).sort()).toEqual(
      [...spaces].sort(),
    );
    expect(orphans.flatMap((orphan) => (orphan.kind === "view" ? [orphan.name] : []))).toEqual(
      await viewsIn(world),
    );
    expect(orphans.every(({ runId: of, why }) => of === runId && why === "interrupted")).toBe(true);

    const removed = await enhancer.cleanup(runId);
    expect([...removed.spaces].sort()).toEqual([...spaces].sort());
    expect(workspace.spaces.map(({ id }) => id)).toEqual([spaceId, stranger]);
    expect(await viewsIn(world)).toEqual([]);
    expect(workspace.documentOf(spaceId).hash).toBe(before);
    expect(await enhancer.findOrphans()).toEqual([]);
    await expect(enhancer.resume(runId)).rejects.toMatchObject({ code: "RUN_DISCARDED" });
  });

  it("removes what the marker tells of when the journal is lost", async () => {
    const { store: _, ...rest } = await worldKilledAt("after entry fix-applied");
    const world = { ...rest, store: new MemoryRunStore() };
    expect((await enhancerIn(world).findOrphans()).map(({ why }) => why)).toEqual([
      "unknown-run",
      "unknown-run",
    ]);
    expect((await enhancerIn(world).cleanup(runId)).spaces).toHaveLength(2);
    expect(copiesIn(world)).toEqual([]);
    expect(await world.store.list()).toEqual([]);
  });

  it("leaves alone what a promoted document needs", async () => {
    const world = await freshWorld(engine);
    await enhancerIn(world).run();
    expect(await enhancerIn(world).cleanup(runId)).toEqual({ spaces: [], views: [] });
    expect(await viewsIn(world)).toEqual(["shop.main.order_revenue"]);
  });

  it("takes a result that awaits its decision for nobody's orphan, however many runs came after it", async () => {
    const world = await freshWorld(engine);
    await enhancerIn(world, { onComplete: "ask" }).run();
    expect(await enhancerIn(world).findOrphans()).toEqual([]);
    await manyOtherRuns(world);
    expect(await enhancerIn(world).findOrphans()).toEqual([]);
  });

  it("knows the views of a dead run, however many runs came after it", async () => {
    const world = await worldKilledAt("after entry fix-applied");
    await manyOtherRuns(world);
    const orphans = await enhancerIn(world).findOrphans();
    expect(orphans.map(({ kind, why }) => `${kind} ${why}`).sort()).toEqual([
      "space interrupted",
      "space interrupted",
      "view interrupted",
    ]);
    await enhancerIn(world, { runId: "run-next", enableMetricViews: false, onComplete: "keep" }).run();
    expect(await viewsIn(world)).toEqual([]);
  });

  it("drops the views of a killed run when another begins afresh", async () => {
    const world = await worldKilledAt("after entry fix-applied");
    expect(await viewsIn(world)).toEqual(["shop.main.order_counts"]);
    await enhancerIn(world, { runId: "run-next", enableMetricViews: false, onComplete: "keep" }).run();
    expect(await viewsIn(world)).toEqual([]);
    expect(copiesIn(world)).toHaveLength(2);
  });
});
