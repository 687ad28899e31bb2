import {
  type AcceptancePolicy,
  type EnhancerConfig,
  MemoryRunStore,
  type RunEvent,
  screenedPolicy,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { simulatedToken } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { progressLines } from "../../src/reporting/progress-log.js";
import { type CachedEngine, cachedEngine } from "../crash/cached-engine.js";
import { dyingWhen, enhancerIn, freshWorld, type SmallWorld, storyIn } from "../crash/small-run.js";
import { goodProposals, smallAnalyst, smallConfig } from "../crash/small-world.js";
import { differences, type Story } from "../crash/story.js";
import { eventsOf } from "./retail-run.js";

const { runId } = smallConfig;
const screened: Partial<EnhancerConfig> = { policy: "screened", onComplete: "keep" };

let engine: CachedEngine;
let whole: SmallWorld;
let undisturbed: Story;
const events: RunEvent[] = [];
beforeAll(async () => {
  engine = await cachedEngine();
  whole = await freshWorld(engine);
  const enhancer = enhancerIn(whole, screened);
  enhancer.on("*", (event) => events.push(event));
  undisturbed = await storyIn(whole, await enhancer.run());
}, 60_000);
afterAll(() => engine.end());

const copiesIn = ({ workspace, spaceId }: SmallWorld) => workspace.spaces.filter(({ id }) => id !== spaceId);
const documentsIn = (world: SmallWorld) =>
  new Set(copiesIn(world).map(({ id }) => world.workspace.documentOf(id).hash));
const viewsIn = async ({ workspace }: SmallWorld) =>
  (await workspace.tables()).filter(({ kind }) => kind === "metric_view").map(({ name }) => name);

/** A world in which the run died at the nth moment of this name. */
async function worldKilledAt(moment: string, nth: number): Promise<SmallWorld> {
  const world = await freshWorld(engine);
  let seen = 0;
  await enhancerIn(
    world,
    screened,
    dyingWhen((what) => what === moment && ++seen === nth),
  )
    .run()
    .catch(() => undefined);
  expect(seen, `${moment} came too seldom`).toBeGreaterThanOrEqual(nth);
  return world;
}

describe("a run that tries all fixes at once", () => {
  it("keeps the fixes that help, and leaves their document on every copy and their views alone", () => {
    expect(undisturbed).toMatchObject({ outcome: "target-reached", scores: [1 / 3, 1], productionWrites: 0 });
    expect(undisturbed.decisions.filter((text) => text.includes(": accepted"))).toHaveLength(2);
    expect(undisturbed.viewsLeft).toEqual(["shop.main.order_revenue"]);
    expect(documentsIn(whole).size).toBe(1);
    const [end] = eventsOf(events, "run-end");
    expect(end?.summary.spaces.map(({ role }) => role)).toEqual([
      ...["production", "dev-best", "dev-working"],
      ...["dev-working-2", "dev-working-3", "dev-working-4"],
    ]);
    expect(
      copiesIn(whole)
        .map(({ title }) => title)
        .sort(),
    ).toEqual(["best", "working", "working_2", "working_3", "working_4"].map((name) => `Shop_dev_${name}`));
  });

  it("asks each configuration of the space that holds it, and of no other than its own copies", () => {
    const { workspace, spaceId } = whole;
    const own = new Set(copiesIn(whole).map(({ id }) => id));
    const writes = workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite);
    expect(writes.every((write) => write.spaceId === undefined || own.has(write.spaceId))).toBe(true);
    const asked = workspace.requests.filter(({ path }) => path.endsWith("/start-conversation"));
    expect(asked.some((request) => request.spaceId === spaceId)).toBe(false);
    const roles = eventsOf(events, "question-end")
      .filter(({ purpose }) => purpose === "screen")
      .map(({ role, configuration }) => `${role} ${configuration.join("+")}`);
    expect(new Set(roles)).toEqual(
      new Set(["dev-working fix-001+fix-003+fix-005", "dev-working-2 fix-002+fix-004"]),
    );
    // Both were indexed at the same time.
    const [first, second] = eventsOf(events, "indexing-start");
    expect(first?.timestamp).toBe(second?.timestamp);
  });

  it("tells of every fix as others do, and says in the log which fix a decision is about", () => {
    const told = (type: "fix-start" | "fix-end") => eventsOf(events, type).map(({ fix }) => fix.fixId);
    expect(told("fix-start")).toEqual(["fix-001", "fix-002", "fix-003", "fix-004", "fix-005"]);
    expect(told("fix-end")).toEqual(told("fix-start"));
    expect(eventsOf(events, "fix-applied")).toHaveLength(5);
    expect(eventsOf(events, "phase-end").map(({ kept }) => kept)).toEqual([1, 1, 0, 0]);
    const lines = events.flatMap(progressLines);
    const at = lines.lastIndexOf("Adding synonym 'turnover' to orders.amt_b");
    expect(lines.slice(at + 1, at + 3)).toEqual([
      expect.stringMatching(
        /^ {2}→ Fixes turnover "What is the total turnover\?" \(control 0\/\d, candidate/,
      ),
      "  → ✅ IMPROVED! Updating dev-best. Best score: 100.0%",
    ]);
  });

  it("makes no more copies than it has fixes or the policy wants", async () => {
    const few = await freshWorld(engine);
    await enhancerIn(few, { ...screened, llm: smallAnalyst(() => {}, goodProposals) }).run();
    expect(copiesIn(few)).toHaveLength(3);
    const narrow = await freshWorld(engine);
    const { summary } = await enhancerIn(narrow, { ...screened, policy: screenedPolicy({ arms: 2 }) }).run();
    expect(copiesIn(narrow)).toHaveLength(3);
    expect(summary.finalScore.value).toBe(1);
  });
});

describe("a run that tries all fixes at once and is stopped", () => {
  it("rolls everything back when it is cancelled, and decides the same when it goes on", async () => {
    const world = await freshWorld(engine);
    const enhancer = enhancerIn(world, screened);
    const controller = new AbortController();
    enhancer.on("question-end", ({ purpose }) => {
      if (purpose === "sweep") controller.abort(new Error("enough"));
    });
    const { summary } = await enhancer.run({ signal: controller.signal });
    expect(summary).toMatchObject({ outcome: "cancelled", decided: [] });
    expect(documentsIn(world)).toEqual(new Set([world.workspace.documentOf(world.spaceId).hash]));
    expect(await viewsIn(world)).toEqual([]);
    const story = await storyIn(world, await enhancerIn(world, screened).resume(runId));
    const { questions, viewsCreated, repeatedEvents } = story;
    expect(differences({ ...undisturbed, questions, viewsCreated, repeatedEvents }, story)).toEqual([]);
    expect(documentsIn(world).size).toBe(1);
  });

  it("rolls everything back when the budget is spent before anything is decided", async () => {
    const world = await freshWorld(engine);
    const { summary } = await enhancerIn(world, { ...screened, budget: { questions: 6 } }).run();
    expect(summary).toMatchObject({ outcome: "question-budget-spent", decided: [] });
    expect(documentsIn(world)).toEqual(new Set([world.workspace.documentOf(world.spaceId).hash]));
    expect(await viewsIn(world)).toEqual([]);
  });

  it.each([
    ["after POST /api/2.0/genie/spaces", 4],
    ["before entry views", 2],
    ["after entry question-end", 9],
    ["before entry best-document", 1],
    ["after entry best-document", 1],
    ["after entry fix-end", 2],
  ] as const)("goes on as if nothing had happened when it is killed %s (%i)", async (moment, nth) => {
    const world = await worldKilledAt(moment, nth);
    const story = await storyIn(world, await enhancerIn(world, screened).resume(runId));
    // What was under way on several spaces may be asked again.
    expect(story.questions - undisturbed.questions).toBeLessThanOrEqual(4);
    expect(differences({ ...undisturbed, questions: story.questions }, story)).toEqual([]);
    expect(documentsIn(world).size).toBe(1);
  });

  it("leaves nothing that could not be found and removed", async () => {
    const world = await worldKilledAt("after entry question-end", 6);
    const orphans = await enhancerIn(world, screened).findOrphans();
    expect(orphans.filter(({ kind }) => kind === "space")).toHaveLength(5);
    expect(orphans.filter(({ kind }) => kind === "view")).toHaveLength(2);
    const unknown = { ...world, store: new MemoryRunStore() };
    expect((await enhancerIn(unknown, screened).findOrphans()).map(({ why }) => why)).toEqual(
      Array.from({ length: 5 }, () => "unknown-run"),
    );
    await enhancerIn(world, screened).cleanup(runId);
    expect(copiesIn(world)).toEqual([]);
    expect(await viewsIn(world)).toEqual([]);
  });

  it("leaves nothing that a new run would not replace", async () => {
    const world = await worldKilledAt("after entry question-end", 6);
    const before = new Set(copiesIn(world).map(({ id }) => id));
    await enhancerIn(world, { ...screened, runId: "run-next", maxLoops: 1 }).run();
    expect(copiesIn(world)).toHaveLength(5);
    expect(copiesIn(world).some(({ id }) => before.has(id))).toBe(false);
  });
});

const synonym = (column: string, word: string, claims: readonly string[]) => ({
  ...{ type: "add_synonym", reason: "the word is unknown", table: "shop.main.orders" },
  ...{ column, claims, synonym: word },
});

describe("fixes that do not go together", () => {
  it("are never asked about together when they contradict each other", async () => {
    const world = await freshWorld(engine);
    const fixes = [...goodProposals, synonym("amt_a", "turnover", ["turnover"])];
    const enhancer = enhancerIn(world, { ...screened, llm: smallAnalyst(() => {}, fixes) });
    const seen: RunEvent[] = [];
    enhancer.on("*", (event) => seen.push(event));
    const { summary } = await enhancer.run();
    const [conflict] = eventsOf(seen, "fix-conflict");
    const both: readonly string[] = conflict?.fixIds ?? [];
    expect(both).toHaveLength(2);
    const asked = eventsOf(seen, "question-end").map(({ configuration }) => configuration);
    for (const id of both) expect(asked.some((configuration) => configuration.includes(id))).toBe(true);
    expect(asked.filter((configuration) => both.every((id) => configuration.includes(id)))).toEqual([]);
    expect(summary.finalScore.value).toBe(1);
    const kept = summary.decided.filter(({ fix, isKept }) => isKept && both.includes(fix.fixId));
    expect(kept.map(({ fix }) => fix.params.column)).toEqual(["amt_b"]);
  });

  it("are taken out of what a careless policy asks", async () => {
    const careless: AcceptancePolicy = {
      name: "careless",
      arms: 2,
      next: ({ benchmarks, fixes, observations, decisions }) => {
        const open = fixes.map(({ id }) => id).filter((id) => !decisions.some(({ fixId }) => fixId === id));
        const [fixId] = open;
        if (fixId === undefined) return { kind: "done" };
        const asks = benchmarks.map(({ id }) => ({
          configuration: open,
          benchmarkId: id,
          purpose: "score" as const,
        }));
        if (observations.every(({ configuration }) => configuration.length === 0))
          return { kind: "ask", asks, why: "what all of them do" };
        const accepted = {
          verdict: "accepted",
          reason: "why not",
          gains: [],
          losses: [],
          bestScore: 1,
        } as const;
        return { kind: "decide", decision: { fixId, ...accepted } };
      },
    };
    const fixes = [...goodProposals, synonym("amt_a", "turnover", ["turnover"])];
    const llm = smallAnalyst(() => {}, fixes);
    const world = await freshWorld(engine);
    const { summary } = await enhancerIn(world, { ...screened, llm, policy: careless, maxLoops: 1 }).run();
    expect(summary.decided.map(({ verdict }) => verdict).sort()).toEqual(["accepted", "accepted", "skipped"]);
    const skipped = summary.decided.find(({ verdict }) => verdict === "skipped");
    expect(skipped?.reason).toMatch(
      /^Contradicts fix-00\d, with which it was to be tried: both claim the term/,
    );
    expect(documentsIn(world).size).toBe(1);

    const other = await freshWorld(engine);
    const lazy: AcceptancePolicy = { name: "lazy", arms: 2, next: () => ({ kind: "done" }) };
    await expect(enhancerIn(other, { ...screened, llm, policy: lazy }).run()).rejects.toThrow(
      /acceptance policy.*before every fix was decided/s,
    );
    expect(documentsIn(other)).toEqual(new Set([other.workspace.documentOf(other.spaceId).hash]));
    expect(await viewsIn(other)).toEqual([]);
  });

  it("are told apart when the service takes each of them but not both", async () => {
    const world = await freshWorld(engine);
    const { fetch } = world.workspace;
    const picky: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      const text = request.method === "PATCH" ? await request.clone().text() : "";
      if (text.includes("order_revenue") && text.includes("turnover"))
        return Response.json({ error_code: "INVALID_PARAMETER_VALUE", message: "too much" }, { status: 400 });
      return fetch(request);
    };
    const { host, clock } = world.workspace;
    const auth = staticToken(simulatedToken);
    const connection = new WorkspaceConnection({ host, clock, auth, fetch: picky, random: seededRandom(1) });
    const { summary } = await enhancerIn(world, { ...screened, connection }).run();
    expect(
      summary.decided.filter(({ verdict }) => verdict === "skipped").map(({ reason }) => reason),
    ).toEqual([expect.stringMatching(/^The service refuses the document: .*too much/)]);
    expect(summary.decided.filter(({ isKept }) => isKept)).toHaveLength(1);
    expect(documentsIn(world).size).toBe(1);
  });

  it("do not keep the others from being tried when one cannot be applied", async () => {
    const world = await freshWorld(engine);
    const broken = {
      ...goodProposals[0],
      name: "shop.main.broken",
      measures: [{ name: "x", expr: "NO_SUCH(amt_a)" }],
    };
    const fixes = [broken, ...goodProposals];
    const { summary } = await enhancerIn(world, { ...screened, llm: smallAnalyst(() => {}, fixes) }).run();
    expect(summary.decided.map(({ verdict }) => verdict).sort()).toEqual(["accepted", "accepted", "skipped"]);
    expect(await viewsIn(world)).toEqual(["shop.main.order_revenue"]);
  });
});
