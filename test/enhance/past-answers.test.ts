import { SequentialEnhancer, type SequentialEnhancerOptions } from "genie-enhancer";
import { OfflineAnalyst, VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { varyingAnswers } from "../../src/enhance/past-answers.js";
import { benchmarksNamed, type RetailRun, retailRun } from "./retail-run.js";

const benchmarks = benchmarksNamed(
  "orders-2024",
  "revenue-2024",
  "customers-by-country",
  "margin-by-category",
);

/** Two runs on the same space and store, the second with other settings if any. */
async function twice(
  changed: Partial<SequentialEnhancerOptions> = {},
  between: (run: RetailRun) => Promise<unknown> = async () => {},
) {
  const analysis = { usesEarlierRuns: false };
  const run = await retailRun({ benchmarks, analysis });
  const first = await run.enhancer.run();
  await between(run);
  const { connection, store, spaceId } = run;
  const second = new SequentialEnhancer({
    connection,
    store,
    spaceId,
    llm: new OfflineAnalyst({ makesMistakes: false }),
    benchmarks,
    analysis,
    questionsPerMinute: 60,
    maxLoops: 2,
    runId: "run-second",
    ...changed,
  });
  return { run, first: first.summary, second: (await second.run()).summary };
}

describe("answers of earlier runs", () => {
  it("save a second run the questions of its start, and it decides the same", async () => {
    const { first, second } = await twice();
    expect(second.usage.questionsAsked).toBe(first.usage.questionsAsked - benchmarks.length);
    expect(second.figures.recalled).toBe(benchmarks.length);
    expect(first.figures.recalled).toBe(0);
    const decided = ({ decided }: typeof first) =>
      decided.map(({ fix, verdict, reason }) => [fix.description, verdict, reason]);
    expect(decided(second)).toEqual(decided(first));
    expect([second.initialScore, second.finalScore]).toEqual([first.initialScore, first.finalScore]);
  });

  it("also save a run the questions that its dry run has asked", async () => {
    const run = await retailRun({ benchmarks, dryRun: true });
    await run.enhancer.run();
    const { connection, store, spaceId } = run;
    const real = new SequentialEnhancer({
      ...{ connection, store, spaceId, benchmarks, runId: "run-real", maxLoops: 1 },
      llm: new OfflineAnalyst({ makesMistakes: false }),
    });
    expect((await real.run()).summary.figures.recalled).toBe(benchmarks.length);
  });

  it.each([
    ["they are too old", { observationMaxAgeMs: 60_000 }],
    ["they are not wanted", { observationMaxAgeMs: 0 }],
    ["they were judged otherwise", { judge: "never" }],
    [
      "the questions are others",
      { benchmarks: benchmarks.map((one) => ({ ...one, question: `${one.question} ` })) },
    ],
  ] as const)("do not count when %s", async (_, changed) => {
    const { second } = await twice(changed, ({ workspace }) =>
      workspace.clock instanceof VirtualClock ? workspace.clock.sleep(120_000) : Promise.reject(new Error()),
    );
    expect(second.figures.recalled).toBe(0);
  });

  it("count for what was promoted meanwhile", async () => {
    const promoted = await twice({}, ({ enhancer }) => enhancer.decide("run-test", "promote"));
    expect(promoted.second.figures.recalled).toBeGreaterThan(0);
    expect(promoted.second.initialScore.value).toBe(promoted.first.finalScore.value);
  });
});

describe("varyingAnswers", () => {
  const answer = (benchmarkId: string, documentHash: string, verdict: "pass" | "fail" | "error") => ({
    ...({
      type: "question-end",
      benchmarkId,
      documentHash,
      verdict,
      configuration: [],
      role: "dev-best",
    } as const),
    ...{ question: "", purpose: "baseline", decidedBy: "result", explanation: "", durationMs: 1 },
    ...{ runId: "", sequence: 1, timestamp: "" },
  });

  it("finds questions that one document answered right and wrong, whatever run asked", () => {
    const runs = [
      [answer("a", "1", "pass"), answer("b", "1", "pass"), answer("c", "1", "pass")],
      [answer("a", "1", "fail"), answer("b", "2", "fail"), answer("c", "1", "error")],
    ];
    expect(varyingAnswers(runs)).toEqual(["a"]);
  });
});
