import type { StatementRecord } from "../statement-response.js";

/** One side of a comparison: a query with its outcome, or words. */
export interface EvalResponse {
  readonly text: string;
  readonly type: "SQL" | "TEXT";
  readonly statement?: StatementRecord | undefined;
}

/** What an evaluation found out about a question; without an assessment it failed. */
export interface EvalFinding {
  readonly assessment?: "GOOD" | "BAD" | "NEEDS_REVIEW" | undefined;
  /** Of the service's `ScoreReason`. */
  readonly reasons: readonly string[];
  readonly expected: readonly EvalResponse[];
  readonly actual: readonly EvalResponse[];
}

export interface EvalQuestion {
  readonly resultId: string;
  readonly benchmarkId: string;
  readonly question: string;
  readonly expectedSql: string;
  readonly finding: EvalFinding;
}

/** An evaluation run. What it finds out is known from the start and told as time passes. */
export interface EvalRun {
  readonly id: string;
  readonly spaceId: string;
  readonly startedAt: number;
  /** Milliseconds for one question after the other. */
  readonly questionMs: number;
  readonly timeoutMs: number;
  readonly questions: readonly EvalQuestion[];
  /** When somebody stopped it. */
  cancelledAt?: number | undefined;
}

export type EvalStatus =
  | "NOT_STARTED"
  | "RUNNING"
  | "DONE"
  | "EVALUATION_FAILED"
  | "EVALUATION_CANCELLED"
  | "EVALUATION_TIMEOUT";

/** Where a run stands. */
export interface EvalProgress {
  readonly status: EvalStatus;
  /** How many questions are done, in their order. */
  readonly done: number;
  /** When it came there, in milliseconds since the Unix epoch. */
  readonly since: number;
}

/** The status of a run at a time. It waits for half a question's time before it starts. */
export function evalProgress(run: EvalRun, now: number): EvalProgress {
  const { startedAt, questionMs, questions } = run;
  const begin = startedAt + questionMs / 2;
  const doneAt = begin + questions.length * questionMs;
  const cancelledAt = run.cancelledAt ?? Number.POSITIVE_INFINITY;
  const stopsAt = Math.min(cancelledAt, startedAt + run.timeoutMs);
  const until = Math.min(now, stopsAt);
  if (until >= doneAt) {
    const isFailed = questions.every(({ finding }) => finding.assessment === undefined);
    return { status: isFailed ? "EVALUATION_FAILED" : "DONE", done: questions.length, since: doneAt };
  }
  const done = until < begin ? 0 : Math.floor((until - begin) / questionMs);
  if (now >= stopsAt) {
    const status = cancelledAt <= stopsAt ? "EVALUATION_CANCELLED" : "EVALUATION_TIMEOUT";
    return { status, done, since: stopsAt };
  }
  if (now < begin) return { status: "NOT_STARTED", done, since: startedAt };
  return { status: "RUNNING", done, since: begin + done * questionMs };
}

/** The status of one question of a run that stands at `progress`. */
export function questionStatus({ questions }: EvalRun, index: number, progress: EvalProgress): EvalStatus {
  if (index < progress.done)
    return questions[index]?.finding.assessment === undefined ? "EVALUATION_FAILED" : "DONE";
  if (progress.status === "RUNNING") return index === progress.done ? "RUNNING" : "NOT_STARTED";
  return progress.status;
}
