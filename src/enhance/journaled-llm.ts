import type { LlmClient, LlmRequest } from "../llm/llm-client.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunReplay } from "../runs/run-replay.js";
import { hashJson } from "../util/hash.js";
import { redactText } from "../util/redact.js";

/**
 * An LLM client that writes every answer down, and takes from the journal what was answered before: an answer is
 * paid for once. The run acts on the text that the journal holds, secrets masked.
 */
export function journaledLlm(
  inner: LlmClient,
  { journal, replay }: { readonly journal: RunJournal; readonly replay: RunReplay },
): LlmClient {
  return {
    id: inner.id,
    generate: async (request, options) => {
      const hash = requestHash(request);
      const known = replay.answerTo(hash);
      if (known) return known;
      const answer = await inner.generate(request, options);
      // Clients are written by users: who asked says what is wrong with an answer without a text.
      if (typeof answer?.text !== "string") return answer;
      const { text, finishReason, usage, model } = answer;
      const response = {
        text: redactText(text),
        finishReason,
        usage,
        model: typeof model === "string" ? redactText(model) : undefined,
      };
      await journal.write({ type: "llm-end", request: hash, response });
      return response;
    },
  };
}

/** What decides the answer; what the request is for does not. */
function requestHash({ messages, outputSchema, temperature, maxOutputTokens }: LlmRequest): string {
  return hashJson({ messages, outputSchema, temperature, maxOutputTokens });
}
