import * as z from "zod";
import type { LlmClient } from "../llm/llm-client.js";
import { generateStructured } from "../llm/structured-output.js";
import { PromptLoader } from "../prompts/prompt-loader.js";
import type { Cancellable } from "../util/cancellable.js";
import { type JudgeInput, renderJudgement } from "./render-judgement.js";

/** What a judge says about an answer. */
export interface JudgeVerdict {
  readonly isCorrect: boolean;
  /** 0 to 1, as the model says. */
  readonly confidence: number;
  readonly reason: string;
  readonly failureCategory?: string | undefined;
}

/** What a judge must answer. */
export const VerdictSchema = z.object({
  // A text such as "false" must not pass for true.
  isCorrect: z.boolean(),
  confidence: z.number().min(0).max(1),
  reason: z.string().max(4_000),
  failureCategory: z.string().nullish(),
});

export interface AnswerJudgeOptions {
  readonly llm: LlmClient;
  /** Source of the prompt `answer-comparison`. @default the prompts that come with the package */
  readonly prompts?: PromptLoader | undefined;
}

/** Has a model say whether an answer is right although it differs. */
export class AnswerJudge {
  readonly #llm: LlmClient;
  readonly #prompts: PromptLoader;

  constructor({ llm, prompts = new PromptLoader() }: AnswerJudgeOptions) {
    this.#llm = llm;
    this.#prompts = prompts;
  }

  /** @throws LlmOutputError when the model does not answer in the agreed form; that is never a pass. */
  async judge(input: JudgeInput, { signal }: Cancellable = {}): Promise<JudgeVerdict> {
    const { text, outputSchema } = await renderJudgement(input, { prompts: this.#prompts, signal });
    const { value } = await generateStructured({
      llm: this.#llm,
      request: {
        messages: [{ role: "user", content: text }],
        outputSchema: outputSchema && { name: "answer_verdict", schema: outputSchema },
        temperature: 0,
        purpose: { kind: "judge-answer", input },
      },
      schema: VerdictSchema,
      signal,
    });
    return { ...value, failureCategory: value.failureCategory ?? undefined };
  }
}
