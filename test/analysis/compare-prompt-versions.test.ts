import {
  type BenchmarkResult,
  comparePromptVersions,
  type LlmClient,
  PromptLoader,
  type PromptVariant,
  type RecordedFailures,
  readRecordedFailures,
  SpaceDocument,
  writeRecordedFailures,
} from "genie-enhancer";
import { ScriptedLlm, type ScriptStep } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";

const trips = "ops.fleet.trip";
const failures = ["q1", "q2"].map(
  (id): BenchmarkResult => ({
    benchmarkId: id,
    question: `Mileage of ${id}?`,
    expectedSql: `SELECT sum(dist_km) FROM ${trips} WHERE id = '${id}'`,
    genieSql: `SELECT count(*) FROM ${trips}`,
    expected: { columns: [{ name: "n" }], rows: [[12n]] },
    verdict: "fail",
    decidedBy: "results",
    explanation: "Other rows.",
    durationMs: 1,
    attempts: 1,
  }),
);
const recorded: RecordedFailures = {
  failures,
  benchmarks: failures.map(({ benchmarkId: id, question }) => ({ id, question })),
  document: SpaceDocument.parse({ version: 2, data_sources: { tables: [{ identifier: trips }] } }),
  catalog: {
    tables: [
      {
        name: trips,
        kind: "table",
        columns: [
          { name: "id", type: "string" },
          { name: "dist_km", type: "double" },
        ],
      },
    ],
    problems: [],
  },
};

const fix = (column: string, synonym = "mileage") => ({
  type: "add_synonym",
  table: trips,
  column,
  synonym,
  reason: "",
});
const answer = (...fixes: readonly object[]) => JSON.stringify({ diagnosis: "", fixes });

function variant(
  name: string,
  steps: readonly ScriptStep[],
  more: Partial<PromptVariant> = {},
): PromptVariant {
  return { name, prompts: new PromptLoader(), llm: new ScriptedLlm(steps), ...more };
}

describe("comparePromptVersions", () => {
  it("measures the first answers before anything is mended, and counts what mending cost", async () => {
    const good = variant("good", [answer(fix("dist_km")), answer(fix("id", "trip"))]);
    // Of the fixes for q1 two of three cannot be applied, neither when asked again; for q2 there is no JSON at all.
    const poor: LlmClient = {
      id: "poor",
      generate: async ({ messages }) => ({
        text: !messages[1]?.content.includes('"benchmarkId":"q1"')
          ? "I would rather not."
          : messages.length === 2
            ? answer(fix("dist_km"), fix("distance"), { type: "paint_it_blue" })
            : answer(),
        finishReason: "stop",
      }),
    };
    const [first, second] = await comparePromptVersions({
      recorded,
      strategy: "per-failure",
      variants: [
        { ...good, prices: { perMillionInputTokens: 10_000, perMillionOutputTokens: 100_000 } },
        variant("poor", [], { llm: poor }),
      ],
    });
    expect(first).toMatchObject({
      name: "good",
      llm: "scripted",
      failures: 2,
      answers: 2,
      validJsonRate: 1,
      validFixRate: 1,
      fixesPerFailure: 1,
      calls: 2,
      inputTokens: 200,
      outputTokens: 40,
      cost: 6,
    });
    expect(first?.prompt).toMatchObject({ id: "fix-generation", version: "v2" });
    expect(second).toMatchObject({
      answers: 2,
      validJsonRate: 0.5,
      validFixRate: 1 / 3,
      fixesPerFailure: 0.5,
      calls: 4,
      cost: 0,
    });
    expect(second?.trial).toBeUndefined();
  });

  it("tells the versions of the prompts apart, and what whole runs came to", async () => {
    const trial = { tried: 3, kept: 2, initialScore: 0.5, finalScore: 0.75 };
    const tried: string[] = [];
    const reports = await comparePromptVersions({
      recorded,
      variants: ["v1", "v2"].map((version) =>
        variant(version, [answer(), answer()], { prompts: new PromptLoader({ version }) }),
      ),
      tryFixes: async ({ name }) => {
        tried.push(name);
        return trial;
      },
    });
    expect(reports.map(({ prompt }) => prompt.version)).toEqual(["v1", "v2"]);
    expect(reports.map((report) => report.trial)).toEqual([trial, trial]);
    expect(reports.map(({ validFixRate }) => validFixRate)).toEqual([0, 0]);
    expect(tried).toEqual(["v1", "v2"]);
  });

  it.each([
    ["one variant", ["a"]],
    ["two of one name", ["a", "a"]],
  ])("refuses %s", async (_, names) => {
    const variants = names.map((name) => variant(name, []));
    await expect(comparePromptVersions({ recorded, variants })).rejects.toMatchObject({
      code: "CONFIGURATION",
    });
  });

  it("stops when the caller gives up", async () => {
    const reason = new Error("enough");
    const variants = ["a", "b"].map((name) => variant(name, [answer(), answer()]));
    await expect(
      comparePromptVersions({ recorded, variants }, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});

describe("recorded failures", () => {
  it("come back from a file as they were, long numbers as text", () => {
    const read = readRecordedFailures(writeRecordedFailures({ ...recorded, metricViewSchema: "ops.fleet" }));
    expect(read.document.equals(recorded.document)).toBe(true);
    expect(read.failures[0]?.expected?.rows).toEqual([["12"]]);
    const { document: _, failures: __, ...rest } = read;
    expect(rest).toEqual({
      benchmarks: recorded.benchmarks,
      catalog: recorded.catalog,
      metricViewSchema: "ops.fleet",
    });
  });

  it.each([
    ["no JSON", "{", /not JSON/],
    ["another format", writeRecordedFailures(recorded).replace("failures 1", "failures 9"), /format/],
    ["a result that passed", writeRecordedFailures(recorded).replace('"fail"', '"pass"'), /failures\.0/],
    ["a broken document", writeRecordedFailures(recorded).replace('"version":2', '"version":7'), /version/],
  ])("are refused with %s", (_, text, message) => {
    expect(() => readRecordedFailures(text)).toThrow(message);
  });
});
