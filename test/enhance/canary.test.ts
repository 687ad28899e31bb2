import {
  type AcceptancePolicy,
  ConfigurationError,
  type EnhancerConfig,
  estimateRun,
  MemoryRunStore,
  progressLines,
  type RunEvent,
} from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "../crash/cached-engine.js";
import { dyingWhen, enhancerIn, freshWorld, type SmallWorld, storyIn } from "../crash/small-run.js";
import { smallConfig } from "../crash/small-world.js";
import { differences } from "../crash/story.js";
import { benchmarksNamed, eventsOf, retailRun } from "./retail-run.js";

const { runId } = smallConfig;
const canary = { indexing: "canary" } as const satisfies Partial<EnhancerConfig>;

/** A run on the sample company, to its end. */
async function retail(
  config: Parameters<typeof retailRun>[0],
  indexingDelayMs: number,
  knobs: Parameters<typeof retailRun>[1] = {},
) {
  const run = await retailRun(
    { maxLoops: 1, questionsPerMinute: 5, targetScore: 1, onComplete: "keep", ...config },
    { ...knobs, knobs: { ...knobs.knobs, indexingDelayMs } },
  );
  const { summary } = await run.enhancer.run();
  return { ...run, summary };
}

const answers = (events: readonly RunEvent[]) =>
  eventsOf(events, "question-end").map(
    ({ benchmarkId, purpose, role, configuration, verdict, genieSql }) =>
      `${role} ${configuration.join("+")} ${purpose} ${benchmarkId} ${verdict} ${genieSql}`,
  );
const decisions = ({
  decided,
}: {
  readonly decided: readonly { readonly verdict: string; readonly reason: string }[];
}) => decided.map(({ verdict, reason }) => `${verdict}: ${reason}`);
const at = ({ timestamp }: RunEvent) => Date.parse(timestamp);

