import { Hono } from "hono";
import * as z from "zod";
import { ask } from "../genie/ask.js";
import type { GenieState } from "../genie/genie-state.js";
import type { Message } from "../genie/message.js";
import { conversationSummary, conversationView, messageView } from "../genie/message-view.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { pageOf } from "../page.js";
import { bodyOf } from "../request-body.js";

const QuestionSchema = z.looseObject({ content: z.string().min(1) });

const base = "/api/2.0/genie/spaces/:space";

/** Conversations: starting, going on with, listing and deleting them. */
export function conversationRoutes(genie: GenieState): Hono {
  const { workspace, conversations } = genie;
  const routes = new Hono();
  const view = (message: Message) => messageView(message, genie.progressOf(message));
  routes.post(`${base}/start-conversation`, async (c) => {
    const space = permittedSpace(workspace, c.req.param("space"), "CAN_RUN");
    const { content } = await bodyOf(c.req.raw, QuestionSchema);
    const { conversation, message } = await ask(genie, space, content);
    return c.json({
      conversation_id: conversation.id,
      message_id: message.id,
      conversation: conversationView(conversation),
      message: view(message),
    });
  });
  routes.get(`${base}/conversations`, (c) => {
    const includesAll = c.req.query("include_all") === "true";
    const space = permittedSpace(workspace, c.req.param("space"), includesAll ? "CAN_MANAGE" : "CAN_VIEW");
    const page = pageOf(conversations.of(space.id), ({ id }) => id, {
      size: c.req.query("page_size"),
      token: c.req.query("page_token"),
    });
    return c.json({
      conversations: page.items.map(conversationSummary),
      next_page_token: page.nextPageToken,
    });
  });
  routes.delete(`${base}/conversations/:conversation`, (c) => {
    const space = permittedSpace(workspace, c.req.param("space"), "CAN_VIEW");
    conversations.remove(conversations.conversation(space.id, c.req.param("conversation")));
    return c.json({});
  });
  routes.post(`${base}/conversations/:conversation/messages`, async (c) => {
    const space = permittedSpace(workspace, c.req.param("space"), "CAN_RUN");
    const conversation = conversations.conversation(space.id, c.req.param("conversation"));
    const { content } = await bodyOf(c.req.raw, QuestionSchema);
    const { message } = await ask(genie, space, content, conversation);
    return c.json(view(message));
  });
  routes.get(`${base}/conversations/:conversation/messages`, (c) => {
    const space = permittedSpace(workspace, c.req.param("space"), "CAN_VIEW");
    const { messages } = conversations.conversation(space.id, c.req.param("conversation"));
    const page = pageOf(messages, ({ id }) => id, {
      size: c.req.query("page_size"),
      token: c.req.query("page_token"),
    });
    return c.json({ messages: page.items.map(view), next_page_token: page.nextPageToken });
  });
  return routes;
}
