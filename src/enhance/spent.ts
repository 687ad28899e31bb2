import type { JournalEntry } from "../runs/journal-entry.js";

/** What a run has spent, as its journal tells. */
export interface Spent {
  readonly questions: number;
  readonly llmCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Adds up what earlier sessions of a run spent, questions without an answer included. */
export function spentOf(entries: readonly JournalEntry[]): Spent {
  let [questions, llmCalls, inputTokens, outputTokens] = [0, 0, 0, 0];
  for (const entry of entries) {
    if (entry.type === "question-start") questions += 1;
    if (entry.type !== "llm-end") continue;
    llmCalls += 1;
    inputTokens += entry.response.usage?.inputTokens ?? 0;
    outputTokens += entry.response.usage?.outputTokens ?? 0;
  }
  return { questions, llmCalls, inputTokens, outputTokens };
}
