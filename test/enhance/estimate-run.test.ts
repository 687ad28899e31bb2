import { type AcceptancePolicy, type EstimateRange, estimateRun } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { benchmarksNamed, retailRun } from "./retail-run.js";

const prices = { perMillionInputTokens: 3, perMillionOutputTokens: 15 };
const isWithin = (value: number, { low, high }: EstimateRange) => value >= low && value <= high;

describe("estimateRun", () => {
  it("gives ordered ranges, the same every time", () => {
    const estimate = estimateRun({ questions: 20, prices });
    for (const range of [estimate.questions, estimate.minutes, estimate.llmCalls, estimate.cost]) {
      expect(range?.low).toBeGreaterThan(0);
      expect(range?.expected).toBeGreaterThanOrEqual(range?.low ?? Number.NaN);
      expect(range?.high).toBeGreaterThanOrEqual(range?.expected ?? Number.NaN);
    }
    expect(estimateRun({ questions: 20, prices })).toEqual(estimate);
    expect(estimate.assumptions.join()).toContain("5 questions a minute");
    expect(estimateRun({ questions: 20 }).cost).toBeUndefined();
  });

  it("knows that the policy, the pace, the hold-out and a budget make the difference", () => {
    const one = { questions: 30, maxLoops: 1, initialScore: 0.5, flakyShare: 0.1 };
    const base = estimateRun(one);
    expect(estimateRun({ ...one, policy: "reference" }).questions.expected).toBeGreaterThan(
      base.questions.expected * 1.5,
    );
    expect(estimateRun({ ...one, questionsPerMinute: 20 }).minutes.expected).toBeLessThan(
      base.minutes.expected / 1.3,
    );
    expect(estimateRun({ ...one, heldOut: 10 }).questions.expected).toBeCloseTo(
      base.questions.expected + 20,
      6,
    );
    const probed = estimateRun({ ...one, paraphrases: 2 });
    expect(probed.questions.expected).toBeGreaterThan(base.questions.expected);
    expect(probed.questions.expected).toBeLessThanOrEqual(base.questions.expected + 30);
    expect(estimateRun({ ...one, paraphrases: 2, maxQuestions: 60 }).questions.high).toBeLessThanOrEqual(60);
    expect(estimateRun({ ...one, maxQuestions: 60 }).questions.high).toBeLessThanOrEqual(60);
    expect(estimateRun({ ...one, targetScore: 0.1 })).toMatchObject({
      loops: { high: 0 },
      questions: { low: 30, high: 30 },
    });
  });
});

it("allows for many fixes of which most help: whole runs on the sample workspace took up to 420 and 305 questions", () => {
  const highest = (policy: "reference" | "exact") =>
    estimateRun({ questions: 20, policy, maxLoops: 1 }).questions.high;
  expect(highest("reference")).toBeGreaterThanOrEqual(420);
  expect(highest("exact")).toBeGreaterThanOrEqual(305);
});

describe("estimateRun with a policy of one's own", () => {
  const decision = {
    fixId: "f1",
    verdict: "rejected",
    reason: "",
    gains: [],
    losses: [],
    bestScore: 0,
  } as const;
  const steps: readonly (readonly [string, AcceptancePolicy["next"]])[] = [
    [
      "goes on asking",
      ({ benchmarks }) => ({
        kind: "ask",
        asks: benchmarks.map(({ id }) => ({ configuration: [], benchmarkId: id, purpose: "confirm" })),
        why: "",
      }),
    ],
    ["decided f1, which is decided already", () => ({ kind: "decide", decision })],
    ["asked nothing and decided nothing", () => ({ kind: "ask", asks: [], why: "" })],
  ];

  it.each(steps)("comes to an end where it %s", (message, next) => {
    expect(() => estimateRun({ questions: 20, policy: { name: "own", next } })).toThrow(message);
  });
});

describe("the estimate of an enhancer", () => {
  const benchmarks = benchmarksNamed(
    ...["orders-2024", "revenue-2024", "customers-by-country", "margin-by-category", "stores-by-region"],
    ...["revenue-by-region", "active-customers", "orders-by-month", "fiscal-2024", "best-manager"],
  );

  it.each(["confirmed", "reference", "exact", "screened"] as const)(
    "holds for a run under %s",
    async (policy) => {
      const run = await retailRun({ benchmarks, policy, prices, maxLoops: 3, questionsPerMinute: 5 });
      const estimate = await run.enhancer.estimate();
      expect(run.workspace.requests.every(({ method }) => method === "GET")).toBe(true);
      const { summary } = await run.enhancer.run();
      const { questionsAsked, llmCalls, inputTokens, outputTokens, cost } = summary.usage;
      const seen = {
        questions: isWithin(questionsAsked, estimate.questions),
        minutes: isWithin(summary.durationMs / 60_000, estimate.minutes),
        llmCalls: isWithin(llmCalls, estimate.llmCalls),
        llmTokens: isWithin(inputTokens + outputTokens, estimate.llmTokens),
        cost: isWithin(cost, estimate.cost ?? { low: 0, expected: 0, high: 0 }),
      };
      expect(
        seen,
        JSON.stringify({ estimate, usage: summary.usage, durationMs: summary.durationMs }),
      ).toEqual({
        questions: true,
        minutes: true,
        llmCalls: true,
        llmTokens: true,
        cost: true,
      });
      // Another run need not guess what this one has measured.
      const informed = await run.enhancer.estimate();
      expect(informed.assumptions.join()).toContain(
        `initial score of ${Math.round(summary.initialScore.value * 100)} %`,
      );
    },
  );
});
