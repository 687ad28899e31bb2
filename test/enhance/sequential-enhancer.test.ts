import {
  fixCategories,
  PreflightError,
  PromotionError,
  PromptLoader,
  type PromptSource,
  packagedPrompts,
  RunLockedError,
  SequentialEnhancer,
} from "genie-enhancer";
import { OfflineAnalyst, retailWorkspace } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { benchmarksNamed, eventsOf, type RetailRun, retailRun } from "./retail-run.js";

describe("SequentialEnhancer", () => {
  it("ends when the target is reached, and waits for a decision", async () => {
    const { enhancer, workspace, spaceId } = await retailRun({ targetScore: 0.75 });
    const before = workspace.documentOf(spaceId).hash;
    const { summary, disposition } = await enhancer.run();
    expect(summary).toMatchObject({ outcome: "target-reached", initialScore: { value: 0.25 } });
    expect(summary.finalScore.value).toBeGreaterThanOrEqual(0.75);
    expect(disposition).toBe("awaiting-decision");
    expect(workspace.documentOf(spaceId).hash).toBe(before);
  });

  it("ends before the first loop when the space is good enough already", async () => {
    const { enhancer, events } = await retailRun({
      benchmarks: benchmarksNamed("orders-2024", "stores-by-region"),
    });
    const { summary } = await enhancer.run();
    expect(summary).toMatchObject({ outcome: "target-reached", loops: 0 });
    expect(eventsOf(events, "loop-start")).toEqual([]);
  });

  it("ends when nothing more is proposed", async () => {
    const { enhancer } = await retailRun({ benchmarks: benchmarksNamed("orders-2024", "best-manager") });
    expect((await enhancer.run()).summary).toMatchObject({ outcome: "nothing-to-fix", improvement: 0 });
  });

  it("ends when the loops are used up", async () => {
    const { enhancer } = await retailRun({
      maxLoops: 1,
      benchmarks: benchmarksNamed("revenue-2024", "best-manager", "running-total"),
    });
    expect((await enhancer.run()).summary).toMatchObject({ outcome: "max-loops", loops: 1 });
  });

  it("ends after three loops without enough gain", async () => {
    let loop = 0;
    const stubborn = {
      id: "stubborn",
      generate: async () => {
        loop += 1;
        const fix = {
          type: "add_synonym",
          reason: "r",
          claims: [],
          table: "retail.sales.stores",
          column: "city",
          synonym: `word ${loop}`,
        };
        return { text: JSON.stringify({ diagnosis: "d", fixes: [fix] }), finishReason: "stop" as const };
      },
    };
    const { enhancer } = await retailRun({
      llm: stubborn,
      preflight: false,
      maxLoops: 9,
      benchmarks: benchmarksNamed("orders-2024", "best-manager"),
    });
    expect((await enhancer.run()).summary).toMatchObject({ outcome: "no-improvement", loops: 3 });
  });

  it.each([
    ["questions", { questions: 6 }, "question-budget-spent"],
    ["minutes", { minutes: 2 }, "time-budget-spent"],
    ["llmTokens", { llmTokens: 100 }, "token-budget-spent"],
    ["cost", { cost: 0.001 }, "cost-budget-spent"],
  ] as const)("ends in order when the budget of %s is spent", async (_, budget, outcome) => {
    const { enhancer, workspace, events } = await retailRun({
      budget,
      prices: { perMillionInputTokens: 3, perMillionOutputTokens: 15 },
      preflight: false,
      benchmarks: benchmarksNamed(
        "orders-2024",
        "revenue-2024",
        "customers-by-country",
        "margin-by-category",
        "fiscal-2024",
      ),
    });
    const { summary, disposition } = await enhancer.run();
    expect(summary.outcome).toBe(outcome);
    expect(disposition).toBe("awaiting-decision");
    if ("questions" in budget) expect(summary.usage.questionsAsked).toBeLessThanOrEqual(budget.questions);
    expect(workingAndBest(workspace)).toHaveLength(1);
    expect(events.at(-1)?.type).toBe("run-end");
  });

  it.each([
    ["before anything is created", "preflight"],
    ["while it clones", "space-created"],
    ["while it scores", "question-end"],
    ["while it analyses", "analysis-start"],
    ["in the metadata phase", "fix-applied"],
    ["while it waits for indexing", "indexing-start"],
    ["after a decision", "fix-end"],
  ] as const)("can be cancelled %s", async (_, moment) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { enhancer, workspace, events, spaceId } = await retailRun();
    const before = workspace.documentOf(spaceId).hash;
    if (moment === "preflight") {
      controller.abort(reason);
      await expect(enhancer.run({ signal: controller.signal })).rejects.toBe(reason);
      expect(workspace.requests).toEqual([]);
      return;
    }
    enhancer.on(moment, () => controller.abort(reason));
    const { summary, disposition } = await enhancer.run({ signal: controller.signal });
    expect(summary.outcome).toBe("cancelled");
    expect(disposition).toBe("awaiting-decision");
    expect(workspace.documentOf(spaceId).hash).toBe(before);
    expect(new Set(workingAndBest(workspace)).size).toBeLessThanOrEqual(1);
    expect(workspace.clock.pending).toBe(0);
    expect(events.at(-1)?.type).toBe("run-end");
  });

  it.each(fixCategories)("can be cancelled in the phase of %s", async (category) => {
    const controller = new AbortController();
    const { enhancer, workspace, events } = await retailRun({
      metricViewSchema: "retail.sales",
      benchmarks: benchmarksNamed(
        "orders-2024",
        "revenue-by-region",
        "customers-by-country",
        "orders-by-month",
        "margin-by-category",
      ),
    });
    const created = new Set((await workspace.tables()).map(({ name }) => name));
    enhancer.on("fix-start", ({ fix }) => fix.category === category && controller.abort(new Error("enough")));
    const { summary, disposition } = await enhancer.run({ signal: controller.signal });
    expect(summary.outcome).toBe("cancelled");
    expect(eventsOf(events, "phase-start").at(-1)).toMatchObject({ category });
    expect(disposition).toBe("awaiting-decision");
    expect(workingAndBest(workspace)).toHaveLength(1);
    expect(workspace.clock.pending).toBe(0);
    await enhancer.decide(summary.runId, "discard");
    expect((await workspace.tables()).map(({ name }) => name).filter((name) => !created.has(name))).toEqual(
      [],
    );
  });

  it("drops the metric view of a fix that does not help", async () => {
    const useless = {
      type: "create_metric_view",
      reason: "r",
      claims: [],
      name: "retail.sales.useless",
      source: "retail.sales.stores",
      dimensions: [{ name: "town", expr: "city" }],
      measures: [{ name: "floor", expr: "SUM(sq_m)" }],
    };
    const llm = {
      id: "one-view",
      generate: async () => ({
        text: JSON.stringify({ diagnosis: "", fixes: [useless] }),
        finishReason: "stop" as const,
      }),
    };
    const { enhancer, workspace, events } = await retailRun({
      llm,
      preflight: false,
      maxLoops: 1,
      metricViewSchema: "retail.sales",
      benchmarks: benchmarksNamed("orders-2024", "best-manager"),
    });
    await enhancer.run();
    expect(eventsOf(events, "fix-applied")[0]?.changes.join()).toContain("useless");
    expect(eventsOf(events, "fix-end")[0]).toMatchObject({ isKept: false, verdict: "rejected" });
    expect((await workspace.tables()).map(({ name }) => name)).not.toContain("retail.sales.useless");
  });

  it("promotes when it is configured to, removes the copies, and can take it back", async () => {
    const { enhancer, workspace, spaceId, events } = await retailRun({ onComplete: "promote" });
    const before = workspace.documentOf(spaceId);
    const { disposition, summary } = await enhancer.run();
    expect(disposition).toBe("promoted");
    expect(workspace.spaces.map(({ id }) => id)).toEqual([spaceId]);
    expect(workspace.documentOf(spaceId).hash).toBe(eventsOf(events, "promotion-end")[0]?.documentHash);
    expect(workspace.documentOf(spaceId).equals(before)).toBe(false);
    await enhancer.revertPromotion(summary.runId);
    expect(workspace.documentOf(spaceId).hash).toBe(before.hash);
  });

  it("keeps all three spaces when it is configured to", async () => {
    const { enhancer, workspace } = await retailRun({ onComplete: "keep" });
    expect((await enhancer.run()).disposition).toBe("kept");
    expect(workspace.spaces.map(({ title }) => title).toSorted()).toEqual([
      "Retail sales",
      "Retail sales_dev_best",
      "Retail sales_dev_working",
    ]);
  });

  it("asks, and runs another loop when told to", async () => {
    const asked: string[] = [];
    const { enhancer } = await retailRun({
      maxLoops: 1,
      benchmarks: benchmarksNamed("revenue-2024", "active-customers", "lapsed-by-segment"),
      decide: (summary) => {
        asked.push(summary.outcome);
        return asked.length === 1 ? "continue" : "promote";
      },
    });
    const { summary, disposition } = await enhancer.run();
    expect(asked).toHaveLength(2);
    expect(summary.loops).toBe(2);
    expect(disposition).toBe("promoted");
  });

  it("can be decided later, by another enhancer that shares the store", async () => {
    const { enhancer, workspace, connection, store, spaceId } = await retailRun();
    const { summary } = await enhancer.run();
    const later = new SequentialEnhancer({ connection, store, spaceId, llm: new OfflineAnalyst() });
    expect(await later.decide(summary.runId, "promote")).toBe("promoted");
    expect(workspace.spaces).toHaveLength(1);
    await expect(later.decide(summary.runId, "promote")).rejects.toThrow(PromotionError);
  });

  it("removes all that it created when the result is discarded", async () => {
    const { enhancer, workspace, spaceId } = await retailRun();
    const before = workspace.documentOf(spaceId).hash;
    const { summary } = await enhancer.run();
    expect(await enhancer.decide(summary.runId, "discard")).toBe("discarded");
    expect(workspace.spaces.map(({ id }) => id)).toEqual([spaceId]);
    expect(workspace.documentOf(spaceId).hash).toBe(before);
  });

  it("refuses to promote over an edit that somebody made meanwhile, and shows it", async () => {
    const { enhancer, workspace, connection, spaceId } = await retailRun();
    const { summary } = await enhancer.run();
    await editDescription(connection, spaceId, workspace);
    const refusal = await enhancer.decide(summary.runId, "promote").catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "PRODUCTION_CHANGED" });
    expect(String(refusal)).toContain("stores");
  });

  it("ends well and can still be decided when its promotion is refused", async () => {
    const { enhancer, workspace, connection, spaceId, events } = await retailRun({ onComplete: "promote" });
    enhancer.on("fix-end", ({ isKept }) => isKept && void editDescription(connection, spaceId, workspace));
    await expect(enhancer.run()).rejects.toMatchObject({ code: "PRODUCTION_CHANGED" });
    expect(events.at(-1)).toMatchObject({
      type: "run-end",
      disposition: "awaiting-decision",
      summary: { outcome: "target-reached" },
    });
  });

  it("refuses the id of an earlier run", async () => {
    const { enhancer } = await retailRun({ benchmarks: benchmarksNamed("orders-2024") });
    await enhancer.run();
    await expect(enhancer.run()).rejects.toThrow('runId: "run-test" is the id of an earlier run');
  });

  it("writes only to spaces that the run created", async () => {
    const { enhancer, workspace, events, spaceId } = await retailRun();
    await enhancer.run();
    const created = eventsOf(events, "space-created").map((event) => event.spaceId);
    const writes = workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite);
    expect(writes.length).toBeGreaterThan(4);
    expect(writes.filter((request) => !created.includes(request.spaceId ?? ""))).toEqual([]);
    expect(created).not.toContain(spaceId);
  });

  it("removes what earlier runs on the same space left, and nothing else", async () => {
    const { enhancer, workspace, connection, spaceId } = await retailRun({ maxLoops: 1 });
    await enhancer.run();
    const stranger = workspace.addSpace({ title: "Retail sales_dev_best", document: { version: 2 } });
    const again = new SequentialEnhancer({
      ...optionsLike(connection, spaceId),
      runId: "run-again",
    });
    await again.run();
    const titles = workspace.spaces.map(({ title }) => title);
    expect(titles.filter((title) => title.endsWith("_dev_working"))).toHaveLength(1);
    expect(workspace.spaces.map(({ id }) => id)).toContain(stranger);
  });

  it("tells the same story for the same seed", async () => {
    const story = async () => {
      const { enhancer, events } = await retailRun();
      await enhancer.run();
      return events.map(({ timestamp: _, ...event }) => JSON.stringify(event));
    };
    expect(await story()).toEqual(await story());
  });

  it("writes nothing in a dry run, and shows what each fix would change", async () => {
    const { enhancer, workspace, events } = await retailRun({ dryRun: true });
    const { summary, disposition } = await enhancer.run();
    expect(summary.outcome).toBe("dry-run");
    expect(disposition).toBe("discarded");
    expect(workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite)).toEqual([]);
    const previews = eventsOf(events, "fix-applied");
    expect(previews.length).toBeGreaterThan(0);
    expect(previews.flatMap(({ changes }) => changes).join("\n")).toContain("revenue");
  });

  it("lets one run at a time work on a space", async () => {
    const { enhancer, connection, spaceId, store } = await retailRun();
    const other = new SequentialEnhancer({ ...optionsLike(connection, spaceId), store, runId: "run-other" });
    const [first, second] = await Promise.allSettled([enhancer.run(), other.run()]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: expect.any(RunLockedError) });
  });

  it("goes on when a reporter fails, and says so", async () => {
    const { enhancer, events } = await retailRun({
      reporters: [{ name: "broken", handle: () => Promise.reject(new Error("no disk")) }],
    });
    expect((await enhancer.run()).summary.outcome).toBe("target-reached");
    expect(eventsOf(events, "warning")[0]).toMatchObject({ source: "broken" });
  });

  it("keeps under the reference policy what scores strictly higher, and rolls back the rest", async () => {
    const { enhancer, events } = await retailRun({
      policy: "reference",
      llm: new OfflineAnalyst(),
      benchmarks: retailWorkspace().benchmarks.slice(20, 40),
      maxLoops: 1,
    });
    await enhancer.run();
    let best = eventsOf(events, "score-end")[0]?.score.value ?? 0;
    const decided = eventsOf(events, "fix-end").filter(({ verdict }) => verdict !== "skipped");
    expect(decided.filter(({ isKept }) => isKept).length).toBeGreaterThan(0);
    expect(decided.filter(({ isKept }) => !isKept).length).toBeGreaterThan(0);
    for (const { isKept, score, bestScore } of decided) {
      expect(isKept).toBe((score?.value ?? 0) > best);
      best = isKept ? (score?.value ?? 0) : best;
      expect(bestScore).toBeCloseTo(best, 10);
    }
  });
});

