import { statementResponse } from "../statement-response.js";
import { callerId } from "./caller.js";
import {
  type EvalProgress,
  type EvalQuestion,
  type EvalResponse,
  type EvalRun,
  evalProgress,
  questionStatus,
} from "./eval-run.js";

/** Milliseconds for which the rows behind an assessment are kept. */
const rowsKeptMs = 7 * 24 * 3_600_000;

/** A run as the service tells of it. */
export function evalRunView(run: EvalRun, now: number) {
  const { status, done, since } = evalProgress(run, now);
  const findings = run.questions.slice(0, done).map(({ finding }) => finding.assessment);
  return {
    eval_run_id: run.id,
    eval_run_status: status,
    num_questions: run.questions.length,
    num_done: done,
    num_correct: findings.filter((assessment) => assessment === "GOOD").length,
    num_needs_review: findings.filter((assessment) => assessment === "NEEDS_REVIEW").length,
    created_timestamp: run.startedAt,
    last_updated_timestamp: since,
    run_by_user: callerId,
  };
}

/** A question of a run as a listing tells of it: without the verdict. */
export function evalResultView(run: EvalRun, result: EvalQuestion, now: number) {
  return {
    ...identityOf(run, result),
    question: result.question,
    benchmark_answer: result.expectedSql,
    status: statusOf(run, result, evalProgress(run, now)),
    created_by_user: callerId,
  };
}

/** All that a run found out about a question, once it is done. */
export function evalResultDetailsView(run: EvalRun, result: EvalQuestion, now: number) {
  const progress = evalProgress(run, now);
  const view = { ...identityOf(run, result), eval_run_status: statusOf(run, result, progress) };
  if (run.questions.indexOf(result) >= progress.done) return view;
  const { assessment, reasons, expected, actual } = result.finding;
  const withRows = now - run.startedAt < rowsKeptMs;
  return {
    ...view,
    ...(assessment ? { assessment } : {}),
    assessment_reasons: reasons,
    manual_assessment: false,
    expected_response: expected.map((response) => responseView(response, withRows)),
    actual_response: actual.map((response) => responseView(response, withRows)),
  };
}

function identityOf({ spaceId }: EvalRun, { resultId, benchmarkId }: EvalQuestion) {
  return { result_id: resultId, space_id: spaceId, benchmark_question_id: benchmarkId };
}

function statusOf(run: EvalRun, result: EvalQuestion, progress: EvalProgress) {
  return questionStatus(run, run.questions.indexOf(result), progress);
}

function responseView({ text, type, statement }: EvalResponse, withRows: boolean) {
  return {
    response: text,
    response_type: type,
    ...(statement && withRows ? { sql_execution_result: statementResponse(statement) } : {}),
  };
}
