import { answerQuestion } from "./answer-question.js";
import { readFollowUp } from "./follow-up.js";
import type { GenieQuestion, SimulatedAnswer } from "./genie-question.js";

/** A question of a conversation. */
export interface ConversationQuestion extends GenieQuestion {
  /** Earlier questions, oldest first. @default none */
  readonly earlier?: readonly { readonly readAs: string }[] | undefined;
}

/**
 * Answers a question of a conversation. One that names nothing to measure is read together with the one before, which
 * the answer's first thought tells; every other one is answered as if it came first.
 */
export function answerInConversation(
  input: ConversationQuestion,
): SimulatedAnswer & { readonly readAs: string } {
  const { question, isFollowUp } = readFollowUp(input.question, input.earlier?.at(-1)?.readAs, input.now);
  if (!isFollowUp) return { ...answerQuestion(input), readAs: question };
  const answer = answerQuestion({ ...input, question });
  const content = `Read together with the question before as "${question}".`;
  return {
    ...answer,
    thoughts: [{ type: "THOUGHT_TYPE_UNDERSTANDING", content }, ...answer.thoughts],
    readAs: question,
  };
}