describe("preflight", () => {
  it("reports all problems together, each with what to do", async () => {
    const { enhancer } = await retailRun({
      benchmarks: [{ id: "b", question: "Q?", expectedSql: "DROP TABLE x" }],
      llm: { id: "mute", generate: async () => ({ text: "I would rather not.", finishReason: "stop" }) },
      metricViewSchema: "retail.nowhere",
    });
    const report = await enhancer.preflight();
    const problems = report.checks.filter(({ status }) => status === "problem").map(({ check }) => check);
    expect(report.isReady).toBe(false);
    expect(problems).toEqual(expect.arrayContaining(["benchmarks", "llm", "metric-views"]));
    await expect(enhancer.run()).rejects.toBeInstanceOf(PreflightError);
  });

  it("names what is wrong with prompts of one's own before anything is asked", async () => {
    const text: PromptSource["read"] = async (path) => {
      const file = await packagedPrompts.read(path);
      return path.endsWith("fix-generation.md")
        ? file.replace("history, settings]", "settings]").replace("{{history}}", "")
        : path.endsWith("answer-comparison.md")
          ? file.replace("{{differences}}", "")
          : file;
    };
    const { enhancer, workspace } = await retailRun({
      prompts: new PromptLoader({ source: { read: text } }),
    });
    await expect(enhancer.run()).rejects.toThrow(
      /prompts: .*v2\/fix-generation.* history.*v2\/answer-comparison.md declares the variable differences/s,
    );
    expect(workspace.requests.filter(({ path }) => path.includes("conversation"))).toEqual([]);
    expect(await (await retailRun()).enhancer.preflight()).toMatchObject({
      checks: expect.arrayContaining([
        { check: "prompts", status: "ok", message: expect.stringContaining("v2") },
      ]),
    });
  });

  it("does not pass over a version of prompts beside a loader", async () => {
    await expect(retailRun({ prompts: new PromptLoader(), promptVersion: "v1" })).rejects.toThrow(
      /promptVersion: is that of the packaged prompts/,
    );
  });

  it("knows the prompts that a run will need, those of its end too", async () => {
    const prompts = new PromptLoader({
      source: {
        read: async (path) => {
          const text = await packagedPrompts.read(path);
          return path === "manifest.json" ? text.replaceAll(', "question-paraphrase"', "") : text;
        },
      },
    });
    const plain = await retailRun({ prompts });
    expect(await plain.enhancer.preflight()).toMatchObject({ isReady: true });
    const { enhancer } = await retailRun({ prompts, paraphraseProbe: true });
    const { checks } = await enhancer.preflight();
    expect(checks.filter(({ status }) => status === "problem")).toMatchObject([
      { check: "prompts", message: expect.stringContaining('has no "question-paraphrase"') },
    ]);
  });

  it("reads only", async () => {
    const { enhancer, workspace } = await retailRun();
    expect(await enhancer.preflight()).toMatchObject({ isReady: true });
    expect(workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite)).toEqual([]);
  });
});

