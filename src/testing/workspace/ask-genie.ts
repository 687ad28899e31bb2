import { hashText } from "../../util/hash.js";
import type { GenieReply } from "./ports.js";
import type { MessageRecord, SpaceRecord, WorkspaceState } from "./workspace-state.js";

/** Has the simulated Genie answer a question from the document in effect, and runs what it wrote. */
export async function askGenie(
  state: WorkspaceState,
  space: SpaceRecord,
  content: string,
): Promise<MessageRecord> {
  state.takeQuestion();
  const { answerer, engine, knobs, random } = state.parts;
  const askedAt = state.now;
  // The benchmarks hold the answers; a Genie that saw them would only prove that it can read.
  const { benchmarks: _, ...document } = state.liveDocument(space);
  const chance = typeof knobs.flakiness === "number" ? knobs.flakiness : (knobs.flakiness[content] ?? 0);
  const isOff = chance > 0 && random() < chance;
  const catalog = await engine.describeTables();
  const reply = isOff ? askBack : answerer({ question: content, document, catalog, now: askedAt });
  const statement =
    reply.sql === undefined ? undefined : await state.runStatement(reply.sql, reply.parameters, maxRows);
  const message: MessageRecord = {
    id: state.newId(),
    conversationId: state.newId(),
    spaceId: space.id,
    content,
    askedAt,
    answerMs: knobs.answerMs,
    attachmentId: hashText(`${space.id}${content}${askedAt}`).slice(0, 32),
    statementId: statement?.id ?? "",
    reply,
    result: statement?.result,
    error: statement?.error
      ? { type: "SQL_EXECUTION_EXCEPTION", message: statement.error.message }
      : undefined,
  };
  state.keepMessage(message);
  return message;
}

/** Rows of one answer that the service hands out. */
const maxRows = 5_000;

const askBack: GenieReply = {
  text: "Could you say more exactly what you mean?",
  isClarification: true,
  thoughts: [],
};
