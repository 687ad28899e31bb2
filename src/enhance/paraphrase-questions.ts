import * as z from "zod";
import { plainQuestion } from "../analysis/leakage/question-likeness.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { LlmClient } from "../llm/llm-client.js";
import { generateStructured } from "../llm/structured-output.js";
import { fence } from "../prompts/fence.js";
import type { PromptLoader, RenderedPrompt } from "../prompts/prompt-loader.js";
import type { Cancellable } from "../util/cancellable.js";

/** A question in other words; what is right for the one is right for the other. */
export interface Paraphrase {
  readonly benchmarkId: string;
  readonly question: string;
}

export interface ParaphrasesWanted {
  readonly llm: LlmClient;
  /** Source of the prompt `question-paraphrase`. */
  readonly prompts: PromptLoader;
  readonly benchmarks: readonly Benchmark[];
  /** Of each question. */
  readonly count: number;
  /** Questions that no paraphrase may equal, upper and lower case and punctuation aside. */
  readonly taken: readonly string[];
  readonly signal: AbortSignal;
}

const longestQuestion = 2_000;
const AnswerSchema = z.object({
  questions: z.array(
    z.object({ id: z.string(), paraphrases: z.array(z.string().min(1).max(longestQuestion)) }),
  ),
});

/**
 * Has a model write questions in other words, all in one call. What is no other wording is dropped, so there may be
 * fewer than were wanted.
 * @throws LlmOutputError when the model does not answer in the agreed form.
 * @throws PromptError when the source of prompts has none for it.
 */
export async function paraphraseQuestions(wanted: ParaphrasesWanted): Promise<readonly Paraphrase[]> {
  const { llm, prompts, benchmarks, count, signal } = wanted;
  const input = benchmarks.map(({ id, question }) => ({ id, question }));
  const { text, outputSchema } = await renderParaphraseRequest(
    { count, questions: input },
    { prompts, signal },
  );
  const { value } = await generateStructured({
    llm,
    request: {
      messages: [{ role: "user", content: text }],
      outputSchema: outputSchema && { name: "paraphrases", schema: outputSchema },
      temperature: 0,
      purpose: { kind: "paraphrase-questions", input },
    },
    schema: AnswerSchema,
    signal,
  });
  const seen = new Set([...wanted.taken, ...input.map(({ question }) => question)].map(plainQuestion));
  return benchmarks.flatMap(({ id }) =>
    value.questions
      .filter((answer) => answer.id === id)
      .flatMap(({ paraphrases }) => paraphrases)
      .filter((question) => {
        const plain = plainQuestion(question);
        const isNew = plain !== "" && !seen.has(plain);
        seen.add(plain);
        return isNew;
      })
      .slice(0, count)
      .map((question) => ({ benchmarkId: id, question: question.trim() })),
  );
}

/** Renders the request for paraphrases. */
export function renderParaphraseRequest(
  wanted: { readonly count: number; readonly questions: readonly Pick<Benchmark, "id" | "question">[] },
  { prompts, signal }: Cancellable & { readonly prompts: PromptLoader },
): Promise<RenderedPrompt> {
  return prompts.render(
    "question-paraphrase",
    { count: String(wanted.count), questions: fence("questions-to-reword", JSON.stringify(wanted, null, 1)) },
    { signal },
  );
}