/** Documents of the run's copies, each once: one when both hold the same. */
function workingAndBest(workspace: RetailRun["workspace"]): string[] {
  const copies = workspace.spaces.filter(({ title }) => title.includes("_dev_"));
  return [...new Set(copies.map(({ id }) => workspace.documentOf(id).hash))];
}

function optionsLike(connection: RetailRun["connection"], spaceId: string) {
  return {
    connection,
    spaceId,
    llm: new OfflineAnalyst({ makesMistakes: false }),
    benchmarks: benchmarksNamed("orders-2024", "revenue-2024"),
    questionsPerMinute: 60,
    maxLoops: 1,
  };
}

async function editDescription(
  connection: RetailRun["connection"],
  spaceId: string,
  workspace: RetailRun["workspace"],
): Promise<void> {
  const { GenieClient } = await import("genie-enhancer");
  const { data } = workspace.documentOf(spaceId);
  const tables = data.data_sources?.tables?.map((table) =>
    table.identifier === "retail.sales.stores" ? { ...table, description: ["All our stores"] } : table,
  );
  const document = workspace
    .documentOf(spaceId)
    .with({ ...data, data_sources: { ...data.data_sources, tables } });
  await new GenieClient({ connection }).updateSpace(spaceId, { serializedSpace: document.serialize() });
}
