import { describe, expect, it } from "vitest";
import { benchmarksNamed, eventsOf, retailRun } from "./retail-run.js";

const benchmarks = benchmarksNamed(
  "orders-2024",
  "revenue-2024",
  "revenue-by-region",
  "customers-by-country",
  "margin-by-category",
);
const held = benchmarksNamed("revenue-by-region", "orders-2024");
const ids = held.map(({ id }) => id);

describe("held-out questions", () => {
  it("are asked at the start and at the end, and nowhere in between", async () => {
    const { enhancer, events } = await retailRun({ benchmarks, holdout: { ids }, maxLoops: 1 });
    const { summary } = await enhancer.run();
    const asked = eventsOf(events, "question-end");
    const looks = asked.filter(({ benchmarkId }) => ids.includes(benchmarkId));
    expect(looks.map(({ purpose, role }) => `${purpose} ${role}`)).toEqual([
      "holdout dev-working",
      "holdout dev-working",
      "holdout dev-best",
      "holdout dev-best",
    ]);
    const [firstFix, lastFix] = [eventsOf(events, "loop-start")[0], eventsOf(events, "loop-end").at(-1)];
    expect(looks[1]?.sequence).toBeLessThan(firstFix?.sequence ?? 0);
    expect(looks[2]?.sequence).toBeGreaterThan(lastFix?.sequence ?? 0);
    expect(summary.initialScore.passed + summary.initialScore.failed).toBe(3);
    expect(summary.holdout).toMatchObject({
      benchmarkIds: ids,
      note: "2 questions are held out, as configured.",
      before: { passed: 1, failed: 1 },
      after: { errors: 0 },
      gain: { low: expect.any(Number), high: expect.any(Number) },
    });
  });

  it("are never shown to the model", async () => {
    const shown: string[] = [];
    const { enhancer } = await retailRun({
      benchmarks,
      holdout: { ids },
      preflight: false,
      llm: {
        id: "curious",
        generate: async (request) => {
          shown.push(JSON.stringify(request));
          return { text: JSON.stringify({ diagnosis: "", fixes: [] }), finishReason: "stop" };
        },
      },
    });
    await enhancer.run();
    expect(shown.length).toBeGreaterThan(0);
    for (const { question } of held) expect(shown.join()).not.toContain(question);
  });

  it("are not asked again when nothing was kept", async () => {
    const { enhancer, events } = await retailRun({
      benchmarks: benchmarksNamed("orders-2024", "best-manager", "revenue-2024"),
      holdout: { ids: benchmarksNamed("revenue-2024").map(({ id }) => id) },
    });
    const { summary } = await enhancer.run();
    expect(eventsOf(events, "question-end").filter(({ purpose }) => purpose === "holdout")).toHaveLength(1);
    expect(summary.holdout).toMatchObject({ status: "unchanged", before: { failed: 1 } });
  });

  it("are left alone when the budget has no room for them", async () => {
    const { enhancer, events } = await retailRun({ benchmarks, holdout: { ids }, budget: { questions: 10 } });
    const { summary } = await enhancer.run();
    expect(eventsOf(events, "question-end").some(({ purpose }) => purpose === "holdout")).toBe(false);
    expect(summary.holdout.wording).toContain("budget of 10 questions");
  });

  it("have their share of the budget set aside, and what it did not suffice for is named", async () => {
    const budget = { questions: 16 };
    const { enhancer, workspace } = await retailRun({ benchmarks, holdout: { ids }, budget, targetScore: 1 });
    const { summary } = await enhancer.run();
    expect(summary.outcome).toBe("question-budget-spent");
    expect(summary.usage.questionsAsked).toBeLessThanOrEqual(budget.questions);
    expect(summary.decided.some(({ isKept }) => isKept)).toBe(true);
    expect(summary.holdout).toMatchObject({ before: { errors: 0 }, after: { errors: 0 } });
    expect(summary.undecided.length).toBeGreaterThan(0);
    const documents = workspace.spaces.slice(1).map(({ id }) => workspace.documentOf(id).hash);
    expect(new Set(documents).size).toBe(1);
  });

  it("are asked to the end when a run goes on that was stopped among them", async () => {
    const settings = { benchmarks, holdout: { ids }, maxLoops: 1 };
    const whole = await retailRun(settings);
    const { summary: expected } = await whole.enhancer.run();
    const { enhancer } = await retailRun({ ...settings, maxConcurrency: 1 });
    const controller = new AbortController();
    const withdraw = enhancer.on("question-end", ({ purpose, role }) => {
      if (purpose === "holdout" && role === "dev-best") controller.abort(new Error("enough"));
    });
    const stopped = await enhancer.run({ signal: controller.signal });
    expect(stopped.summary).toMatchObject({ outcome: "cancelled", holdout: { status: "not-asked" } });
    withdraw();
    const { summary } = await enhancer.resume("run-test");
    expect(summary.holdout).toEqual(expected.holdout);
    expect(summary.figures).toEqual(expected.figures);
    expect(summary.usage.questionsAsked - expected.usage.questionsAsked).toBeLessThanOrEqual(1);
  });

  it("that are not there are named before anything is created", async () => {
    const { enhancer, workspace } = await retailRun({ benchmarks, holdout: { ids: ["nobody"] } });
    await expect(enhancer.run()).rejects.toThrow(/no benchmark "nobody"/);
    expect(workspace.spaces).toHaveLength(1);
  });
});
