import { Hono } from "hono";
import * as z from "zod";
import type { EvalQuestion } from "../genie/eval-run.js";
import { evalResultDetailsView, evalResultView, evalRunView } from "../genie/eval-run-view.js";
import { evaluateQuestion } from "../genie/evaluate-question.js";
import type { GenieState } from "../genie/genie-state.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { pageOf } from "../page.js";
import { bodyOf } from "../request-body.js";
import { invalid, notFound, ServiceError } from "../service-error.js";
import type { SpaceRecord } from "../workspace-state.js";

const CreateSchema = z.looseObject({ benchmark_question_ids: z.array(z.string()).nullish() });

const base = "/api/2.0/genie/spaces/:space/eval-runs";

/** Evaluation runs over the benchmark questions of a space. */
export function evalRunRoutes(genie: GenieState): Hono {
  const { workspace, evalRuns } = genie;
  const routes = new Hono();
  const spaceOf = (id: string): SpaceRecord => {
    const space = permittedSpace(workspace, id, "CAN_EDIT");
    if (workspace.parts.knobs.hasEvalRuns) return space;
    throw new ServiceError(
      404,
      "FEATURE_DISABLED",
      "Genie evaluation runs are not enabled for this workspace.",
    );
  };
  const runOf = (spaceId: string, id: string) => evalRuns.run(spaceOf(spaceId).id, id);
  routes.post(base, async (c) => {
    const space = spaceOf(c.req.param("space"));
    const { benchmark_question_ids: ids } = await bodyOf(c.req.raw, CreateSchema);
    const { knobs } = workspace.parts;
    const startedAt = workspace.now;
    const questions: EvalQuestion[] = [];
    for (const stored of chosenQuestions(space, ids ?? []))
      questions.push(await evaluateQuestion(workspace, space, stored));
    const run = {
      id: workspace.newId(),
      spaceId: space.id,
      startedAt,
      questionMs: knobs.evalQuestionMs,
      timeoutMs: knobs.evalTimeoutMs,
      questions,
    };
    evalRuns.add(run);
    return c.json(evalRunView(run, workspace.now));
  });
  routes.get(base, (c) => {
    const runs = evalRuns.of(spaceOf(c.req.param("space")).id);
    const page = pageOf(runs, ({ id }) => id, {
      size: c.req.query("page_size"),
      token: c.req.query("page_token"),
    });
    return c.json({
      eval_runs: page.items.map((run) => evalRunView(run, workspace.now)),
      next_page_token: page.nextPageToken,
    });
  });
  routes.get(`${base}/:run`, (c) =>
    c.json(evalRunView(runOf(c.req.param("space"), c.req.param("run")), workspace.now)),
  );
  routes.get(`${base}/:run/results`, (c) => {
    const run = runOf(c.req.param("space"), c.req.param("run"));
    const page = pageOf(run.questions, ({ resultId }) => resultId, {
      size: c.req.query("page_size"),
      token: c.req.query("page_token"),
    });
    return c.json({
      eval_results: page.items.map((result) => evalResultView(run, result, workspace.now)),
      next_page_token: page.nextPageToken,
    });
  });
  routes.get(`${base}/:run/results/:result`, (c) => {
    const run = runOf(c.req.param("space"), c.req.param("run"));
    const id = c.req.param("result");
    const result = run.questions.find(({ resultId }) => resultId === id);
    if (!result) throw notFound(`Evaluation result ${id}`);
    return c.json(evalResultDetailsView(run, result, workspace.now));
  });
  return routes;
}

/** The questions that the space holds now; a change of the benchmarks needs no indexing. */
function chosenQuestions({ id, versions }: SpaceRecord, ids: readonly string[]) {
  const stored = versions.at(-1)?.document.benchmarks?.questions ?? [];
  if (stored.length === 0) throw invalid(`Genie space ${id} has no benchmark questions.`);
  const unknown = ids.find((wanted) => stored.every((question) => question.id !== wanted));
  if (unknown !== undefined)
    throw invalid(`Benchmark question ${unknown} does not exist in Genie space ${id}.`);
  const chosen = new Set(ids);
  return chosen.size === 0 ? stored : stored.filter((question) => chosen.has(question.id));
}
