import { ScriptedLlm, type ScriptStep } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import type { TriedFix } from "../../src/analysis/analysis-input.js";
import {
  type AnalysisRequest,
  FailureAnalyzer,
  type FailureAnalyzerOptions,
} from "../../src/analysis/failure-analyzer.js";
import { defaultFixTypes } from "../../src/fixes/default-fix-types.js";
import type { FixType } from "../../src/fixes/fix-type.js";
import { FixTypeRegistry } from "../../src/fixes/fix-type-registry.js";
import { PromptLoader } from "../../src/prompts/prompt-loader.js";
import type { BenchmarkResult } from "../../src/scoring/benchmark-result.js";
import { SpaceDocument } from "../../src/space/space-document.js";
import type { Catalog } from "../../src/sql/catalog.js";

const orders = "shop.core.orders";
const document = SpaceDocument.parse({
  version: 2,
  data_sources: { tables: [{ identifier: orders }] },
  benchmarks: {
    questions: [
      {
        id: "b".repeat(32),
        question: ["x"],
        answer: [{ format: "SQL", content: ["SELECT secret_of_the_space"] }],
      },
    ],
  },
});
const catalog: Catalog = {
  tables: [
    {
      name: orders,
      kind: "table",
      columns: [
        { name: "amt", type: "decimal(10,2)" },
        { name: "store", type: "string" },
      ],
    },
  ],
  problems: [],
};
const benchmarks = ["q1", "q2", "q3"].map((id) => ({
  id,
  question: `What is the revenue of ${id}?`,
  expectedSql: `SELECT sum(amt) FROM ${orders} WHERE store = '${id}'`,
}));
const failures = benchmarks.map(
  ({ id, question, expectedSql }): BenchmarkResult => ({
    benchmarkId: id,
    question,
    expectedSql,
    genieSql: `SELECT count(*) FROM ${orders}`,
    verdict: "fail",
    decidedBy: "results",
    explanation: "Other rows.",
    failureCategory: "wrong_aggregation",
    durationMs: 1,
    attempts: 1,
  }),
);

const synonym = (word: string, more: object = {}) => ({
  type: "add_synonym",
  table: orders,
  column: "amt",
  synonym: word,
  reason: "People say so.",
  ...more,
});
const describeStore = { type: "add_column_description", table: orders, column: "store", description: "City" };
const example = (question: string, sql: string) => ({ type: "add_example_query", question, sql });
const instruction = { type: "update_text_instruction", content: "Revenue is the sum of amt." };

const answer = (fixes: readonly object[], diagnosis = "The word is not known.") =>
  JSON.stringify({ diagnosis, fixes });

async function analyze(
  steps: readonly ScriptStep[],
  request: Partial<AnalysisRequest> = {},
  options: Partial<FailureAnalyzerOptions> = {},
) {
  const llm = new ScriptedLlm(steps);
  let count = 0;
  const analyzer = new FailureAnalyzer({
    llm,
    prompts: new PromptLoader(),
    registry: new FixTypeRegistry(defaultFixTypes),
    newFixId: () => `fix-${++count}`,
    concurrency: 1,
    ...options,
  });
  const report = await analyzer.analyze({
    failures: failures.slice(0, 1),
    benchmarks,
    document,
    catalog,
    history: [],
    ...request,
  });
  llm.assertDone();
  return { ...report, requests: llm.requests };
}

const words = ({ fixes }: { fixes: readonly { params: object }[] }) =>
  fixes.map(({ params }) => ("synonym" in params ? params.synonym : "other"));

describe("proposals", () => {
  it("become fixes with an id, their reason and what they claim", async () => {
    const report = await analyze([answer([synonym("revenue", { claims: ["q1", "unknown"] })])]);
    expect(report.fixes).toEqual([
      {
        id: "fix-1",
        type: "add_synonym",
        category: "metadata",
        params: { table: orders, column: "amt", synonym: "revenue" },
        reason: "People say so.",
        proposedFor: ["q1"],
        claims: ["q1"],
        derivedFrom: [],
      },
    ]);
    expect(report.dropped).toEqual([]);
    expect(report.diagnoses).toEqual([{ benchmarkIds: ["q1"], diagnosis: "The word is not known." }]);
    expect(report.usage).toEqual({ calls: 1, inputTokens: 100, outputTokens: 20, cost: 0 });
  });

  it("may carry the parameters of other types as null", async () => {
    const { fixes } = await analyze([
      answer([synonym("revenue", { sql: null, question: null, content: null })]),
    ]);
    expect(fixes[0]?.params).toEqual({ table: orders, column: "amt", synonym: "revenue" });
  });

  it("are ordered by category, and within one by how many questions they claim to help", async () => {
    const report = await analyze(
      [
        answer([
          instruction,
          synonym("few", { claims: ["q1"] }),
          synonym("many", { claims: ["q1", "q2", "q3"] }),
        ]),
      ],
      { failures },
      { strategy: "per-category" },
    );
    expect(report.fixes.map(({ type, params }) => ("synonym" in params ? params.synonym : type))).toEqual([
      "many",
      "few",
      "update_text_instruction",
    ]);
    expect(report.fixes.map(({ id }) => id)).toEqual(["fix-1", "fix-2", "fix-3"]);
  });

  it("with the same effect are merged, and their claims united", async () => {
    const report = await analyze(
      [answer([synonym("Revenue")]), answer([synonym("revenue"), describeStore]), answer([synonym("sales")])],
      { failures },
    );
    expect(words(report)).toEqual(["Revenue", "other", "sales"]);
    expect(report.fixes[0]?.proposedFor).toEqual(["q1", "q2"]);
  });
});

