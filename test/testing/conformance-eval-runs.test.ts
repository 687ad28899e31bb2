import type { EngineResult } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { genieFaces, idOf, salesDocument } from "./genie-face.js";
import { faceNames, tinyEngine } from "./workspace-faces.js";

const tableOf = (columns: string, ...rows: readonly (readonly (string | null)[])[]): EngineResult => ({
  columns: columns.split(" ").map((definition) => {
    const [name = "", typeName = ""] = definition.split(":");
    return { name, typeName, typeText: typeName };
  }),
  rows,
});
const byRegion = [
  ["north", "10.5"],
  ["south", "20.25"],
] as const;

/** What each statement brings; a statement that is not here fails. */
const results: Readonly<Record<string, EngineResult>> = {
  "SELECT total": tableOf("total:DECIMAL", ["30.75"]),
  "SELECT   total ;": tableOf("total:DECIMAL", ["30.75"]),
  "SELECT sum": tableOf("sum:DECIMAL", ["30.75"]),
  "SELECT rounded": tableOf("total:DOUBLE", ["30.7504"]),
  "SELECT wrong": tableOf("total:DECIMAL", ["99.00"]),
  "SELECT nothing": tableOf("total:DECIMAL"),
  "SELECT none": tableOf("t:DECIMAL"),
  "SELECT regions": tableOf("region:STRING total:DECIMAL", ...byRegion),
  "SELECT reversed": tableOf("region:STRING total:DECIMAL", ...byRegion.toReversed()),
  "SELECT one region": tableOf("region:STRING total:DECIMAL", ["north", "10.5"]),
  "SELECT three regions": tableOf("region:STRING total:DECIMAL", ...byRegion, ["west", "1"]),
  "SELECT other regions": tableOf("region:STRING total:DECIMAL", ["north", "11"], ["east", "22"]),
  "SELECT more columns": tableOf(
    "region:STRING total:DECIMAL orders:INT",
    ["north", "10.5", "1"],
    ["south", "20.25", "2"],
  ),
  "SELECT fewer columns": tableOf("region:STRING", ["north"], ["south"]),
};
const engine = () => ({
  ...tinyEngine(),
  run: async (sql: string) => {
    const found = results[sql];
    if (!found) throw new Error(`[PARSE_SYNTAX_ERROR] Syntax error at "${sql}".`);
    return found;
  },
});

const stored = (...questions: readonly (readonly [question: string, expectedSql: string])[]) => ({
  ...salesDocument,
  benchmarks: {
    questions: questions.map(([question, expectedSql], index) => ({
      id: `b${String(index).padStart(31, "0")}`,
      question: [question],
      answer: [{ format: "SQL", content: expectedSql === "" ? [] : [expectedSql] }],
    })),
  },
});
const three = stored(
  ["sql: SELECT total", "SELECT total"],
  ["sql: SELECT wrong", "SELECT total"],
  ["sql: SELECT three regions", "SELECT regions"],
);

