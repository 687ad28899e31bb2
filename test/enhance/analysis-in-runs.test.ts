import {
  type AnalysisStrategy,
  ConfigurationError,
  type LlmClient,
  MemoryRunStore,
  type RunEvent,
  SequentialEnhancer,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { benchmarksNamed, eventsOf, retailRun } from "./retail-run.js";

/** A model that always proposes the same. */
function alwaysProposing(...fixes: readonly object[]): LlmClient {
  const text = JSON.stringify({ diagnosis: "d", fixes });
  return { id: "always", generate: async () => ({ text, finishReason: "stop" }) };
}
const useless = {
  type: "add_synonym",
  reason: "r",
  table: "retail.sales.stores",
  column: "city",
  synonym: "town",
};
const several = benchmarksNamed(
  "orders-2024",
  "revenue-2024",
  "revenue-q3",
  "customers-by-country",
  "active-customers",
);

describe("a strategy of analysis", () => {
  it.each(["per-failure", "per-category", "combined"] as const)(
    "is chosen in the configuration and carries a whole run: %s",
    async (strategy) => {
      const { enhancer, events } = await retailRun({
        benchmarks: several,
        analysis: { strategy },
        maxLoops: 1,
      });
      const { summary } = await enhancer.run();
      expect(summary.improvement).toBeGreaterThan(0.3);
      const failed = eventsOf(events, "question-end").filter(
        ({ purpose, verdict }) => purpose === "baseline" && verdict === "fail",
      );
      const categories = new Set(failed.map(({ failureCategory }) => failureCategory));
      expect(categories.size).toBeLessThan(failed.length);
      const [analysis] = eventsOf(events, "analysis-end");
      expect(analysis?.strategy).toBe(strategy);
      const calls = { "per-failure": failed.length, "per-category": categories.size }[String(strategy)];
      if (calls !== undefined) expect(analysis?.usage.calls).toBe(calls);
      expect(analysis?.usage.calls).toBeLessThanOrEqual(failed.length);
    },
  );

  it("may be the caller's own", async () => {
    const all: AnalysisStrategy = { name: "all-at-once", group: (failures) => [{ label: "all", failures }] };
    const { enhancer, events } = await retailRun({
      benchmarks: several,
      analysis: { strategy: all },
      maxLoops: 1,
    });
    const { summary } = await enhancer.run();
    expect(summary.improvement).toBeGreaterThan(0);
    expect(eventsOf(events, "analysis-end")[0]).toMatchObject({
      strategy: "all-at-once",
      usage: { calls: 1 },
    });
  });

  it.each([
    [{ strategy: "per-moon" }, "analysis.strategy"],
    [{ stratgy: "combined" }, "stratgy"],
    [{ concurrency: 0 }, "analysis.concurrency"],
    [{ benchmarkCopies: true }, "analysis.benchmarkCopies"],
    [{ budget: { cost: 1 } }, "prices"],
  ])("is refused by name when it is wrong: %j", (analysis, name) => {
    const connection = new WorkspaceConnection({ host: "https://example.com", auth: staticToken("t") });
    const spaceId = "0".repeat(32);
    const llm = alwaysProposing();
    const wrong: object = { analysis };
    const construct = () => new SequentialEnhancer({ connection, spaceId, llm, ...wrong });
    expect(construct).toThrow(ConfigurationError);
    expect(construct).toThrow(name);
  });
});

describe("what was tried", () => {
  const options = {
    llm: alwaysProposing(useless),
    preflight: false,
    maxLoops: 2,
    benchmarks: benchmarksNamed("orders-2024", "best-manager"),
  };

  it("is not tried again in the next loop of a run", async () => {
    const { enhancer, events } = await retailRun(options);
    const { summary } = await enhancer.run();
    expect(summary.outcome).toBe("nothing-to-fix");
    expect(eventsOf(events, "fix-end")).toMatchObject([{ verdict: "rejected", basis: { failures: {} } }]);
    expect(eventsOf(events, "fix-dropped")).toMatchObject([
      { kind: "tried-before", reason: expect.stringContaining("loop 1 of this run") },
    ]);
  });

  it("is not tried again in a later run of the same space, unless the caller wants it", async () => {
    const store = new MemoryRunStore();
    const { enhancer, connection, spaceId } = await retailRun({ ...options, store, maxLoops: 1 });
    await enhancer.run();
    const later = async (runId: string, usesEarlierRuns: boolean) => {
      const again = new SequentialEnhancer({
        ...options,
        ...{ connection, spaceId, store, runId, maxLoops: 1, questionsPerMinute: 60 },
        analysis: { usesEarlierRuns },
      });
      const events: RunEvent[] = [];
      again.on("*", (event) => events.push(event));
      await again.run();
      return events;
    };
    const second = await later("run-second", true);
    expect(eventsOf(second, "fix-start")).toEqual([]);
    expect(eventsOf(second, "fix-dropped")).toMatchObject([
      { kind: "tried-before", reason: expect.stringContaining("loop 1 of earlier run run-test") },
    ]);
    expect(eventsOf(await later("run-third", false), "fix-end")).toMatchObject([{ verdict: "rejected" }]);
  });
});

describe("an earlier run whose journal is damaged", () => {
  it("is passed over with a warning", async () => {
    const store = new MemoryRunStore();
    const read = store.read.bind(store);
    store.list = async () => ["run-damaged"];
    store.read = async (runId) => {
      if (runId === "run-damaged") throw new Error("line 7 is no entry");
      return read(runId);
    };
    const { enhancer, events } = await retailRun({ store, maxLoops: 1 });
    expect((await enhancer.run()).summary.improvement).toBeGreaterThan(0);
    expect(eventsOf(events, "warning")).toMatchObject([
      { source: "memory", message: "Run run-damaged cannot be read: line 7 is no entry" },
    ]);
  });
});

describe("fixes that contradict each other", () => {
  it("are reported, and the second is left to the next loop when the first was kept", async () => {
    const { enhancer, events } = await retailRun({
      benchmarks: benchmarksNamed("orders-2024", "active-customers", "lapsed-by-segment"),
      targetScore: 1,
    });
    const { summary } = await enhancer.run();
    const [conflict] = eventsOf(events, "fix-conflict");
    const decided = eventsOf(events, "fix-end");
    const [kept, skipped] = conflict?.fixIds.map((id) => decided.find(({ fix }) => fix.fixId === id)) ?? [];
    expect(kept).toMatchObject({ loop: 1, isKept: true });
    expect(skipped).toMatchObject({ loop: 1, verdict: "skipped", asks: 0 });
    expect(skipped?.reason).toContain(`Contradicts "${kept?.fix.description}", which was kept`);
    const next = decided.find(({ loop, isKept }) => loop === 2 && isKept);
    expect(next?.fix.params.description).toMatch(/A = .*L = |L = .*A = /);
    expect(summary.finalScore.value).toBe(1);
  });
});

describe("a copy of a benchmark", () => {
  const [benchmark] = benchmarksNamed("running-total");
  const copy = {
    type: "add_example_query",
    reason: "r",
    question: benchmark?.question,
    sql: benchmark?.expectedSql,
  };
  const options = {
    llm: alwaysProposing(copy),
    preflight: false,
    maxLoops: 1,
    benchmarks: benchmarksNamed("orders-2024", "running-total"),
  };

  it("never comes to a trial", async () => {
    const { enhancer, events } = await retailRun(options);
    await enhancer.run();
    expect(eventsOf(events, "fix-start")).toEqual([]);
    expect(eventsOf(events, "fix-dropped")).toMatchObject([{ kind: "copies-benchmark" }]);
  });

  it("gets no credit for the question that it repeats, where the caller allows it", async () => {
    const { enhancer, events } = await retailRun({ ...options, analysis: { benchmarkCopies: "allow" } });
    await enhancer.run();
    const [decided] = eventsOf(events, "fix-end");
    expect(decided).toMatchObject({ isKept: false, verdict: "leaky", fix: { derivedFrom: [benchmark?.id] } });
    expect(decided?.gains).toEqual([benchmark?.id]);
  });
});
