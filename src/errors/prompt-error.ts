import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** A prompt that is missing, malformed, or rendered with the wrong variables. */
export class PromptError extends GenieEnhancerError {
  readonly code = "PROMPT";
}
