import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

/** A model answered, but not in the agreed form, also when asked to mend it. */
export class LlmOutputError extends GenieEnhancerError {
  readonly code = "LLM_OUTPUT";
  /** What is wrong with the answer. */
  readonly problem: string;

  constructor(model: string, problem: string, text: string) {
    super(`${model} did not answer in the agreed form: ${problem}.`, {
      context: { problem, start: text.slice(0, 200) },
    });
    this.problem = problem;
  }
}
