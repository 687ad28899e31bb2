import type { LlmClient, LlmPurpose, LlmRequest, LlmResponse } from "../llm/llm-client.js";

/** What a step expects and answers. Everything may be left out. */
export interface ScriptedAnswer {
  /** The request must be for this. */
  readonly purpose?: LlmPurpose["kind"] | undefined;
  /** One of the messages must contain this text. */
  readonly includes?: string | undefined;
  /** @default "" */
  readonly text?: string | undefined;
  /** @default "stop" */
  readonly finishReason?: LlmResponse["finishReason"] | undefined;
  /** @default 100 input and 20 output tokens */
  readonly usage?: LlmResponse["usage"];
}

/** One expected request: the text to answer with, an error to throw, an answer, or a function that makes a text. */
export type ScriptStep =
  | string
  | Error
  | ScriptedAnswer
  | ((request: LlmRequest) => string | Promise<string>);

/**
 * Answers from a script, step by step. A request that the script does not expect is an error, and so is a step that
 * nobody asked for; `assertDone` tells of both, also when the caller swallowed the error.
 */
export class ScriptedLlm implements LlmClient {
  readonly id = "scripted";
  /** What was asked, in order. */
  readonly requests: LlmRequest[] = [];
  readonly #steps: ScriptStep[];
  readonly #unexpected: Error[] = [];

  constructor(steps: readonly ScriptStep[]) {
    this.#steps = [...steps];
  }

  async generate(
    request: LlmRequest,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<LlmResponse> {
    signal?.throwIfAborted();
    this.requests.push(request);
    const step = this.#steps.shift();
    if (step === undefined) throw this.#refuse(request, "but its script has no step for it");
    if (step instanceof Error) throw step;
    const { purpose, includes, ...answer } = await answerOf(step, request);
    if (purpose !== undefined && purpose !== request.purpose.kind)
      throw this.#refuse(request, `but its script expects one of ${purpose}`);
    if (includes !== undefined && !request.messages.some(({ content }) => content.includes(includes)))
      throw this.#refuse(request, `but its script expects "${includes}" in one of the messages`);
    return {
      text: answer.text ?? "",
      finishReason: answer.finishReason ?? "stop",
      usage: answer.usage ?? { inputTokens: 100, outputTokens: 20 },
      model: "scripted",
    };
  }

  /** @throws when requests came that the script did not expect, or steps of it were not asked for. */
  assertDone(): void {
    const [unexpected] = this.#unexpected;
    if (unexpected) throw unexpected;
    if (this.#steps.length > 0)
      throw new Error(`ScriptedLlm has ${this.#steps.length} steps that nobody asked for.`);
  }

  #refuse({ purpose }: LlmRequest, reason: string): Error {
    const error = new Error(`ScriptedLlm got request ${this.requests.length} (${purpose.kind}), ${reason}.`);
    this.#unexpected.push(error);
    return error;
  }
}

async function answerOf(step: Exclude<ScriptStep, Error>, request: LlmRequest): Promise<ScriptedAnswer> {
  if (typeof step === "string") return { text: step };
  return typeof step === "function" ? { text: await step(request) } : step;
}