describe("a run that looks whether a fix is live", () => {
  it.each(["confirmed", "reference", "exact"] as const)(
    "takes the same decisions from the same answers in less time under %s",
    async (policy) => {
      const waited = await retail({ policy }, 20_000);
      const looked = await retail({ policy, ...canary }, 20_000);
      expect(decisions(looked.summary)).toEqual(decisions(waited.summary));
      expect(answers(looked.events)).toEqual(answers(waited.events));
      expect(looked.summary.durationMs).toBeLessThan(waited.summary.durationMs);
      const asked = eventsOf(looked.events, "canary-end");
      expect(asked.filter(({ isLive }) => isLive).length).toBeGreaterThan(0);
      // Every canary is paid for and nowhere else.
      expect(looked.summary.figures).toMatchObject({
        asks: waited.summary.figures.asks,
        canaryAsks: asked.length,
      });
      expect(looked.summary.usage.questionsAsked).toBe(waited.summary.usage.questionsAsked + asked.length);
      expect(waited.summary.figures.canaryAsks).toBe(0);
    },
    60_000,
  );

  it("says in the log when a fix was seen to be live, and by which question", async () => {
    const { events } = await retail(canary, 20_000);
    const lines = events.flatMap(progressLines);
    const live = lines.findIndex((line) => /^ {2}→ Live after 2\ds \(canary "/.test(line));
    expect(live).toBeGreaterThan(0);
    expect(lines[live - 1]).toMatch(/^ {2}→ Waiting for indexing, 60s at the most \(canary "/);
    expect(lines[live + 1]).toBe("  → Scoring benchmarks...");
    expect(lines.find((line) => line.startsWith("Asked only to see fixes take effect"))).toBeDefined();
  });

  it("looks soon, and every 15 seconds at the most, at a question that the fix claims", async () => {
    const { events } = await retail(canary, 20_000);
    for (const applied of eventsOf(events, "fix-applied")) {
      const looks = eventsOf(events, "canary-end").filter(({ fixId }) => fixId === applied.fixId);
      const sent = looks.map((look) => at(look) - look.durationMs - at(applied));
      for (const [index, time] of sent.entries())
        expect(time - (sent[index - 1] ?? -10_000)).toBeGreaterThanOrEqual(15_000);
      const claims = eventsOf(events, "fix-start").find(({ fix }) => fix.fixId === applied.fixId)?.fix.claims;
      for (const { benchmarkId } of looks) expect(claims).toContain(benchmarkId);
      expect(looks.slice(0, -1).every(({ isLive }) => !isLive)).toBe(true);
    }
  });

  it("waits no longer than without looking when a change takes longer than the wait", async () => {
    const waited = await retail({}, 300_000);
    const looked = await retail(canary, 300_000);
    expect(decisions(looked.summary)).toEqual(decisions(waited.summary));
    for (const applied of eventsOf(looked.events, "fix-applied")) {
      const first = looked.events.find(
        (event) => event.type === "question-end" && event.configuration.includes(applied.fixId),
      );
      if (first?.type !== "question-end") continue;
      const sentAt = at(first) - first.durationMs - at(applied);
      expect(sentAt).toBeGreaterThanOrEqual(60_000);
      expect(sentAt).toBeLessThanOrEqual(73_000);
    }
  });

  it("is held to the wait also by an answer that does not come", async () => {
    const run = await retailRun(
      {
        ...canary,
        maxLoops: 1,
        benchmarks: benchmarksNamed("orders-2024", "kitchen-price"),
        onComplete: "keep",
      },
      { knobs: { indexingDelayMs: 20_000 } },
    );
    run.enhancer.on("fix-applied", () => {
      run.workspace.knobs.answerMs = 100_000;
    });
    const { summary } = await run.enhancer.run();
    const [applied] = eventsOf(run.events, "fix-applied");
    const [look] = eventsOf(run.events, "canary-end");
    expect(look).toMatchObject({ isLive: false });
    expect(look && applied && at(look) - at(applied)).toBe(60_000);
    expect(summary.figures.canaryAsks).toBeGreaterThan(0);
  });

  it("leaves questions that decide alone when the budget runs short", async () => {
    const budget = { questions: 8 };
    const waited = await retail({ budget }, 20_000);
    const looked = await retail({ ...canary, budget }, 20_000);
    expect(eventsOf(looked.events, "canary-end").length).toBeLessThanOrEqual(1);
    expect(looked.summary.usage.questionsAsked).toBeLessThanOrEqual(8);
    const tight = await retail({ ...canary, budget: { questions: 7 } }, 20_000);
    expect(waited.summary.outcome).toBe("question-budget-spent");
    expect(tight.summary.usage.questionsAsked).toBeLessThanOrEqual(7);
  });
});

describe("a canary", () => {
  const benchmarks = benchmarksNamed("orders-2024", "kitchen-price");

  it("is not a question that is known to vary, so that the run waits", async () => {
    const question = benchmarksNamed("kitchen-price")[0]?.question ?? "";
    const config = { benchmarks, observationMaxAgeMs: 0, ...canary };
    const looked = await retail({ ...config, store: new MemoryRunStore() }, 20_000);
    expect(eventsOf(looked.events, "canary-end").map((look) => look.question)).toContain(question);
    // Genie asks back in the first run and answers in the second, by the same document.
    const store = new MemoryRunStore();
    const knobs = { flakiness: { [question]: 1 } };
    await retail({ ...config, store, runId: "run-before", dryRun: true }, 20_000, { knobs });
    const { events } = await retail({ ...config, store }, 20_000);
    expect(eventsOf(events, "canary-end")).toEqual([]);
    expect(eventsOf(events, "indexing-end")[0]).toMatchObject({ durationMs: 60_000 });
  });

  it("is no answer for a later run, nor a sign that answers vary", async () => {
    const store = new MemoryRunStore();
    const config = { benchmarks, store, ...canary };
    const first = await retail({ ...config, runId: "run-before" }, 20_000);
    expect(eventsOf(first.events, "canary-end").length).toBeGreaterThan(0);
    expect(first.summary.figures).toMatchObject({ flaky: [], flakyBefore: [] });
    const second = await retail(config, 20_000);
    expect(second.summary.figures).toMatchObject({ recalled: benchmarks.length, flaky: [], flakyBefore: [] });
  });

  it("comes after the questions about the best configuration, which are asked while it would wait", async () => {
    const asking = (configuration: readonly string[], benchmarkId: string) =>
      ({ configuration, benchmarkId, purpose: "score" }) as const;
    const policy: AcceptancePolicy = {
      name: "both-sides",
      next({ fixes, benchmarks: all, observations, decisions }) {
        const fix = fixes.find(({ id }) => decisions.every(({ fixId }) => fixId !== id));
        if (!fix) return { kind: "done" };
        const asks = all.flatMap(({ id }) => [asking([], id), asking([fix.id], id)]);
        if (!observations.some(({ configuration }) => configuration.includes(fix.id)))
          return { kind: "ask", asks, why: "both sides" };
        const decision = {
          fixId: fix.id,
          verdict: "rejected",
          reason: "only looking",
          bestScore: 0,
        } as const;
        return { kind: "decide", decision: { ...decision, gains: [], losses: [] } };
      },
    };
    for (const indexing of ["wait", "canary"] as const) {
      const { events } = await retail({ benchmarks, policy, indexing }, 20_000);
      const begin = events.findIndex(({ type }) => type === "fix-applied");
      const end = events.findIndex(({ type }, index) => index > begin && type === "indexing-end");
      const meanwhile = eventsOf(events.slice(begin, end), "question-end");
      expect(meanwhile.map(({ role }) => role)).toEqual(["dev-best", "dev-best"]);
      const [applied, ended] = [events[begin], events[end]];
      expect(applied && ended && at(ended) - at(applied)).toBeLessThanOrEqual(60_000);
    }
  });

  it("is not asked where several fixes are tried at once, and the run says so once", async () => {
    const { events, summary } = await retail({ ...canary, policy: "screened", maxLoops: 2 }, 20_000);
    expect(summary.figures.canaryAsks).toBe(0);
    const warnings = eventsOf(events, "warning").filter(({ source }) => source === "indexing");
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining("indexingWaitMs")]);
  });

  it("is asked for by a name that the configuration knows", async () => {
    // @ts-expect-error no way of this name
    await expect(retailRun({ indexing: "guess" })).rejects.toThrow(ConfigurationError);
  });

  it("is part of the estimate: more questions, fewer minutes", () => {
    const one = { questions: 20, maxLoops: 1, initialScore: 0.5, flakyShare: 0.1 };
    const waiting = estimateRun(one);
    const looking = estimateRun({ ...one, ...canary });
    expect(looking.questions.expected).toBeGreaterThan(waiting.questions.expected);
    expect(looking.minutes.expected).toBeLessThan(waiting.minutes.expected);
    expect(estimateRun({ ...one, policy: "screened", ...canary }).questions).toEqual(
      estimateRun({ ...one, policy: "screened" }).questions,
    );
  });
});

describe("a run that is stopped while it looks", () => {
  let engine: CachedEngine;
  let whole: SmallWorld;
  let undisturbed: Awaited<ReturnType<typeof storyIn>>;
  const moments: string[] = [];
  const config = { ...canary, maxLoops: 1, observationMaxAgeMs: 0 } as const;
  /** A world that an earlier run knows: Genie gave no SQL there either, so that SQL is a sign. */
  async function knownWorld(): Promise<SmallWorld> {
    const world = await freshWorld(engine);
    await enhancerIn(world, { ...config, runId: "run-before", dryRun: true }).run();
    return world;
  }
  beforeAll(async () => {
    engine = await cachedEngine();
    whole = await knownWorld();
    undisturbed = await storyIn(whole, await enhancerIn(whole, config, (what) => moments.push(what)).run());
  }, 60_000);
  afterAll(() => engine.end());

  const entriesIn = (world: SmallWorld) => world.store.read(runId);
  const looksIn = async (world: SmallWorld) =>
    (await entriesIn(world)).flatMap((entry) =>
      entry.type === "canary-end" ? [`${entry.fixId} ${entry.benchmarkId} ${entry.isLive}`] : [],
    );

  it.each([
    ["it begins to", "indexing-start"],
    ["a question was in vain", "canary-end"],
  ] as const)("can be cancelled when %s, takes the fix back, and goes on", async (_, moment) => {
    const world = await knownWorld();
    const enhancer = enhancerIn(world, config);
    const controller = new AbortController();
    enhancer.on(moment, () => controller.abort(new Error("enough")));
    const { summary } = await enhancer.run({ signal: controller.signal });
    expect(summary.outcome).toBe("cancelled");
    const copies = world.workspace.spaces.filter(({ id }) => id !== world.spaceId);
    expect(new Set(copies.map(({ id }) => world.workspace.documentOf(id).hash)).size).toBe(1);
    expect(world.workspace.clock.pending).toBe(0);
    const story = await storyIn(world, await enhancerIn(world, config).resume(runId));
    expect(story).toMatchObject({ decisions: undisturbed.decisions, scores: undisturbed.scores });
    // The fix was there before, so that its trial cannot tell any more and waits.
    const looks = await looksIn(world);
    expect(looks.filter((look) => look.startsWith("fix-001")).length).toBeLessThanOrEqual(1);
  });

  it("goes on only as it began, with canaries or without", async () => {
    const world = await knownWorld();
    const dying = dyingWhen((what) => what === "after entry fix-applied");
    await enhancerIn(world, { maxLoops: 1 }, dying)
      .run()
      .catch(() => undefined);
    await expect(enhancerIn(world, config).resume(runId)).rejects.toThrow(/indexing differ/);
    expect((await enhancerIn(world, { maxLoops: 1 }).resume(runId)).summary.decided).not.toEqual([]);
  });

  it("tells the same story wherever it was killed, and asks nothing twice", async () => {
    const begin = moments.indexOf("before entry fix-applied");
    const trials = moments.slice(begin, begin + 100);
    expect(trials.filter((what) => what === "after entry canary-end").length).toBeGreaterThan(2);
    const points = trials.flatMap((_, index) => (index % 10 === 0 ? [begin + index + 1] : []));
    const looks = await looksIn(whole);
    for (const point of points) {
      const world = await knownWorld();
      const dying = dyingWhen((_, count) => count === point);
      await enhancerIn(world, config, dying)
        .run()
        .catch(() => undefined);
      const story = await storyIn(world, await enhancerIn(world, config).resume(runId));
      const where = `killed ${moments[point - 1]} (${point})`;
      // Time goes by until the process is dead, so that there may be less to look at, never more.
      const { questions } = story;
      expect(differences({ ...undisturbed, questions }, story), where).toEqual([]);
      expect(questions, where).toBeLessThanOrEqual(undisturbed.questions + 1);
      const seen = await looksIn(world);
      expect(looks, where).toEqual(expect.arrayContaining([...seen]));
      expect(seen.length, where).toBeLessThanOrEqual(looks.length);
    }
  }, 120_000);
});