describe.each(faceNames)("evaluation runs reached by %s", (name) => {
  const open = genieFaces(name);

  it("go through their questions one by one as time passes", async () => {
    const { call, path, workspace } = await open(
      { engine: engine(), knobs: { evalQuestionMs: 10_000 } },
      three,
    );
    const created = await call("POST", `${path}/eval-runs`, {});
    expect(created.body).toEqual({
      eval_run_id: expect.any(String),
      eval_run_status: "NOT_STARTED",
      num_questions: 3,
      num_done: 0,
      num_correct: 0,
      num_needs_review: 0,
      created_timestamp: workspace.clock.now(),
      last_updated_timestamp: workspace.clock.now(),
      run_by_user: expect.any(Number),
    });
    const run = `${path}/eval-runs/${created.body.eval_run_id}`;
    const seen: string[] = [];
    for (const ms of [5_000, 10_000, 10_000, 10_000]) {
      await workspace.clock.sleep(ms);
      const { body } = await call("GET", run);
      const { eval_results: listed } = (await call("GET", `${run}/results`)).body;
      const questions = listed.map(({ status }: { status: string }) => status).join(" ");
      seen.push(
        `${body.eval_run_status} ${body.num_done}/${body.num_correct}/${body.num_needs_review}: ${questions}`,
      );
    }
    expect(seen).toEqual([
      "RUNNING 0/0/0: RUNNING NOT_STARTED NOT_STARTED",
      "RUNNING 1/1/0: DONE RUNNING NOT_STARTED",
      "RUNNING 2/1/0: DONE DONE RUNNING",
      "DONE 3/1/1: DONE DONE DONE",
    ]);
    const { body } = await call("GET", run);
    expect(body.last_updated_timestamp).toBe(body.created_timestamp + 35_000);
  });

  it("tell the verdict of a question in its details alone, and not before it is done", async () => {
    const { call, path, workspace, spaceId } = await open({ engine: engine() }, three);
    const { body: created } = await call("POST", `${path}/eval-runs`);
    const run = `${path}/eval-runs/${created.eval_run_id}`;
    const { eval_results: listed } = (await call("GET", `${run}/results`)).body;
    const [, second] = listed;
    expect(second).toEqual({
      result_id: expect.any(String),
      space_id: spaceId,
      benchmark_question_id: `b${"1".padStart(31, "0")}`,
      question: "sql: SELECT wrong",
      benchmark_answer: "SELECT total",
      status: "NOT_STARTED",
      created_by_user: expect.any(Number),
    });
    const details = async () => (await call("GET", `${run}/results/${second.result_id}`)).body;
    expect(await details()).not.toHaveProperty("assessment");
    await workspace.clock.sleep(120_000);
    expect(await details()).toMatchObject({
      result_id: second.result_id,
      eval_run_status: "DONE",
      assessment: "BAD",
      assessment_reasons: ["SINGLE_CELL_DIFFERENCE"],
      manual_assessment: false,
      expected_response: [
        {
          response: "SELECT total",
          response_type: "SQL",
          sql_execution_result: { result: { data_array: [["30.75"]] } },
        },
      ],
      actual_response: [
        {
          response: "SELECT wrong",
          response_type: "SQL",
          sql_execution_result: { result: { data_array: [["99.00"]] } },
        },
      ],
    });
    await workspace.clock.sleep(24 * 3_600_000);
    expect((await details()).actual_response[0].sql_execution_result.result.data_array).toEqual([["99.00"]]);
    await workspace.clock.sleep(7 * 24 * 3_600_000);
    const later = await details();
    expect(later.assessment).toBe("BAD");
    expect(later.actual_response[0]).not.toHaveProperty("sql_execution_result");
  });

  it("take a part of the questions, in the order of the document", async () => {
    const { call, path, workspace } = await open({ engine: engine() }, three);
    const ids = three.benchmarks.questions.map(({ id }) => id);
    const { body } = await call("POST", `${path}/eval-runs`, { benchmark_question_ids: [ids[2], ids[0]] });
    await workspace.clock.sleep(120_000);
    const { eval_results: listed } = (await call("GET", `${path}/eval-runs/${body.eval_run_id}/results`))
      .body;
    expect(listed.map((one: { benchmark_question_id: string }) => one.benchmark_question_id)).toEqual([
      ids[0],
      ids[2],
    ]);
    expect((await call("GET", `${path}/eval-runs/${body.eval_run_id}`)).body.num_questions).toBe(2);
  });

  it("are listed, the newest first, and so are their results, page by page", async () => {
    const many = stored(...Array.from({ length: 25 }, (_, n) => [`ask ${n}`, "SELECT total"] as const));
    const { call, path, pages } = await open({ engine: engine() }, many);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push((await call("POST", `${path}/eval-runs`)).body.eval_run_id);
    const runs = await pages(`${path}/eval-runs?page_size=2`, "eval_runs");
    expect(runs.items.map((run) => run.eval_run_id)).toEqual(ids.toReversed());
    expect(runs.count).toBe(2);
    const results = await pages(`${path}/eval-runs/${ids[0]}/results?`, "eval_results");
    expect(results.items.map(({ question }) => question)).toEqual(
      Array.from({ length: 25 }, (_, n) => `ask ${n}`),
    );
    expect(results.count).toBe(2);
  });

  it("are refused where the feature is disabled, without questions, and for questions that are not there", async () => {
    const { refusal, path, workspace, call } = await open({ engine: engine() }, three);
    const runs = `${path}/eval-runs`;
    expect(await refusal("POST", runs, { benchmark_question_ids: [idOf("f")] })).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
    ]);
    expect(await refusal("GET", `${runs}/none`)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
    const { body } = await call("POST", runs);
    expect(await refusal("GET", `${runs}/${body.eval_run_id}/results/none`)).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
    ]);
    workspace.knobs.hasEvalRuns = false;
    for (const [method, target] of [
      ["POST", runs],
      ["GET", runs],
      ["GET", `${runs}/${body.eval_run_id}`],
    ] as const)
      expect(await refusal(method, target)).toEqual([404, "FEATURE_DISABLED"]);
    workspace.knobs.hasEvalRuns = true;
    await call("PATCH", path, { serialized_space: JSON.stringify(salesDocument) });
    expect(await refusal("POST", runs)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  it("need the permission to edit", async () => {
    const { refusal, path, workspace, spaceId } = await open({ engine: engine() }, three);
    workspace.knobs.permissions[spaceId] = "CAN_RUN";
    for (const method of ["GET", "POST"])
      expect(await refusal(method, `${path}/eval-runs`)).toEqual([403, "PERMISSION_DENIED"]);
  });

  it("end early when somebody stops them or their time is over", async () => {
    const { call, path, workspace, spaceId } = await open(
      { engine: engine(), knobs: { evalQuestionMs: 10_000, evalTimeoutMs: 30_000 } },
      three,
    );
    const ends = async (cancelAfterMs: number | undefined) => {
      const { body } = await call("POST", `${path}/eval-runs`);
      const run = `${path}/eval-runs/${body.eval_run_id}`;
      await workspace.clock.sleep(cancelAfterMs ?? 0);
      if (cancelAfterMs !== undefined) workspace.cancelEvalRun(spaceId, body.eval_run_id);
      await workspace.clock.sleep(60_000);
      const { eval_run_status: status, num_done: done } = (await call("GET", run)).body;
      const { eval_results: listed } = (await call("GET", `${run}/results`)).body;
      return [status, done, listed.map((one: { status: string }) => one.status)];
    };
    expect(await ends(16_000)).toEqual([
      "EVALUATION_CANCELLED",
      1,
      ["DONE", "EVALUATION_CANCELLED", "EVALUATION_CANCELLED"],
    ]);
    expect(await ends(undefined)).toEqual(["EVALUATION_TIMEOUT", 2, ["DONE", "DONE", "EVALUATION_TIMEOUT"]]);
  });

  it("are no conversations, and cost no question of the quota", async () => {
    const { call, path } = await open({ engine: engine(), knobs: { questionsPerMinute: 1 } }, three);
    expect((await call("POST", `${path}/eval-runs`)).status).toBe(200);
    expect((await call("GET", `${path}/conversations`)).body.conversations).toEqual([]);
  });
});

