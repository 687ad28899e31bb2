import { textOf } from "../../../space/text-pieces.js";
import { hashText } from "../../../util/hash.js";
import type { GenieReply, GenieTurn } from "../ports.js";
import type { SpaceRecord, WorkspaceState } from "../workspace-state.js";
import type { GenieResponse, MessageText, WrittenQuery } from "./message.js";
import { execute } from "./query-rows.js";

export interface AskedQuestion {
  readonly space: SpaceRecord;
  readonly content: string;
  /** Earlier questions of the conversation, oldest first. */
  readonly earlier?: readonly GenieTurn[] | undefined;
}

const mostSuggestions = 3;

/** Has the simulated Genie answer a question from the document in effect, and runs what it wrote. */
export async function respond(
  state: WorkspaceState,
  { space, content, earlier = [] }: AskedQuestion,
): Promise<GenieResponse> {
  const { knobs, warehouseId, random } = state.parts;
  const failure = knobs.failures[content];
  if (failure !== undefined)
    return failed(content, failure, "The question failed, as the workspace was told to.");
  if (space.warehouseId !== warehouseId) {
    const message = `SQL warehouse ${space.warehouseId} does not exist.`;
    return failed(content, "WAREHOUSE_NOT_FOUND_EXCEPTION", message);
  }
  const chance = typeof knobs.flakiness === "number" ? knobs.flakiness : (knobs.flakiness[content] ?? 0);
  const reply = chance > 0 && random() < chance ? askBack : await replyOf(state, { space, content, earlier });
  if (reply.failure) return failed(content, reply.failure.type, reply.failure.message);
  const queries: WrittenQuery[] = [];
  for (const written of [...(reply.corrected ?? []), reply]) {
    if (written.sql === undefined) continue;
    const { sql, text = "", parameters } = written;
    const execution = await execute(state, { sql, parameters });
    const attachmentId = idFrom(execution.statementId);
    queries.push({ attachmentId, sql, description: text, parameters, execution });
  }
  const problem = queries.at(-1)?.execution.problem;
  return {
    queries,
    text: textFor(reply, `${state.now} ${space.id} ${content}`),
    suggestions: suggestionsFor(state, space, content, reply),
    thoughts: reply.thoughts,
    failure: problem === undefined ? undefined : { type: "SQL_EXECUTION_EXCEPTION", message: problem },
    readAs: reply.readAs ?? content,
  };
}

async function replyOf(
  state: WorkspaceState,
  { space, content, earlier }: AskedQuestion,
): Promise<GenieReply> {
  const { answerer, engine, knobs } = state.parts;
  // The benchmarks hold the answers; a Genie that saw them would only prove that it can read.
  const { benchmarks: _, ...document } = state.liveDocument(space);
  const catalog = await engine.describeTables();
  return answerer({
    question: content,
    document,
    catalog,
    now: state.now,
    earlier,
    asksWhenAmbiguous: knobs.asksWhenAmbiguous,
  });
}

function failed(content: string, type: string, message: string): GenieResponse {
  return { queries: [], thoughts: [], failure: { type, message }, readAs: content };
}

/** Ids that cost no random number, so that what is said along with an answer changes no later choice. */
function idFrom(text: string): string {
  return hashText(text).slice(0, 32);
}

function textFor({ sql, text, isClarification }: GenieReply, origin: string): MessageText | undefined {
  // What is said about a query is its description.
  if (!text || (sql !== undefined && !isClarification)) return undefined;
  const purpose = isClarification ? "FOLLOW_UP_QUESTION" : "TEXT_ATTACHMENT_PURPOSE_ANSWER";
  return { attachmentId: idFrom(`text ${origin}`), content: text, purpose };
}

/** What the answerer suggests, or else the sample questions of the space that were not just asked. */
function suggestionsFor(
  state: WorkspaceState,
  space: SpaceRecord,
  content: string,
  { suggestedQuestions }: GenieReply,
): GenieResponse["suggestions"] {
  const samples = state.liveDocument(space).config?.sample_questions ?? [];
  const questions = suggestedQuestions ?? samples.map(({ question }) => textOf(question).trim());
  const others = questions.filter((question) => question !== "" && question !== content.trim());
  if (others.length === 0) return undefined;
  const attachmentId = idFrom(`suggestions ${state.now} ${space.id} ${content}`);
  return { attachmentId, questions: others.slice(0, mostSuggestions) };
}

const askBack: GenieReply = {
  text: "Could you say more exactly what you mean?",
  isClarification: true,
  thoughts: [],
};