describe("invalid proposals", () => {
  it("are sent back once with the exact reasons, and mended ones are taken", async () => {
    const wrong = synonym("revenue", { column: "amount" });
    const report = await analyze([answer([describeStore, wrong]), answer([synonym("revenue")])]);
    expect(report.fixes.map(({ type }) => type).toSorted()).toEqual([
      "add_column_description",
      "add_synonym",
    ]);
    expect(report.dropped).toEqual([]);
    const [, second] = report.requests;
    expect(second?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(second?.messages[3]?.content).toContain('has no column "amount"; it has amt, store');
    expect(second?.messages[3]?.content).not.toContain("add_column_description");
    expect(report.usage.calls).toBe(2);
  });

  it("are dropped with their reasons when they are invalid again", async () => {
    const wrong = synonym("revenue", { column: "amount" });
    const report = await analyze([answer([describeStore, wrong]), answer([wrong])]);
    expect(report.fixes.map(({ type }) => type)).toEqual(["add_column_description"]);
    expect(report.dropped).toHaveLength(1);
    expect(report.dropped[0]).toMatchObject({
      fixType: "add_synonym",
      reason: expect.stringContaining('no column "amount"'),
    });
  });

  it("are dropped one by one where only some of them come back mended", async () => {
    const wrong = synonym("revenue", { column: "amount" });
    const wrongStore = { ...describeStore, column: "shop" };
    const foreign = { type: "drop_table", table: orders };
    const report = await analyze([answer([wrong, wrongStore, foreign]), answer([describeStore])]);
    expect(report.fixes.map(({ type }) => type)).toEqual(["add_column_description"]);
    expect(report.dropped.map(({ kind, fixType }) => `${kind} ${fixType}`)).toEqual([
      "invalid add_synonym",
      "unknown-type drop_table",
    ]);
  });

  it("are dropped without a word to the model when the space says so already", async () => {
    const known = SpaceDocument.parse({
      version: 2,
      data_sources: {
        tables: [{ identifier: orders, column_configs: [{ column_name: "amt", synonyms: ["Revenue"] }] }],
      },
    });
    const report = await analyze([answer([synonym("revenue")])], { document: known });
    expect(report.dropped).toMatchObject([
      { kind: "no-effect", description: "Adding synonym 'revenue' to orders.amt" },
    ]);
  });

  it("are dropped too when the model gives up on them", async () => {
    const report = await analyze([answer([synonym("revenue", { table: "shop.core.none" })]), answer([])]);
    expect(report.fixes).toEqual([]);
    expect(report.dropped[0]?.reason).toContain('no table "shop.core.none"');
  });

  it("may lack a parameter", async () => {
    const report = await analyze([
      answer([{ type: "add_synonym", table: orders, column: "amt" }]),
      answer([]),
    ]);
    expect(report.dropped[0]?.reason).toMatch(/synonym: /);
  });

  it("may be of a type that is not on offer", async () => {
    const report = await analyze([answer([{ type: "drop_table", table: orders }]), answer([])]);
    expect(report.requests[1]?.messages.at(-1)?.content).toContain(
      '"drop_table" is not a kind of change on offer',
    );
    expect(report.dropped).toMatchObject([{ fixType: "drop_table" }]);
  });

  it("beyond those that were asked for are cut and named, the best first kept", async () => {
    const terms = ["a1", "b2", "c3", "d4", "e5", "f6", "g7"];
    const report = await analyze([
      answer([synonym("A1"), ...terms.map((word) => synonym(word)), synonym("x", { column: "amount" })]),
    ]);
    expect(words(report)).toEqual(["A1", "b2", "c3", "d4", "e5"]);
    // What there is no room for is not asked about either.
    expect(report.requests).toHaveLength(1);
    expect(report.dropped).toMatchObject([
      { kind: "beyond-limit", description: "Adding synonym 'f6' to orders.amt", benchmarkIds: ["q1"] },
      { kind: "beyond-limit", description: "Adding synonym 'g7' to orders.amt" },
      { kind: "invalid" },
    ]);
    expect(report.dropped[0]?.reason).toContain("more fixes than the 5 that were asked for");
  });

  it("may not grow in number by being corrected", async () => {
    const wrong = synonym("x", { column: "amount" });
    const terms = ["a1", "b2", "c3", "d4"].map((word) => synonym(word));
    const report = await analyze([
      answer([...terms, wrong]),
      answer(["e5", "f6", "g7"].map((word) => synonym(word))),
    ]);
    expect(words(report)).toEqual(["a1", "b2", "c3", "d4", "e5"]);
    expect(report.dropped.map(({ kind }) => kind)).toEqual(["beyond-limit", "beyond-limit"]);
  });

  it("that are long are not sent back whole when one of them is wrong", async () => {
    const wrong = synonym("x", { column: "amount", reason: "why ".repeat(50_000) });
    const report = await analyze([answer([wrong]), answer([])]);
    const sent = report.requests[1]?.messages.map(({ content }) => content.length) ?? [];
    expect(Math.max(...sent)).toBeLessThan(50_000);
  });

  it("of a type that fails in its own code are wrong proposals, and end nothing", async () => {
    const [addSynonym] = defaultFixTypes.filter(({ type }) => type === "add_synonym");
    if (!addSynonym) throw new Error("no type");
    const fail = () => {
      throw new Error("not thought of");
    };
    const broken = { ...addSynonym, type: "break_key", key: fail };
    // Works on the space as it is, and not on one with another fix in it.
    const brittle: FixType = {
      ...addSynonym,
      type: "break_later",
      apply: (params, space, context) =>
        space.hash === document.hash ? addSynonym.apply(params, space, context) : fail(),
    };
    const registry = new FixTypeRegistry([...defaultFixTypes, broken, brittle]);
    const report = await analyze(
      [
        answer([
          synonym("a1", { type: "break_key" }),
          synonym("b2", { type: "break_later" }),
          synonym("b2", { type: "delete_synonym" }),
          synonym("b2"),
        ]),
        answer([]),
      ],
      {},
      { registry },
    );
    expect(report.fixes.map(({ type }) => type)).toEqual(["break_later", "add_synonym"]);
    expect(report.dropped).toMatchObject([
      { kind: "no-effect" },
      { kind: "invalid", reason: expect.stringContaining("not thought of") },
    ]);
  });

  it("may be of a type that the caller switched off", async () => {
    const registry = new FixTypeRegistry(defaultFixTypes.filter(({ type }) => type !== "add_synonym"));
    const report = await analyze([answer([synonym("revenue")]), answer([])], {}, { registry });
    expect(report.fixes).toEqual([]);
    expect(report.requests[0]?.messages[1]?.content).not.toContain('"add_synonym"');
  });
});

describe("copies of a benchmark", () => {
  it.each([
    ["the question", example("what is the REVENUE of q2", `SELECT max(amt) FROM ${orders}`)],
    ["the SQL", example("Anything else?", `select  sum(amt) from ${orders} where store = 'q3';`)],
    ["the SQL with other values", example("Sales?", `SELECT sum(amt) FROM ${orders} WHERE store = 'Lyon'`)],
  ])("are sent back once, and dropped when nothing better comes: %s", async (_, fix) => {
    const report = await analyze([answer([fix]), answer([fix])]);
    expect(report.fixes).toEqual([]);
    expect(report.requests[1]?.messages.at(-1)?.content).toMatch(/repeats the (question|SQL) of q[123]/);
    expect(report.dropped).toMatchObject([
      { kind: "copies-benchmark", reason: expect.stringMatching(/repeats the (question|SQL) of q[123]/) },
    ]);
  });

  it("are generalised by the model, and still name what they were made from", async () => {
    const copy = example("What is the revenue of q2?", `SELECT sum(amt) FROM ${orders} WHERE store = 'q2'`);
    const template = {
      ...example("Takings of one shop", `SELECT sum(amt) FROM ${orders} WHERE store = :store`),
      parameters: [{ name: "store", typeHint: "STRING", defaultValue: "Lyon" }],
    };
    const { fixes, dropped } = await analyze([answer([copy]), answer([template])]);
    expect(dropped).toEqual([]);
    expect(fixes[0]).toMatchObject({
      params: { question: "Takings of one shop" },
      derivedFrom: ["q1", "q2", "q3"],
    });
  });

  it("are dropped at once, or tried without credit, as the caller wants", async () => {
    const copy = example("What is the revenue of q2?", `SELECT max(amt) FROM ${orders}`);
    const strict = await analyze([answer([copy])], {}, { benchmarkCopies: "drop" });
    expect(strict.dropped).toMatchObject([{ kind: "copies-benchmark" }]);
    const lax = await analyze([answer([copy])], {}, { benchmarkCopies: "allow" });
    expect(lax.fixes[0]?.derivedFrom).toContain("q2");
  });
});

describe("what was tried before", () => {
  const tried = async (verdict: TriedFix["verdict"]) => {
    const { fixes } = await analyze([answer([synonym("revenue")])]);
    const [fix] = fixes;
    const type = defaultFixTypes.find((one) => one.type === fix?.type);
    if (!fix || !type) throw new Error("no fix");
    return {
      type: fix.type,
      key: `${fix.type}:${type.key(fix.params)}`,
      description: "d",
      verdict,
      evidence: "e",
    };
  };

  it("without success is not proposed again, and the model is told", async () => {
    const history = [await tried("rejected")];
    const report = await analyze([answer([synonym("REVENUE"), synonym("sales")])], { history });
    expect(words(report)).toEqual(["sales"]);
    expect(report.dropped).toMatchObject([
      {
        kind: "tried-before",
        fixType: "add_synonym",
        reason: expect.stringContaining("was tried before without success (rejected: e)"),
      },
    ]);
    expect(report.requests[0]?.messages[1]?.content).toMatch(/"verdict": ?"rejected",\s*"evidence": ?"e"/);
  });

  it("with success may come again", async () => {
    const report = await analyze([answer([synonym("revenue")])], { history: [await tried("accepted")] });
    expect(words(report)).toEqual(["revenue"]);
  });
});

describe("the calls", () => {
  it("need settings that can work, and a strategy that there is", () => {
    const options = { strategy: JSON.parse('"per_failure"') } satisfies Partial<FailureAnalyzerOptions>;
    const registry = new FixTypeRegistry(defaultFixTypes);
    const ports = { llm: new ScriptedLlm([]), prompts: new PromptLoader(), registry, newFixId: () => "f" };
    expect(() => new FailureAnalyzer({ ...ports, ...options })).toThrow(
      /strategy: must be one of per-failure, per-category, combined/,
    );
    expect(() => new FailureAnalyzer({ ...ports, concurrency: 0 })).toThrow(/analyzer: concurrency/);
  });

  it("show the model its failure, the space and its tables, but no benchmarks of the space", async () => {
    const { requests } = await analyze([answer([])]);
    const text = requests[0]?.messages.map(({ content }) => content).join("\n") ?? "";
    expect(text).toContain("What is the revenue of q1?");
    expect(text).toContain("decimal(10,2)");
    expect(text).not.toContain("revenue of q2");
    expect(text).not.toContain("secret_of_the_space");
    expect(requests[0]?.purpose.kind).toBe("analyze-failures");
    expect(requests[0]?.temperature).toBe(0);
  });

  it("are one for each failure, or one for each category of failures", async () => {
    const other = { ...failures[0], benchmarkId: "q4", failureCategory: "wrong_filter" } as BenchmarkResult;
    const each = await analyze([answer([]), answer([]), answer([]), answer([])], {
      failures: [...failures, other],
    });
    expect(each.diagnoses.map(({ benchmarkIds }) => benchmarkIds)).toEqual([["q1"], ["q2"], ["q3"], ["q4"]]);
    const grouped = await analyze(
      [answer([]), answer([])],
      { failures: [...failures, other] },
      { strategy: "per-category" },
    );
    expect(grouped.diagnoses.map(({ benchmarkIds }) => benchmarkIds)).toEqual([["q1", "q2", "q3"], ["q4"]]);
  });

  it("that bring no usable answer cost their own fixes only", async () => {
    const report = await analyze(
      [answer([synonym("first")]), "I would rather not.", "Really not.", answer([synonym("third")])],
      { failures },
    );
    expect(words(report)).toEqual(["first", "third"]);
    expect(report.dropped).toHaveLength(1);
    expect(report.dropped[0]?.reason).toContain("did not answer in the agreed form");
    expect(report.usage).toEqual({ calls: 4, inputTokens: 400, outputTokens: 80, cost: 0 });
  });

  it("whose correction is unusable keep what was valid", async () => {
    const wrong = synonym("revenue", { column: "amount" });
    const report = await analyze([answer([synonym("kept"), wrong]), "no", "no"]);
    expect(words(report)).toEqual(["kept"]);
    expect(report.dropped[0]?.reason).toContain('no column "amount"');
    expect(report.usage.calls).toBe(3);
  });

  it("hand on what the model throws when it cannot answer at all", async () => {
    const outage = new Error("no route to host");
    await expect(analyze([outage])).rejects.toBe(outage);
  });

  it("are none without failures", async () => {
    expect(await analyze([], { failures: [] })).toMatchObject({ fixes: [], usage: { calls: 0 } });
  });
});
