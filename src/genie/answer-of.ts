import type { ResultTable } from "../sql/result-table.js";
import type { GenieAnswer } from "./genie-answer.js";
import type { WireMessage } from "./genie-wire.js";
import { messageErrorKind } from "./message-errors.js";

const terminal: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CANCELLED", "QUERY_RESULT_EXPIRED"]);

/** Whether a message changes no more. Unknown states count as running. */
export function isTerminal(status: string): boolean {
  return terminal.has(status);
}

/** Genie may correct itself: the last of several query attachments is the answer. */
export function lastQuery({ attachments }: WireMessage) {
  return (attachments ?? []).findLast(({ query }) => query?.query);
}

type Answer = GenieAnswer extends infer A
  ? A extends GenieAnswer
    ? Omit<A, "conversationId" | "messageId" | "durationMs">
    : never
  : never;

/** What a finished message says. */
export function answerOf(message: WireMessage, result: ResultTable | undefined): Answer {
  const query = lastQuery(message)?.query;
  const sql = query?.query ?? undefined;
  if (message.status === "FAILED" || message.status === "CANCELLED") {
    const errorType =
      message.error?.type ??
      (message.status === "CANCELLED" ? "MESSAGE_CANCELLED_WHILE_EXECUTING_EXCEPTION" : "UNKNOWN");
    return {
      status: "failed",
      errorType,
      message: message.error?.error ?? `The message ended as ${message.status}.`,
      kind: messageErrorKind(errorType),
      sql,
    };
  }
  const texts = (message.attachments ?? []).flatMap(({ text }) => (text?.content ? [text] : []));
  const text = texts.at(-1)?.content ?? undefined;
  if (sql === undefined)
    return {
      status: "no-sql",
      text,
      isClarification: texts.some(({ purpose }) => purpose === "FOLLOW_UP_QUESTION"),
    };
  const parameters = (query?.parameters ?? []).map(({ keyword, value, sql_type }) => ({
    name: keyword,
    value: value ?? null,
    type: sql_type ?? undefined,
  }));
  return { status: "answered", sql, parameters, result, text };
}