describe("an assessment", () => {
  const open = genieFaces("fetch");

  const assess = async (question: string, expectedSql: string, knobs: object = {}) => {
    const { call, path } = await open(
      { engine: engine(), knobs: { evalQuestionMs: 0, ...knobs } },
      stored([question, expectedSql]),
    );
    const { body } = await call("POST", `${path}/eval-runs`);
    const run = `${path}/eval-runs/${body.eval_run_id}`;
    const [{ result_id: id }] = (await call("GET", `${run}/results`)).body.eval_results;
    return { run: (await call("GET", run)).body, details: (await call("GET", `${run}/results/${id}`)).body };
  };

  it.each([
    ["the same SQL", "SELECT   total ;", "SELECT total", "GOOD", []],
    ["the same rows", "SELECT sum", "SELECT total", "GOOD", []],
    ["the same rows in another order", "SELECT reversed", "SELECT regions", "GOOD", []],
    ["numbers alike to four digits", "SELECT rounded", "SELECT total", "GOOD", []],
    ["another value", "SELECT wrong", "SELECT total", "BAD", ["SINGLE_CELL_DIFFERENCE"]],
    ["no rows", "SELECT nothing", "SELECT total", "BAD", ["EMPTY_RESULT"]],
    ["a query that fails", "SELEKT", "SELECT total", "BAD", ["EMPTY_RESULT"]],
    ["more columns", "SELECT more columns", "SELECT regions", "BAD", ["RESULT_EXTRA_COLUMNS"]],
    ["fewer columns", "SELECT fewer columns", "SELECT regions", "BAD", ["RESULT_MISSING_COLUMNS"]],
    ["fewer rows", "SELECT one region", "SELECT regions", "NEEDS_REVIEW", ["RESULT_MISSING_ROWS"]],
    ["more rows", "SELECT three regions", "SELECT regions", "NEEDS_REVIEW", ["RESULT_EXTRA_ROWS"]],
    ["other rows", "SELECT other regions", "SELECT regions", "NEEDS_REVIEW", []],
    [
      "nothing on either side",
      "SELECT none",
      "SELECT nothing",
      "NEEDS_REVIEW",
      ["EMPTY_GOOD_SQL", "EMPTY_RESULT"],
    ],
    ["rows where none are expected", "SELECT total", "SELECT nothing", "NEEDS_REVIEW", ["EMPTY_GOOD_SQL"]],
    ["a benchmark that fails", "SELECT total", "SELEKT", "NEEDS_REVIEW", ["EMPTY_GOOD_SQL"]],
    ["a benchmark without SQL", "SELECT total", "", "NEEDS_REVIEW", []],
  ] as const)("of %s", async (_, sql, expectedSql, assessment, reasons) => {
    const { details } = await assess(`sql: ${sql}`, expectedSql);
    expect(details).toMatchObject({ assessment, assessment_reasons: reasons });
  });

  it("of words instead of a query is bad, and gives the words", async () => {
    const { details } = await assess("ask back", "SELECT total");
    expect(details).toMatchObject({
      assessment: "BAD",
      assessment_reasons: ["EMPTY_RESULT"],
      actual_response: [{ response: "Which one?", response_type: "TEXT" }],
    });
  });

  it("is missing where the service failed, and the run fails when nothing else was asked", async () => {
    const failures = { "sql: SELECT total": "CHAT_COMPLETION_NETWORK_EXCEPTION" };
    const { details, run } = await assess("sql: SELECT total", "SELECT total", { failures });
    expect(details).toMatchObject({
      eval_run_status: "EVALUATION_FAILED",
      assessment_reasons: ["TRANSIENT_ERROR"],
    });
    expect(details).not.toHaveProperty("assessment");
    expect(run.eval_run_status).toBe("EVALUATION_FAILED");
  });
});
