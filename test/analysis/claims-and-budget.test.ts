import {
  type AnalysisSettings,
  type BenchmarkResult,
  type Catalog,
  defaultFixTypes,
  FailureAnalyzer,
  FixTypeRegistry,
  type LlmClient,
  PromptLoader,
  SpaceDocument,
} from "genie-enhancer";
import { ScriptedLlm } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";

const orders = "shop.core.orders";
const stores = "shop.core.stores";
const document = SpaceDocument.parse({
  version: 2,
  data_sources: { tables: [{ identifier: orders }, { identifier: stores }] },
});
const columns = ["amt", "fee", "status", "city", "store_id"].map((name) => ({ name, type: "string" }));
const catalog: Catalog = {
  tables: [orders, stores].map((name) => ({ name, kind: "table", columns })),
  problems: [],
};

function failed(
  benchmarkId: string,
  failureCategory: BenchmarkResult["failureCategory"],
  expectedSql: string,
  genieSql: string | undefined = `SELECT SUM(fee) FROM ${orders}`,
): BenchmarkResult {
  const question = `Question ${benchmarkId}?`;
  const base = {
    verdict: "fail",
    decidedBy: "results",
    explanation: "Other rows.",
    durationMs: 1,
    attempts: 1,
  } as const;
  return { ...base, benchmarkId, question, failureCategory, expectedSql, genieSql };
}
const failures = [
  failed("net", "wrong_column", `SELECT SUM(amt) FROM ${orders}`),
  failed("net-by-city", "wrong_column", `SELECT city, SUM(o.amt) FROM ${orders} o GROUP BY city`),
  failed("net-filtered", "wrong_filter", `SELECT SUM(amt) FROM ${orders} WHERE status = 'X'`),
  failed("fees", "wrong_column", `SELECT SUM(fee), city FROM ${orders} GROUP BY city`),
  failed("open", "wrong_filter", `SELECT SUM(fee) FROM ${orders} WHERE status = 'O'`),
  failed("stores", "wrong_column", `SELECT amt FROM ${stores}`, `SELECT fee FROM ${stores}`),
];

async function analyze(
  fix: object,
  settings: AnalysisSettings = { strategy: "per-category" },
  answers = 3,
  among = failures,
) {
  const text = JSON.stringify({ diagnosis: "d", fixes: [fix] });
  const empty = JSON.stringify({ diagnosis: "d", fixes: [] });
  const llm = new ScriptedLlm([text, ...Array.from({ length: answers - 1 }, () => empty)]);
  const analyzer = new FailureAnalyzer({
    ...settings,
    llm,
    concurrency: 1,
    prompts: new PromptLoader(),
    registry: new FixTypeRegistry(defaultFixTypes),
    newFixId: () => "fix",
    prices: { perMillionInputTokens: 3, perMillionOutputTokens: 15 },
  });
  const report = await analyzer.analyze({ failures: among, benchmarks: [], document, catalog, history: [] });
  return { ...report, calls: llm.requests.length };
}
const synonym = { type: "add_synonym", table: orders, column: "amt", synonym: "net" };
const codes = {
  type: "add_column_description",
  table: orders,
  column: "status",
  description: "O = open, X = closed",
};

describe("claims", () => {
  it("reach failures with the same cause on the same objects, in whatever call they were", async () => {
    const { fixes } = await analyze({ ...synonym, claims: ["net"] }, { strategy: "per-failure" }, 6);
    expect(fixes).toMatchObject([{ proposedFor: ["net"], claims: ["net", "net-by-city"] }]);
  });

  it("reach failures that lack a condition on the column", async () => {
    const filtered = failures.filter(({ failureCategory }) => failureCategory === "wrong_filter");
    const { fixes } = await analyze(
      { ...codes, claims: ["net-filtered"] },
      { strategy: "per-failure" },
      2,
      filtered,
    );
    expect(fixes).toMatchObject([{ proposedFor: ["net-filtered"], claims: ["net-filtered", "open"] }]);
  });

  it("are, where the model states none, what it was shown on the same objects", async () => {
    const { fixes } = await analyze(synonym, undefined, 2);
    expect(fixes[0]?.proposedFor).toEqual(["net", "net-by-city"]);
  });

  it("hold nothing that the model was not shown", async () => {
    const { fixes } = await analyze({ ...synonym, claims: ["open", "invented"] }, undefined, 2);
    expect(fixes[0]?.proposedFor).toEqual(["net", "net-by-city"]);
  });
});

describe("the budget of an analysis", () => {
  it("counts calls, tokens and cost", async () => {
    const { usage } = await analyze(synonym, undefined, 2);
    expect(usage).toEqual({ calls: 2, inputTokens: 200, outputTokens: 40, cost: 0.0012 });
  });

  it.each([
    ["calls", { calls: 1 }, "1 calls"],
    ["tokens", { tokens: 100 }, "100 tokens"],
    ["cost", { cost: 0.0005 }, "a cost of 0.0005"],
  ])("ends it in order, and says what was left: %s", async (_, budget, words) => {
    const { fixes, dropped, calls } = await analyze(synonym, { strategy: "per-category", budget }, 1);
    expect(calls).toBe(1);
    expect(fixes).toHaveLength(1);
    expect(dropped).toMatchObject([
      {
        kind: "budget-spent",
        reason: expect.stringContaining(words),
        benchmarkIds: ["net-filtered", "open"],
      },
    ]);
  });

  it("also spares the correction of what was wrong", async () => {
    const wrong = { ...synonym, column: "nothing" };
    const { dropped, calls } = await analyze(wrong, { strategy: "per-category", budget: { calls: 1 } }, 1);
    expect(calls).toBe(1);
    expect(dropped.map(({ kind }) => kind)).toEqual(["invalid", "budget-spent"]);
  });
});

describe("calls at once", () => {
  it("are no more than allowed", async () => {
    const calls = { underWay: 0, most: 0 };
    const llm: LlmClient = {
      id: "slow",
      generate: async () => {
        calls.underWay += 1;
        calls.most = Math.max(calls.most, calls.underWay);
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        calls.underWay -= 1;
        return { text: '{"diagnosis":"","fixes":[]}', finishReason: "stop" };
      },
    };
    await analyzerOf(llm, 3).analyze({ failures, benchmarks: [], document, catalog, history: [] });
    expect(calls).toEqual({ underWay: 0, most: 3 });
  });

  it("stop when one of them fails", async () => {
    const outage = new Error("no route to host");
    let calls = 0;
    const llm: LlmClient = {
      id: "down",
      generate: async (_, { signal } = {}) => {
        calls += 1;
        if (calls === 2) throw outage;
        await new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason));
        });
        throw new Error("never");
      },
    };
    const analysis = analyzerOf(llm, 2).analyze({ failures, benchmarks: [], document, catalog, history: [] });
    await expect(analysis).rejects.toBe(outage);
    expect(calls).toBe(2);
  });
});

function analyzerOf(llm: LlmClient, concurrency: number): FailureAnalyzer {
  return new FailureAnalyzer({
    llm,
    concurrency,
    prompts: new PromptLoader(),
    registry: new FixTypeRegistry(defaultFixTypes),
    newFixId: () => "fix",
  });
}
