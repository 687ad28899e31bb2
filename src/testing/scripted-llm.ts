import type { LlmClient, LlmRequest, LlmResponse } from "../llm/llm-client.js";

/** One expected request: the text to answer with, an error to throw, or a function that makes either. */
export type ScriptStep = string | Error | ((request: LlmRequest) => string | Promise<string>);

/** Answers from a script, step by step. A request beyond the script is an error, and so is an unused step. */
export class ScriptedLlm implements LlmClient {
  readonly id = "scripted";
  /** What was asked, in order. */
  readonly requests: LlmRequest[] = [];
  readonly #steps: ScriptStep[];

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
    if (step === undefined) {
      throw new Error(
        `ScriptedLlm got request ${this.requests.length} (${request.purpose.kind}), but its script has no step for it.`,
      );
    }
    if (step instanceof Error) throw step;
    const text = typeof step === "string" ? step : await step(request);
    return { text, finishReason: "stop", usage: { inputTokens: 100, outputTokens: 20 }, model: "scripted" };
  }

  /** @throws when steps of the script were not asked for. */
  assertDone(): void {
    if (this.#steps.length > 0)
      throw new Error(`ScriptedLlm has ${this.#steps.length} steps that nobody asked for.`);
  }
}
