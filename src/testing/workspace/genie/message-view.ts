import { callerId } from "./caller.js";
import type { Conversation, Message, WrittenQuery } from "./message.js";
import type { MessageProgress } from "./message-status.js";

/** A message as the service tells of it. */
export function messageView(message: Message, { status, since, queries }: MessageProgress) {
  const isAnswered = status === "COMPLETED" || status === "QUERY_RESULT_EXPIRED";
  const visible = message.response.queries.slice(0, queries);
  const attachments = [
    ...visible.map((query) => queryView(message, query)),
    ...(isAnswered ? sayings(message) : []),
  ];
  const last = visible.at(-1);
  return {
    id: message.id,
    message_id: message.id,
    conversation_id: message.conversationId,
    space_id: message.spaceId,
    user_id: callerId,
    content: message.content,
    status,
    created_timestamp: message.askedAt,
    last_updated_timestamp: Math.max(since, message.askedAt),
    ...(attachments.length > 0 ? { attachments } : {}),
    // The form that the service keeps for old clients.
    ...(last ? { query_result: { statement_id: last.execution.statementId, ...extent(last) } } : {}),
    ...(message.feedback ? { feedback: message.feedback } : {}),
    ...errorView(message, status),
  };
}

function errorView({ response }: Message, status: string) {
  if (status === "CANCELLED") {
    const type = "MESSAGE_CANCELLED_WHILE_EXECUTING_EXCEPTION";
    return { error: { type, error: "The message was cancelled." } };
  }
  if (status !== "FAILED" || !response.failure) return {};
  return { error: { type: response.failure.type, error: response.failure.message } };
}

function queryView({ response }: Message, query: WrittenQuery) {
  return {
    attachment_id: query.attachmentId,
    query: {
      query: query.sql,
      description: query.description,
      statement_id: query.execution.statementId,
      last_updated_timestamp: query.execution.at,
      ...(query.parameters
        ? {
            parameters: query.parameters.map(({ name, value, type }) => ({
              keyword: name,
              value,
              sql_type: type ?? "STRING",
            })),
          }
        : {}),
      ...(query === response.queries.at(-1)
        ? { thoughts: response.thoughts.map(({ type, content }) => ({ thought_type: type, content })) }
        : {}),
      query_result_metadata: extent(query),
    },
  };
}

function extent({ execution }: WrittenQuery) {
  return { row_count: execution.rowCount, is_truncated: execution.isTruncated };
}

function sayings({ response: { text, suggestions } }: Message) {
  return [
    ...(text
      ? [{ attachment_id: text.attachmentId, text: { content: text.content, purpose: text.purpose } }]
      : []),
    ...(suggestions
      ? [
          {
            attachment_id: suggestions.attachmentId,
            suggested_questions: { questions: suggestions.questions },
          },
        ]
      : []),
  ];
}

/** A conversation as starting one tells of it. */
export function conversationView({ id, spaceId, title, createdAt, messages }: Conversation) {
  return {
    id,
    conversation_id: id,
    space_id: spaceId,
    user_id: callerId,
    title,
    created_timestamp: createdAt,
    last_updated_timestamp: messages.at(-1)?.askedAt ?? createdAt,
  };
}

/** A conversation as a listing tells of it. */
export function conversationSummary({ id, title, createdAt }: Conversation) {
  return {
    conversation_id: id,
    title,
    created_timestamp: createdAt,
    agent_type: "GENIE_CONVERSATION_TYPE_CHAT",
  };
}
