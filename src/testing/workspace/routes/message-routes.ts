import { Hono } from "hono";
import * as z from "zod";
import { callerId } from "../genie/caller.js";
import type { GenieState } from "../genie/genie-state.js";
import { type Message, ratings } from "../genie/message.js";
import { messageView } from "../genie/message-view.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { pageOf } from "../page.js";
import { bodyOf } from "../request-body.js";

const FeedbackSchema = z.looseObject({ rating: z.enum(ratings), comment: z.string().nullish() });
const CommentSchema = z.looseObject({ content: z.string().min(1) });

const conversationPath = "/api/2.0/genie/spaces/:space/conversations/:conversation";
const messagePath = `${conversationPath}/messages/:message`;

/** Messages: reading and deleting them, feedback and comments. */
export function messageRoutes(genie: GenieState): Hono {
  const { workspace, conversations } = genie;
  const routes = new Hono();
  const find = (space: string, conversation: string, message: string): Message =>
    conversations.message(permittedSpace(workspace, space, "CAN_VIEW").id, conversation, message);
  routes.get(messagePath, (c) => {
    const { space, conversation, message } = c.req.param();
    const found = find(space, conversation, message);
    return c.json(messageView(found, genie.progressOf(found)));
  });
  routes.delete(messagePath, (c) => {
    const { space, conversation, message } = c.req.param();
    const found = find(space, conversation, message);
    conversations.removeMessage(conversations.conversation(space, conversation), found);
    return c.json({});
  });
  routes.post(`${messagePath}/feedback`, async (c) => {
    const { space, conversation, message } = c.req.param();
    const found = find(space, conversation, message);
    const { rating, comment } = await bodyOf(c.req.raw, FeedbackSchema);
    found.feedback = rating === "NONE" ? undefined : { rating, ...(comment ? { comment } : {}) };
    return c.json({});
  });
  routes.post(`${messagePath}/comments`, async (c) => {
    const { space, conversation, message } = c.req.param();
    const found = find(space, conversation, message);
    const { content } = await bodyOf(c.req.raw, CommentSchema);
    const comment = { id: workspace.newId(), content, at: workspace.now };
    found.comments.push(comment);
    return c.json(commentView(found, comment));
  });
  routes.get(`${messagePath}/comments`, (c) => {
    const { space, conversation, message } = c.req.param();
    return c.json(commentPage([find(space, conversation, message)], c.req.query()));
  });
  routes.get(`${conversationPath}/list-comments`, (c) => {
    const { space, conversation } = c.req.param();
    const { id } = permittedSpace(workspace, space, "CAN_VIEW");
    return c.json(commentPage(conversations.conversation(id, conversation).messages, c.req.query()));
  });
  return routes;
}

function commentPage(messages: readonly Message[], query: Record<string, string>) {
  const all = messages.flatMap((message) => message.comments.map((comment) => ({ message, comment })));
  const page = pageOf(all, ({ comment }) => comment.id, { size: query.page_size, token: query.page_token });
  return {
    comments: page.items.map(({ message, comment }) => commentView(message, comment)),
    next_page_token: page.nextPageToken,
  };
}

function commentView(message: Message, { id, content, at }: Message["comments"][number]) {
  return {
    space_id: message.spaceId,
    conversation_id: message.conversationId,
    message_id: message.id,
    message_comment_id: id,
    user_id: callerId,
    content,
    created_timestamp: at,
  };
}
