import type { LlmUsage } from "./llm-client.js";

/** Price of a model, for cost accounting, in any one currency. */
export interface LlmPrices {
  readonly perMillionInputTokens: number;
  readonly perMillionOutputTokens: number;
}

/** What tokens cost, in the currency of the prices; 0 without prices. */
export function llmCost({ inputTokens, outputTokens }: LlmUsage, prices: LlmPrices | undefined): number {
  if (!prices) return 0;
  return (
    (inputTokens * prices.perMillionInputTokens + outputTokens * prices.perMillionOutputTokens) / 1_000_000
  );
}
