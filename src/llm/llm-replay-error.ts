import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

/** A recording does not fit what is asked of it: a request that it does not hold, or answers that nobody asked for. */
export class LlmReplayError extends GenieEnhancerError {
  readonly code = "LLM_REPLAY";
}
