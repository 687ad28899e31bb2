import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import type { LlmUsage } from "./llm-client.js";

/** Tokens of several calls together. */
export interface LlmCallUsage extends LlmUsage {
  readonly calls: number;
}

/** A model answered, but not in the agreed form, also when asked to mend it. */
export class LlmOutputError extends GenieEnhancerError {
  readonly code = "LLM_OUTPUT";
  /** What is wrong with the answer. */
  readonly problem: string;
  /** What the attempts cost. */
  readonly usage: LlmCallUsage;

  constructor(
    model: string,
    problem: string,
    text: string,
    usage: LlmCallUsage = { calls: 0, inputTokens: 0, outputTokens: 0 },
  ) {
    super(`${model} did not answer in the agreed form: ${problem}.`, {
      context: { problem, start: text.slice(0, 200) },
    });
    this.problem = problem;
    this.usage = usage;
  }
}
