import type { GenieTurn } from "../ports.js";
import type { SpaceRecord } from "../workspace-state.js";
import type { GenieState } from "./genie-state.js";
import type { Conversation, Message } from "./message.js";
import { respond } from "./respond.js";

/** Asks a question, in a new conversation unless one is given. It counts against the quota of the workspace. */
export async function ask(
  { workspace, conversations }: GenieState,
  space: SpaceRecord,
  content: string,
  running?: Conversation,
): Promise<{ readonly conversation: Conversation; readonly message: Message }> {
  workspace.takeQuestion();
  const askedAt = workspace.now;
  const { answerMs } = workspace.parts.knobs;
  const response = await respond(workspace, { space, content, earlier: running?.messages.map(turnOf) });
  const conversation = running ?? {
    id: workspace.newId(),
    spaceId: space.id,
    title: content,
    createdAt: askedAt,
    messages: [],
  };
  const message: Message = {
    id: workspace.newId(),
    conversationId: conversation.id,
    spaceId: space.id,
    content,
    askedAt,
    answerMs,
    response,
    comments: [],
  };
  if (!running) conversations.start(conversation);
  conversations.add(conversation, message);
  return { conversation, message };
}

function turnOf({ content, response }: Message): GenieTurn {
  return { question: content, readAs: response.readAs, sql: response.queries.at(-1)?.sql };
}
