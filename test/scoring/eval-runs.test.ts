import type { Benchmark, ScoreProgress } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { sales, scoringWorkspace } from "./scoring-workspace.js";

const total = `SELECT SUM(amount) AS total FROM ${sales} WHERE year = 2024`;
const questions = ["good", "bad", "review", "broken", "empty"].map((question, index) => ({
  id: `01f0be0c0000000000000000000000${index.toString(16).padStart(2, "0")}`,
  question,
  sql: total,
}));
const benchmarks: readonly Benchmark[] = questions.map(({ id, question, sql }) => ({
  id,
  question,
  expectedSql: sql,
}));

const rows = (value: string) => ({
  status: { state: "SUCCEEDED" },
  manifest: { schema: { columns: [{ name: "total", type_name: "DECIMAL" }] } },
  result: { data_array: [[value]] },
});

/** What the service finds out about each question. */
const details: Readonly<Record<string, object>> = {
  good: {
    assessment: "GOOD",
    expected_response: [{ response: total, response_type: "SQL", sql_execution_result: rows("30.50") }],
    actual_response: [{ response: total, response_type: "SQL", sql_execution_result: rows("30.50") }],
  },
  bad: {
    assessment: "BAD",
    assessment_reasons: ["SINGLE_CELL_DIFFERENCE", "A_REASON_OF_TOMORROW"],
    expected_response: [{ response: total, response_type: "SQL", sql_execution_result: rows("30.50") }],
    actual_response: [
      { response: "Here you are.", response_type: "TEXT" },
      {
        response: `SELECT SUM(amount) AS total FROM ${sales}`,
        response_type: "TEXT",
        sql_execution_result: rows("41.00"),
      },
    ],
  },
  review: {
    assessment: "NEEDS_REVIEW",
    actual_response: [
      { response: `SELECT SUM(amount) AS t FROM ${sales} WHERE year > 2023`, response_type: "SQL" },
    ],
  },
  broken: { assessment: "BAD", assessment_reasons: ["TRANSIENT_ERROR"] },
  empty: { assessment: "BAD", assessment_reasons: ["EMPTY_GOOD_SQL"] },
};

/** The routes of evaluation runs, which take a minute; everything else goes to the workspace. */
function withEvalRuns(runs: string[][]) {
  let polls = 0;
  return (inner: typeof fetch): typeof fetch =>
    async (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.split("/eval-runs")[1];
      if (path === undefined) return inner(request);
      if (request.method === "POST") {
        const { benchmark_question_ids: ids } = await request.json();
        runs.push(ids);
        polls = 0;
        return Response.json({ eval_run_id: `run-${runs.length}`, eval_run_status: "NOT_STARTED" });
      }
      const asked = runs.at(-1) ?? [];
      const parts = path.split("/").slice(2);
      if (parts.length === 0) {
        polls += 1;
        // It says that it is done while the last question is still open.
        const done = polls < 4 ? asked.length - 1 : asked.length;
        const eval_run_status = polls < 3 ? "RUNNING" : "DONE";
        return Response.json({
          eval_run_id: "run",
          eval_run_status,
          num_questions: asked.length,
          num_done: done,
        });
      }
      if (parts.length === 1) {
        const page = new URL(request.url).searchParams.get("page_token") ? 1 : 0;
        const eval_results = asked
          .slice(page * 2, page === 0 ? 2 : undefined)
          .map((id) => ({ result_id: `r-${id}`, benchmark_question_id: id }));
        return Response.json({ eval_results, ...(page === 0 ? { next_page_token: "more" } : {}) });
      }
      const id = parts[1]?.slice(2);
      const question = questions.find((one) => one.id === id)?.question ?? "";
      return Response.json({
        result_id: parts[1],
        benchmark_question_id: id,
        eval_run_status: question === "broken" ? "EVALUATION_FAILED" : "DONE",
        ...details[question],
      });
    };
}

