import {
  type BenchmarkResult,
  type Catalog,
  defaultFixTypes,
  FailureAnalyzer,
  type FixBasis,
  FixTypeRegistry,
  PromptLoader,
  SpaceDocument,
  type TriedFix,
} from "genie-enhancer";
import { ScriptedLlm } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { effectKey } from "../../src/analysis/effect-key.js";
import { fixBasis } from "../../src/analysis/fix-basis.js";
import { readFences } from "../../src/prompts/fence.js";

const orders = "shop.core.orders";
const registry = new FixTypeRegistry(defaultFixTypes);
const document = SpaceDocument.parse({
  version: 2,
  data_sources: {
    tables: [{ identifier: orders, column_configs: [{ column_name: "amt", synonyms: ["sum"] }] }],
  },
});
const catalog: Catalog = {
  tables: [
    { name: orders, kind: "table", columns: ["amt", "fee"].map((name) => ({ name, type: "decimal(10,2)" })) },
  ],
  problems: [],
};
const failed = (
  id: string,
  failureCategory: BenchmarkResult["failureCategory"] = "wrong_column",
): BenchmarkResult => ({
  benchmarkId: id,
  question: `Turnover of ${id}?`,
  expectedSql: `SELECT SUM(amt) FROM ${orders} WHERE shop = '${id}'`,
  genieSql: `SELECT SUM(fee) FROM ${orders} WHERE shop = '${id}'`,
  verdict: "fail",
  decidedBy: "results",
  explanation: "Other rows.",
  failureCategory,
  durationMs: 1,
  attempts: 1,
});
const params = { table: orders, column: "amt", synonym: "turnover" };
const proposal = (more: object = {}) => ({
  type: "add_synonym",
  reason: "r",
  claims: ["q1"],
  ...params,
  ...more,
});

function tried(basis?: FixBasis, verdict: TriedFix["verdict"] = "rejected"): TriedFix {
  const type = registry.get("add_synonym");
  if (!type) throw new Error("no such type");
  return {
    type: type.type,
    key: effectKey(type, params),
    description: type.describe(params),
    params,
    verdict,
    evidence: "no question turned right",
    when: "loop 1 of this run",
    basis,
  };
}

function basisOn(space: SpaceDocument, failures: readonly BenchmarkResult[]): FixBasis {
  const type = registry.get("add_synonym");
  if (!type) throw new Error("no such type");
  return fixBasis({ params, claims: failures.map(({ benchmarkId }) => benchmarkId) }, type, space, failures);
}

async function analyze(
  history: readonly TriedFix[],
  {
    space = document,
    failures = [failed("q1")],
    fixes = [proposal()] as readonly object[],
    maxHistoryTokens = 1_500,
  } = {},
) {
  const llm = new ScriptedLlm(failures.map(() => JSON.stringify({ diagnosis: "d", fixes })));
  const analyzer = new FailureAnalyzer({
    llm,
    registry,
    maxHistoryTokens,
    prompts: new PromptLoader(),
    newFixId: () => "fix",
  });
  const report = await analyzer.analyze({ failures, benchmarks: [], document: space, catalog, history });
  const prompt = llm.requests[0]?.messages[1]?.content ?? "";
  return { ...report, prompt, told: JSON.parse(readFences(prompt).get("history") ?? "null") };
}

describe("a fix that was tried without success", () => {
  it("is told to the model with its outcome and evidence", async () => {
    const { told } = await analyze([tried(basisOn(document, [failed("q1")]))]);
    expect(told).toEqual([
      {
        type: "add_synonym",
        description: "Adding synonym 'turnover' to orders.amt",
        params,
        verdict: "rejected",
        evidence: "no question turned right",
        when: "loop 1 of this run",
      },
    ]);
  });

  it.each([
    ["in the same words", {}],
    ["in other case", { synonym: "  TurnOver " }],
  ])("is not proposed again: %s", async (_, more) => {
    const { fixes, dropped } = await analyze([tried(basisOn(document, [failed("q1")]))], {
      fixes: [proposal(more)],
    });
    expect(fixes).toEqual([]);
    expect(dropped).toMatchObject([
      { kind: "tried-before", reason: expect.stringContaining("loop 1 of this run") },
    ]);
  });

  it.each(["rejected", "inconclusive", "redundant", "leaky", "skipped"] as const)(
    "counts whatever its verdict was: %s",
    async (verdict) => {
      const { fixes } = await analyze([tried(basisOn(document, [failed("q1")]), verdict)]);
      expect(fixes).toEqual([]);
    },
  );

  it("may be tried again when what it touches is described otherwise now", async () => {
    const changed = SpaceDocument.parse({
      ...document.data,
      data_sources: {
        tables: [{ identifier: orders, column_configs: [{ column_name: "amt", description: ["Net"] }] }],
      },
    });
    const { fixes, told } = await analyze([tried(basisOn(document, [failed("q1")]))], { space: changed });
    expect(fixes).toHaveLength(1);
    expect(told).toMatchObject([{ hasChangedSince: true }]);
  });

  it("stays dropped when something else of the space changed", async () => {
    const changed = SpaceDocument.parse({
      ...document.data,
      data_sources: {
        tables: [
          {
            identifier: orders,
            description: ["Orders"],
            column_configs: [...(document.source(orders)?.column_configs ?? []), { column_name: "fee" }],
          },
        ],
      },
    });
    const { fixes } = await analyze([tried(basisOn(document, [failed("q1")]))], { space: changed });
    expect(fixes).toEqual([]);
  });

  it("may be tried again for a failure that it did not claim then, or one that fails for another reason now", async () => {
    const then = [tried(basisOn(document, [failed("q1")]))];
    const another = [failed("q1"), failed("q2")];
    expect((await analyze(then, { failures: another })).fixes).toMatchObject([{ claims: ["q1", "q2"] }]);
    const otherwise = [failed("q1", "wrong_aggregation")];
    expect((await analyze(then, { failures: otherwise })).fixes).toHaveLength(1);
  });

  it("stays dropped when fewer of its failures are left", async () => {
    const then = [tried(basisOn(document, [failed("q1"), failed("q2")]))];
    expect((await analyze(then)).fixes).toEqual([]);
  });
});

it("tells the latest trials on the tables of the failures first, within the room for them", async () => {
  const history = Array.from({ length: 30 }, (_, index) => ({ ...tried(), evidence: `evidence ${index}` }));
  const { told, prompt } = await analyze(history, { maxHistoryTokens: 400 });
  expect(told.length).toBeGreaterThan(2);
  expect(told.length).toBeLessThan(30);
  expect(told[0].evidence).toBe("evidence 29");
  expect(prompt).toContain(`${30 - told.length} earlier trials are left out.`);
});
