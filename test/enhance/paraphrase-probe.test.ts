import { ConfigurationError, type LlmClient, renderMarkdownSummary } from "genie-enhancer";
import { OfflineAnalyst } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { benchmarksNamed, eventsOf, type RetailRun, retailRun } from "./retail-run.js";

const analyst = new OfflineAnalyst({ makesMistakes: false });
/** Answers requests for paraphrases by `text`, and all others as the analyst does. */
function withParaphrases(text: (prompt: string) => string, inner: LlmClient = analyst): LlmClient {
  return {
    id: "with-paraphrases",
    generate: async (request, options) =>
      request.purpose.kind === "paraphrase-questions"
        ? { text: text(request.messages[0]?.content ?? ""), finishReason: "stop" }
        : inner.generate(request, options),
  };
}
const written = (id: string | undefined, ...paraphrases: readonly string[]) =>
  JSON.stringify({ questions: [{ id, paraphrases }] });
const asked = ({ events }: RetailRun) =>
  eventsOf(events, "question-end").filter(({ purpose }) => purpose === "paraphrase");

const [revenue] = benchmarksNamed("revenue-2024");
const synonymRun = { benchmarks: benchmarksNamed("orders-2024", "revenue-2024"), maxLoops: 1 };

describe("the paraphrase probe", () => {
  it("tells that the gain of a synonym holds in other words, asked of the best space at the end", async () => {
    const run = await retailRun({ ...synonymRun, paraphraseProbe: true });
    const { summary } = await run.enhancer.run();
    expect(summary.paraphrases).toMatchObject({
      status: "asked",
      questions: [{ benchmarkId: revenue?.id, passed: 2, asked: 2 }],
    });
    expect(summary.paraphrases?.wording).toContain("1 of 1 gains hold in other words");
    const lastLoop = eventsOf(run.events, "loop-end").at(-1)?.sequence ?? Number.POSITIVE_INFINITY;
    for (const { role, sequence, question } of asked(run)) {
      expect(role).toBe("dev-best");
      expect(sequence).toBeGreaterThan(lastLoop);
      expect(question).not.toBe(revenue?.question);
    }
    expect(renderMarkdownSummary(summary, "kept")).toContain("1 of 1 gains hold in other words");
  });

  it("names a gain as memorised that an example query brought for its own wording only", async () => {
    const [total] = benchmarksNamed("running-total");
    const copy = {
      type: "add_example_query",
      reason: "r",
      question: total?.question,
      sql: total?.expectedSql,
    };
    const text = JSON.stringify({ diagnosis: "d", fixes: [copy] });
    const parrot: LlmClient = { id: "parrot", generate: async () => ({ text, finishReason: "stop" }) };
    const { enhancer } = await retailRun({
      benchmarks: benchmarksNamed("orders-2024", "running-total"),
      llm: withParaphrases(
        () =>
          written(
            total?.id,
            "How did turnover add up over the months of 2024?",
            "Accumulate the 2024 sales.",
          ),
        parrot,
      ),
      policy: "reference",
      analysis: { benchmarkCopies: "allow" },
      preflight: false,
      maxLoops: 1,
      paraphraseProbe: true,
    });
    const { summary } = await enhancer.run();
    expect(summary.decided).toMatchObject([{ isKept: true }]);
    expect(summary.paraphrases?.questions).toMatchObject([{ benchmarkId: total?.id, passed: 0, asked: 2 }]);
    expect(summary.paraphrases?.wording).toMatch(/^0 of 1 gains hold in other words; memorised: "/);
  });

  it("asks nothing while it is off, and differs in nothing but its questions", async () => {
    const off = await retailRun(synonymRun);
    const on = await retailRun({ ...synonymRun, paraphraseProbe: { paraphrases: 1 } });
    const [without, withProbe] = [await off.enhancer.run(), await on.enhancer.run()];
    expect(asked(off)).toEqual([]);
    expect(without.summary.paraphrases).toBeUndefined();
    expect(asked(on)).toHaveLength(1);
    expect(withProbe.summary.figures).toEqual(without.summary.figures);
    expect(withProbe.summary.usage.questionsAsked).toBe(without.summary.usage.questionsAsked + 1);
    expect(withProbe.summary.usage.llmCalls).toBe(without.summary.usage.llmCalls + 1);
  });

  it("asks nothing twice when a run goes on that was stopped among its questions", async () => {
    const run = await retailRun({ ...synonymRun, paraphraseProbe: true, maxConcurrency: 1 });
    const controller = new AbortController();
    const withdraw = run.enhancer.on("question-end", ({ purpose }) => {
      if (purpose === "paraphrase") controller.abort(new Error("enough"));
    });
    const stopped = await run.enhancer.run({ signal: controller.signal });
    expect(stopped.summary).toMatchObject({ outcome: "cancelled" });
    expect(stopped.summary.paraphrases).toBeUndefined();
    withdraw();
    const { summary } = await run.enhancer.resume("run-test");
    expect(summary.paraphrases?.questions).toMatchObject([{ passed: 2, asked: 2 }]);
    const ids = asked(run).map(({ benchmarkId }) => benchmarkId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(2);
    expect(summary.usage.llmCalls).toBe(stopped.summary.usage.llmCalls);
  });

  it.each([
    ["no JSON", () => "I would rather not."],
    ["JSON of another form", () => JSON.stringify({ questions: "all" })],
    ["the question itself", () => written(revenue?.id, `${revenue?.question?.toUpperCase()} !`)],
    ["another benchmark", () => written(revenue?.id, benchmarksNamed("orders-2024")[0]?.question ?? "")],
    ["a question nobody asked about", () => written("stranger", "What is the airspeed of a swallow?")],
    ["a megabyte", () => written(revenue?.id, "x".repeat(1_000_000))],
  ])("ends in a warning when the model answers with %s", async (_, text) => {
    const run = await retailRun({ ...synonymRun, paraphraseProbe: true, llm: withParaphrases(text) });
    const { summary } = await run.enhancer.run();
    expect(summary.outcome).not.toBe("failed");
    expect(summary.paraphrases).toMatchObject({ status: "skipped", questions: [] });
    expect(asked(run)).toEqual([]);
    const warnings = eventsOf(run.events, "warning").filter(({ source }) => source === "paraphrase-probe");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message.length).toBeLessThan(1_000);
  });

  it("is skipped when the budget of questions is spent", async () => {
    const free = await retailRun({ ...synonymRun, maxConcurrency: 1 });
    const { usage } = (await free.enhancer.run()).summary;
    const budget = { questions: usage.questionsAsked };
    const run = await retailRun({ ...synonymRun, maxConcurrency: 1, budget, paraphraseProbe: true });
    const { summary } = await run.enhancer.run();
    expect(summary.paraphrases?.wording).toContain("the budget of questions is spent");
    expect(summary.usage).toEqual(usage);
  });

  it.each([{ paraphrases: 0 }, { maxQuestions: 0 }, { paraphrase: 2 }])(
    "refuses settings that make no sense: %o",
    async (paraphraseProbe) => {
      await expect(retailRun({ paraphraseProbe })).rejects.toThrow(ConfigurationError);
    },
  );
});
