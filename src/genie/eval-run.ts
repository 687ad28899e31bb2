import type { ResultTable } from "../sql/result-table.js";
import { tableOf } from "../sql/statement-wire.js";
import type { EvalResponse, WireEvalResultDetails, WireEvalRun } from "./genie-wire.js";

/** An evaluation run of the service over benchmark questions of a space. */
export interface EvalRun {
  readonly id: string;
  /** `NOT_STARTED`, `RUNNING`, `DONE`, `EVALUATION_FAILED`, `EVALUATION_CANCELLED`, `EVALUATION_TIMEOUT`, or newer. */
  readonly status: string;
  readonly questions?: number | undefined;
  readonly done?: number | undefined;
}

/** One question of a run; the verdict is in its details. */
export interface EvalResult {
  readonly id: string;
  /** Id of the question in the space document. */
  readonly benchmarkId: string;
  readonly status?: string | undefined;
}

/** A response: what the benchmark expects, or what Genie answered. */
export interface EvalAnswer {
  readonly sql?: string | undefined;
  readonly text?: string | undefined;
  readonly result?: ResultTable | undefined;
}

/** One question of an evaluation run in full. */
export interface EvalResultDetails {
  readonly id: string;
  readonly benchmarkId: string;
  readonly status?: string | undefined;
  /** `GOOD`, `BAD`, `NEEDS_REVIEW`, or newer; absent until it is judged. */
  readonly assessment?: string | undefined;
  /** Such as `RESULT_MISSING_ROWS` or `LLM_JUDGE_MISSING_JOIN`. */
  readonly reasons: readonly string[];
  /** Whether a person judged it. */
  readonly isManual: boolean;
  readonly expected: EvalAnswer;
  readonly actual: EvalAnswer;
}

const running: ReadonlySet<string> = new Set([
  "NOT_STARTED",
  "RUNNING",
  "EVALUATION_STATUS_TYPE_UNSPECIFIED",
]);

/** Whether a run changes no more. A run may say that it is done before its last question is. */
export function isEvalRunOver({ status, questions, done }: EvalRun): boolean {
  if (running.has(status)) return false;
  return status !== "DONE" || questions === undefined || done === undefined || done >= questions;
}

export function evalRunOf({ eval_run_id, eval_run_status, num_questions, num_done }: WireEvalRun): EvalRun {
  return {
    id: eval_run_id,
    status: eval_run_status,
    questions: num_questions ?? undefined,
    done: num_done ?? undefined,
  };
}

export function evalResultDetailsOf(wire: WireEvalResultDetails): EvalResultDetails {
  return {
    id: wire.result_id,
    benchmarkId: wire.benchmark_question_id,
    status: wire.eval_run_status ?? undefined,
    assessment: wire.assessment ?? undefined,
    reasons: wire.assessment_reasons ?? [],
    isManual: wire.manual_assessment ?? false,
    expected: answerOf(wire.expected_response ?? []),
    actual: answerOf(wire.actual_response ?? []),
  };
}

/** The last query is the answer. The service has been seen to send queries as responses of type `TEXT`. */
function answerOf(responses: readonly EvalResponse[]): EvalAnswer {
  const isQuery = ({ response, response_type }: EvalResponse) =>
    response_type === "SQL" ||
    /^\s*(?:select|with|from)\b[\s\S]*\b(?:from|select|values)\b/i.test(response ?? "");
  const query = responses.findLast((response) => response.response && isQuery(response));
  const text = responses.findLast((response) => response.response && !isQuery(response));
  const execution = query?.sql_execution_result;
  return {
    sql: query?.response ?? undefined,
    text: text?.response ?? undefined,
    result:
      execution && execution.status?.state !== "FAILED" && execution.manifest
        ? tableOf(execution)
        : undefined,
  };
}
