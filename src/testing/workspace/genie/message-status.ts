import type { Execution, Message } from "./message.js";

export type MessageStatus =
  | "SUBMITTED"
  | "FETCHING_METADATA"
  | "FILTERING_CONTEXT"
  | "ASKING_AI"
  | "PENDING_WAREHOUSE"
  | "EXECUTING_QUERY"
  | "COMPLETED"
  | "FAILED"
  | "CANCELLED"
  | "QUERY_RESULT_EXPIRED";

interface Stage {
  readonly status: MessageStatus;
  /** Share of the time to the answer after which it begins. */
  readonly from: number;
}

/** Where a message stands. */
export interface MessageProgress {
  readonly status: MessageStatus;
  /** When it came there, in milliseconds since the Unix epoch. */
  readonly since: number;
  /** How many of its queries can be seen. */
  readonly queries: number;
}

const preparation: readonly Stage[] = [
  { status: "SUBMITTED", from: 0 },
  { status: "FETCHING_METADATA", from: 0.1 },
  { status: "FILTERING_CONTEXT", from: 0.2 },
];
const preparedAt = 0.3;

/** What happens until the answer is there. A query that Genie corrects takes it back to asking. */
function stagesOf(queries: number): readonly Stage[] {
  if (queries === 0) return [...preparation, { status: "ASKING_AI", from: preparedAt }];
  const round = (1 - preparedAt) / queries;
  const rounds = Array.from({ length: queries }, (_, index): readonly Stage[] => {
    const from = preparedAt + index * round;
    return [
      { status: "ASKING_AI", from },
      { status: "PENDING_WAREHOUSE", from: from + round * 0.58 },
      { status: "EXECUTING_QUERY", from: from + round * 0.64 },
    ];
  });
  return [...preparation, ...rounds.flat()];
}

/**
 * The status of a message at a time.
 * @param hasRows whether the outcome of an execution can still be had
 */
export function progressOf(
  message: Message,
  now: number,
  hasRows: (execution: Execution) => boolean,
): MessageProgress {
  const { askedAt, answerMs, cancelledAt, response } = message;
  const doneAt = askedAt + answerMs;
  const isCancelled = cancelledAt !== undefined && cancelledAt < doneAt;
  const all = response.queries.length;
  if (isCancelled && now >= cancelledAt) {
    return {
      status: "CANCELLED",
      since: cancelledAt,
      queries: runningProgress(message, cancelledAt).queries,
    };
  }
  if (now < doneAt) return runningProgress(message, now);
  if (response.failure) return { status: "FAILED", since: doneAt, queries: all };
  const last = response.queries.at(-1)?.execution;
  const since = Math.max(doneAt, last?.at ?? doneAt);
  const isExpired = last !== undefined && !hasRows(last);
  return { status: isExpired ? "QUERY_RESULT_EXPIRED" : "COMPLETED", since, queries: all };
}

function runningProgress({ askedAt, answerMs, response }: Message, now: number): MessageProgress {
  const share = (now - askedAt) / answerMs;
  const begun = stagesOf(response.queries.length).filter(({ from }) => from <= share);
  const { status, from } = begun.at(-1) ?? { status: "SUBMITTED", from: 0 };
  return {
    status,
    since: askedAt + from * answerMs,
    queries: begun.filter((stage) => stage.status === "EXECUTING_QUERY").length,
  };
}
