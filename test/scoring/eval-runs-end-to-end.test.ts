import type { Benchmark, ScoreProgress } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { sales, scoringWorkspace } from "./scoring-workspace.js";

const total = `SELECT SUM(amount) AS total FROM ${sales} WHERE year = 2024`;
const byRegion = `SELECT region, SUM(amount) AS total FROM ${sales} GROUP BY region`;
const none = `SELECT amount FROM ${sales} WHERE year = 1999`;

/** By question: what the benchmark expects and what Genie says. */
const asked: Readonly<
  Record<string, readonly [expected: string, reply: string | { readonly text: string }]>
> = {
  "the same": [total, total],
  "the same rows": [total, `SELECT SUM(amount) FROM ${sales} WHERE year > 2023`],
  "another value": [total, `SELECT SUM(amount) FROM ${sales}`],
  "more columns": [byRegion, `SELECT region, SUM(amount), COUNT(*) FROM ${sales} GROUP BY region`],
  "other rows": [byRegion, `SELECT region, AVG(amount) AS total FROM ${sales} GROUP BY region`],
  "no query": [total, { text: "I do not know." }],
  "a wrong query": [total, "SELECT nothing FROM nowhere"],
  "nothing to find": [none, total],
};
const stored = Object.entries(asked).map(([question, [sql]], index) => ({
  id: `01f0be0c${index.toString(16).padStart(24, "0")}`,
  question,
  sql,
}));
const benchmarks: readonly Benchmark[] = stored.map(({ id, question, sql }) => ({
  id,
  question,
  expectedSql: sql,
}));
const replies = Object.fromEntries(Object.entries(asked).map(([question, [, reply]]) => [question, reply]));

const scoreBy = async (strategy: "evalRuns" | "conversation", setup: object = {}) => {
  const { workspace, scorer, spaceId } = await scoringWorkspace({
    stored,
    replies,
    scorer: { strategy, policy: "genie", judge: "never" },
    ...setup,
  });
  const events: ScoreProgress[] = [];
  const report = await scorer.score(spaceId, benchmarks, { onProgress: (event) => events.push(event) });
  const sent = workspace.requests.filter(({ method }) => method === "POST").map(({ path }) => path);
  await workspace.close();
  return { ...report, events, sent };
};

describe("the service's evaluation runs", () => {
  it("give the verdicts that asking in conversations gives, in results of the same shape", async () => {
    const byRun = await scoreBy("evalRuns");
    const byConversation = await scoreBy("conversation");
    expect(byRun.sent.filter((path) => path.endsWith("/eval-runs"))).toHaveLength(1);
    expect(byRun.sent.filter((path) => path.endsWith("/start-conversation"))).toEqual([]);
    expect(byConversation.sent.filter((path) => path.endsWith("/start-conversation"))).toHaveLength(8);

    const verdicts = ({ results }: typeof byRun) =>
      results.map(({ question, verdict }) => `${question}: ${verdict}`);
    expect(verdicts(byRun)).toEqual([
      "the same: pass",
      "the same rows: pass",
      "another value: fail",
      "more columns: fail",
      "other rows: fail",
      "no query: fail",
      "a wrong query: fail",
      "nothing to find: invalid",
    ]);
    expect(verdicts(byConversation)).toEqual(verdicts(byRun));
    expect(byRun.score).toEqual(byConversation.score);
    expect(byRun.results.map(({ failureCategory }) => failureCategory)).toEqual(
      byConversation.results.map(({ failureCategory }) => failureCategory),
    );
    // What a run cannot tell is which conversation it held, and what a conversation cannot is which run it was in.
    const own = new Set(["conversationId", "messageId", "answerMs", "evalRunId"]);
    const shape = (result: object) =>
      Object.entries(result)
        .flatMap(([key, value]) => (own.has(key) || value === undefined ? [] : [key]))
        .sort();
    for (const [index, result] of byRun.results.entries()) {
      expect(result.evalRunId).toBeDefined();
      if (["pass", "fail"].includes(result.verdict) && result.actual)
        expect([result.question, ...shape(result)]).toEqual([
          result.question,
          ...shape(byConversation.results[index] ?? {}),
        ]);
    }
  });

  it("give way to conversations where the workspace has none", async () => {
    const { results, events, sent } = await scoreBy("evalRuns", { knobs: { hasEvalRuns: false } });
    expect(events).toContainEqual(expect.objectContaining({ type: "strategy-fallback", questions: 8 }));
    expect(sent.filter((path) => path.endsWith("/eval-runs"))).toHaveLength(1);
    expect(results.map(({ verdict }) => verdict)).toEqual(
      (await scoreBy("conversation")).results.map(({ verdict }) => verdict),
    );
  });

  it("leave a run that is over too late as errors", async () => {
    const { results } = await scoreBy("evalRuns", {
      knobs: { evalTimeoutMs: 75_000 },
      scorer: { strategy: "evalRuns", maxErrorRate: 1 },
    });
    expect(results.slice(0, 2).map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
    expect(results.slice(2).map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => "error"));
    expect(results[7]?.explanation).toContain("EVALUATION_TIMEOUT");
  });
});
