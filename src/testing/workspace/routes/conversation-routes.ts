import { Hono } from "hono";
import { z } from "zod";
import { askGenie } from "../ask-genie.js";
import { bodyOf } from "../request-body.js";
import { invalid, notFound } from "../service-error.js";
import { statementResponse } from "../statement-response.js";
import type { MessageRecord, WorkspaceState } from "../workspace-state.js";

const QuestionSchema = z.looseObject({ content: z.string().min(1) });

const base = "/api/2.0/genie/spaces/:space";
const messagePath = `${base}/conversations/:conversation/messages/:message`;

/** What happens until an answer is there, as shares of its time. */
const stages = [
  [0.1, "SUBMITTED"],
  [0.2, "FETCHING_METADATA"],
  [0.3, "FILTERING_CONTEXT"],
  [0.75, "ASKING_AI"],
  [1, "EXECUTING_QUERY"],
] as const;

/** Conversations, messages and their results. */
export function conversationRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const find = (spaceId: string, messageId: string): MessageRecord => {
    state.space(spaceId);
    const message = state.messages.get(messageId);
    if (!message || message.spaceId !== spaceId) throw notFound(`Message ${messageId}`);
    return message;
  };
  routes.post(`${base}/start-conversation`, async (c) => {
    const { content } = await bodyOf(c.req.raw, QuestionSchema);
    const message = await askGenie(state, state.space(c.req.param("space")), content);
    return c.json({
      conversation_id: message.conversationId,
      message_id: message.id,
      conversation: { conversation_id: message.conversationId, space_id: message.spaceId, title: content },
      message: view(message, state.now),
    });
  });
  routes.get(messagePath, (c) => c.json(view(find(c.req.param("space"), c.req.param("message")), state.now)));
  routes.get(`${messagePath}/attachments/:attachment/query-result`, (c) => {
    const message = find(c.req.param("space"), c.req.param("message"));
    if (!["EXECUTING_QUERY", "COMPLETED"].includes(statusOf(message, state.now)) || !message.result) {
      throw invalid("Query result is not available for this message");
    }
    return c.json({
      statement_response: statementResponse({
        id: message.statementId,
        result: message.result,
        isTruncated: false,
      }),
    });
  });
  routes.post(`${messagePath}/attachments/:attachment/execute-query`, async (c) => {
    const { reply } = find(c.req.param("space"), c.req.param("message"));
    if (reply.sql === undefined) throw invalid("The message has no query");
    return c.json({
      statement_response: statementResponse(await state.runStatement(reply.sql, reply.parameters, undefined)),
    });
  });
  return routes;
}

function statusOf({ askedAt, answerMs, error }: MessageRecord, now: number): string {
  const share = answerMs === 0 ? 1 : (now - askedAt) / answerMs;
  if (share < 1) return stages.find(([until]) => share < until)?.[1] ?? "EXECUTING_QUERY";
  return error ? "FAILED" : "COMPLETED";
}

function view(message: MessageRecord, now: number) {
  const status = statusOf(message, now);
  const isReadable = ["EXECUTING_QUERY", "COMPLETED", "FAILED"].includes(status);
  return {
    id: message.id,
    message_id: message.id,
    conversation_id: message.conversationId,
    space_id: message.spaceId,
    content: message.content,
    status,
    created_timestamp: message.askedAt,
    last_updated_timestamp: now,
    ...(isReadable ? { attachments: attachmentsOf(message) } : {}),
    ...(status === "FAILED" && message.error
      ? { error: { type: message.error.type, error: message.error.message } }
      : {}),
  };
}

function attachmentsOf({ reply, attachmentId, statementId, result }: MessageRecord) {
  const query =
    reply.sql === undefined
      ? []
      : [
          {
            attachment_id: attachmentId,
            query: {
              query: reply.sql,
              description: reply.text ?? "",
              statement_id: statementId,
              parameters: reply.parameters?.map(({ name, value, type }) => ({
                keyword: name,
                value,
                sql_type: type ?? "STRING",
              })),
              thoughts: reply.thoughts.map(({ type, content }) => ({ thought_type: type, content })),
              query_result_metadata: { row_count: result?.rows.length ?? 0, is_truncated: false },
            },
          },
        ];
  const text =
    reply.text && (reply.sql === undefined || reply.isClarification)
      ? [
          {
            attachment_id: `${attachmentId.slice(1)}0`,
            text: {
              content: reply.text,
              purpose: reply.isClarification ? "FOLLOW_UP_QUESTION" : "TEXT_ATTACHMENT_PURPOSE_ANSWER",
            },
          },
        ]
      : [];
  return [...query, ...text];
}