describe("evaluation runs of the service", () => {
  it("give results of the same shape", async () => {
    const runs: string[][] = [];
    const { scorer, spaceId, asked } = await scoringWorkspace({
      stored: questions,
      fetch: withEvalRuns(runs),
      scorer: { strategy: "evalRuns", maxErrorRate: 0.5 },
    });
    const { results, score } = await scorer.score(spaceId, benchmarks);
    expect(runs).toEqual([questions.map(({ id }) => id)]);
    expect(asked).toEqual([]);
    expect(score).toMatchObject({ passed: 2, failed: 1, errors: 1, invalid: 1 });
    expect(results).toMatchObject([
      { question: "good", verdict: "pass", decidedBy: "eval-run", genieSql: total, evalRunId: "run-1" },
      {
        question: "bad",
        verdict: "fail",
        decidedBy: "eval-run",
        failureCategory: "wrong_filter",
        explanation: expect.stringContaining("SINGLE_CELL_DIFFERENCE"),
        comparison: { verdict: "different" },
        genieText: "Here you are.",
        actual: { rows: [["41.00"]] },
      },
      { question: "review", verdict: "pass", decidedBy: "results", comparison: { verdict: "equal" } },
      { question: "broken", verdict: "error", decidedBy: "infrastructure" },
      { question: "empty", verdict: "invalid", decidedBy: "benchmark" },
    ]);
  });

  it("are started once for each trial", async () => {
    const runs: string[][] = [];
    const { scorer, spaceId } = await scoringWorkspace({
      stored: questions,
      fetch: withEvalRuns(runs),
      scorer: { strategy: "evalRuns" },
    });
    const { results } = await scorer.score(spaceId, benchmarks.slice(0, 1), { trials: 2 });
    expect(runs).toHaveLength(2);
    expect(results.map(({ evalRunId }) => evalRunId)).toEqual(["run-1", "run-2"]);
  });

  it("leave what the space does not hold to conversations", async () => {
    const runs: string[][] = [];
    const events: ScoreProgress[] = [];
    const { scorer, spaceId, asked } = await scoringWorkspace({
      stored: questions.slice(0, 2),
      replies: { own: total, bad: total },
      fetch: withEvalRuns(runs),
      scorer: { strategy: "evalRuns" },
    });
    const [good, bad] = benchmarks;
    if (!good || !bad) throw new RangeError("no benchmarks");
    const changed = { ...bad, expectedSql: `${total} AND region IS NOT NULL` };
    const own = { id: "own", question: "own", expectedSql: total };
    const { results } = await scorer.score(spaceId, [own, good, changed], {
      onProgress: (event) => events.push(event),
    });
    expect(runs).toEqual([[good.id]]);
    expect(asked).toEqual(["own", "bad"]);
    expect(results.map(({ decidedBy }) => decidedBy)).toEqual(["sql", "eval-run", "results"]);
    expect(events).toContainEqual(expect.objectContaining({ type: "strategy-fallback", questions: 2 }));
  });

  it.each([
    ["the feature is disabled", "FEATURE_DISABLED"],
    ["the address is unknown", "ENDPOINT_NOT_FOUND"],
  ])("give way to conversations where %s, and are not tried again", async (_, errorCode) => {
    let attempts = 0;
    const { scorer, spaceId, asked } = await scoringWorkspace({
      stored: questions,
      replies: { good: total },
      fetch: (inner) => async (input, init) => {
        const request = new Request(input, init);
        if (!request.url.includes("/eval-runs")) return inner(request);
        attempts += 1;
        return Response.json({ error_code: errorCode, message: "no" }, { status: 404 });
      },
      scorer: { strategy: "evalRuns" },
    });
    const only = benchmarks.slice(0, 1);
    expect((await scorer.score(spaceId, only, { trials: 2 })).score).toMatchObject({ passed: 2 });
    expect((await scorer.score(spaceId, only)).score).toMatchObject({ passed: 1 });
    expect(asked).toEqual(["good", "good", "good"]);
    expect(attempts).toBe(1);
  });

  const failing =
    (method: string, path: RegExp, fails: () => boolean = () => true) =>
    (inner: typeof fetch): typeof fetch =>
    async (input, init) => {
      const request = new Request(input, init);
      const isMeant = request.method === method && path.test(new URL(request.url).pathname) && fails();
      return isMeant ? Response.json({ message: "no" }, { status: 500 }) : inner(request);
    };

  it.each([
    ["the space", "GET", /spaces\/[^/]+$/],
    ["the run that begins", "POST", /eval-runs$/],
    ["how far the run is", "GET", /eval-runs\/[^/]+$/],
    ["the list of results", "GET", /results$/],
    ["the results", "GET", /results\/[^/]+$/],
  ])("whose service fails over %s are errors, and no exception", async (_, method, path) => {
    const events: ScoreProgress[] = [];
    const { scorer, spaceId, asked } = await scoringWorkspace({
      stored: questions,
      fetch: (inner) => failing(method, path)(withEvalRuns([])(inner)),
      scorer: { strategy: "evalRuns", maxErrorRate: 1 },
    });
    const { results, score } = await scorer.score(spaceId, benchmarks, {
      onProgress: (event) => events.push(event),
    });
    expect(score).toMatchObject({ errors: benchmarks.length, passed: 0, failed: 0 });
    for (const { decidedBy, explanation } of results) {
      expect(decidedBy).toBe("infrastructure");
      expect(explanation).toContain("500");
    }
    for (const type of ["question-start", "question-end"])
      expect(events.filter((event) => event.type === type)).toHaveLength(benchmarks.length);
    expect(asked).toEqual([]);
  });

  it("keep the verdicts of one trial when the next cannot begin", async () => {
    let runs = 0;
    const { scorer, spaceId } = await scoringWorkspace({
      stored: questions,
      fetch: (inner) =>
        failing("POST", /eval-runs$/, () => {
          runs += 1;
          return runs > 1;
        })(withEvalRuns([])(inner)),
      scorer: { strategy: "evalRuns", maxErrorRate: 1 },
    });
    const { results } = await scorer.score(spaceId, benchmarks.slice(0, 1), { trials: 2 });
    expect(results.map(({ verdict }) => verdict)).toEqual(["pass", "error"]);
  });

  it("end where the service names the same page again and again", async () => {
    let pages = 0;
    const { scorer, spaceId } = await scoringWorkspace({
      stored: questions,
      fetch: (inner) => async (input, init) => {
        const request = new Request(input, init);
        if (!new URL(request.url).pathname.endsWith("/results")) return withEvalRuns([])(inner)(request);
        pages += 1;
        return Response.json({ eval_results: [], next_page_token: "again" });
      },
      scorer: { strategy: "evalRuns", maxErrorRate: 1 },
    });
    expect(await scorer.score(spaceId, benchmarks.slice(0, 1))).toMatchObject({ score: { errors: 1 } });
    expect(pages).toBeLessThan(4);
  });

  it("that never end become errors, and can be cancelled", async () => {
    const endless =
      (inner: typeof fetch): typeof fetch =>
      async (input, init) => {
        const request = new Request(input, init);
        if (!request.url.includes("/eval-runs")) return inner(request);
        if (request.url.endsWith("/results?page_size=100")) return Response.json({ eval_results: [] });
        return Response.json({ eval_run_id: "run", eval_run_status: "RUNNING" });
      };
    const setup = {
      stored: questions,
      fetch: endless,
      scorer: { strategy: "evalRuns", evalRunTimeoutMs: 600_000, maxErrorRate: 1 },
    } as const;
    const patient = await scoringWorkspace(setup);
    const { results } = await patient.scorer.score(patient.spaceId, benchmarks.slice(0, 1));
    expect(results).toMatchObject([{ verdict: "error", explanation: expect.stringContaining("600000 ms") }]);
    const { scorer, spaceId, clock } = await scoringWorkspace(setup);
    const controller = new AbortController();
    const scoring = scorer.score(spaceId, benchmarks, { signal: controller.signal });
    void clock.sleep(60_000).then(() => controller.abort(new Error("enough")));
    await expect(scoring).rejects.toThrow("enough");
  });
});
