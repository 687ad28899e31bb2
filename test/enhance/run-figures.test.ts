import { progressLines, renderMarkdownSummary, runNoise } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { benchmarksNamed, eventsOf, retailRun } from "./retail-run.js";

const names = [
  "orders-2024",
  "revenue-2024",
  "customers-by-country",
  "margin-by-category",
  "stores-by-region",
];
const benchmarks = benchmarksNamed(...names);
const questionOf = (name: string) => benchmarksNamed(name)[0]?.question ?? "";

describe("the figures of a run", () => {
  it("say how sure the improvement is, and are the same wherever they are told", async () => {
    const { enhancer, events } = await retailRun({ benchmarks, targetScore: 1 });
    const { summary, disposition } = await enhancer.run();
    const { figures } = summary;
    expect(figures.improvement.difference).toBeCloseTo(summary.improvement, 9);
    expect(figures.improvement.low).toBeLessThan(summary.improvement);
    expect(figures.improvement.high).toBeGreaterThan(summary.improvement);
    const ends = eventsOf(events, "fix-end");
    const count = (verdict: string) => ends.filter((end) => end.verdict === verdict).length;
    expect(figures.verdicts).toMatchObject({
      accepted: count("accepted"),
      rejected: count("rejected"),
      leaky: count("leaky"),
    });
    const bounds = ends.filter(({ isKept }) => isKept).map(({ chanceBound = Number.NaN }) => chanceBound);
    expect(bounds.length).toBeGreaterThan(0);
    // The bounds take every question for one that varies; here none was seen to.
    expect(figures.expectedFalseAccepts).toBeGreaterThan(0);
    expect(figures.expectedFalseAccepts).toBeLessThan(bounds.reduce((sum, bound) => sum + bound, 0) / 5);
    const asked = eventsOf(events, "question-end").filter(({ purpose }) => purpose !== "baseline");
    expect(figures.asks).toBe(asked.length);
    expect(figures).toMatchObject({ flaky: [], unasked: [], emptyAsks: 0 });
    // Answers of the simulated Genie do not vary, so nothing differed among the questions asked twice.
    expect(figures.noise.pairs).toBeGreaterThan(0);
    expect(figures.noise.differing).toBe(
      runNoise({ bothRight: figures.noise.pairs, fixed: 0, broken: 0, bothWrong: 0 }, 5).differing,
    );
    const end = eventsOf(events, "run-end").at(-1);
    expect(end?.summary).toEqual(summary);
    const text = renderMarkdownSummary(summary, disposition);
    const lines = eventsOf(events, "run-end").flatMap(progressLines);
    const improvement = lines.find((line) => /^Improvement: .*95 %/.test(line));
    expect(text).toContain(improvement);
    expect(text).toMatch(/expected to be luck/);
    expect(text).toContain("No questions are held out: 5 are too few");
  });

  it("name questions in reasons by their words, not by ids that nobody knows", async () => {
    const { enhancer, events } = await retailRun({ benchmarks });
    await enhancer.run();
    const kept = eventsOf(events, "fix-end").filter(({ isKept }) => isKept);
    for (const { reason, gains } of kept) {
      for (const id of gains) expect(reason).not.toContain(id);
      expect(reason).toMatch(/"[^"]+…?" \(control 0\/2, candidate 3\/3\)/);
    }
  });

  it("list the questions whose answers vary", async () => {
    const flaky = questionOf("stores-by-region");
    const { enhancer } = await retailRun(
      { benchmarks, targetScore: 1, maxLoops: 1, policy: "confirmed" },
      { knobs: { flakiness: { [flaky]: 0.5 } }, seed: 4 },
    );
    const { summary } = await enhancer.run();
    expect(summary.figures.flaky.map(({ question }) => question)).toEqual([flaky]);
  });

  it("list what was left undecided when the run was stopped", async () => {
    const { enhancer } = await retailRun({ benchmarks, targetScore: 1 });
    const controller = new AbortController();
    let started = "";
    enhancer.on("fix-applied", ({ fixId }) => {
      started = fixId;
      controller.abort(new Error("enough"));
    });
    const { summary } = await enhancer.run({ signal: controller.signal });
    expect(summary.undecided.map(({ fixId }) => fixId)).toContain(started);
    expect(renderMarkdownSummary(summary, "awaiting-decision")).toContain("## Left undecided");
  });

  it("claim no bound where the policy gives none", async () => {
    const { enhancer } = await retailRun({ benchmarks, maxLoops: 1, policy: "reference" });
    const { summary, disposition } = await enhancer.run();
    expect(summary.figures.verdicts.accepted).toBeGreaterThan(0);
    expect(summary.figures.expectedFalseAccepts).toBeUndefined();
    expect(renderMarkdownSummary(summary, disposition)).toContain("does not bound");
  });
});
