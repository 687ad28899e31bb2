import { type LlmPrices, llmCost } from "../llm/llm-prices.js";

/** What an analysis spent. */
export interface AnalysisUsage {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the prices; 0 without prices. */
  readonly cost: number;
}

/** What one analysis may spend. Absent members are unlimited. */
export interface AnalysisBudget {
  readonly calls?: number | undefined;
  /** Input and output tokens together. */
  readonly tokens?: number | undefined;
  /** In the currency of the prices. */
  readonly cost?: number | undefined;
}

type Tokens = Omit<AnalysisUsage, "cost">;

/** Counts what the calls of one analysis spend, and says when no further call should begin. */
export class AnalysisMeter {
  readonly #budget: AnalysisBudget;
  readonly #prices: LlmPrices | undefined;
  #spent: Tokens = { calls: 0, inputTokens: 0, outputTokens: 0 };

  constructor({
    budget = {},
    prices,
  }: { readonly budget?: AnalysisBudget | undefined; readonly prices?: LlmPrices | undefined }) {
    this.#budget = budget;
    this.#prices = prices;
  }

  get usage(): AnalysisUsage {
    return { ...this.#spent, cost: llmCost(this.#spent, this.#prices) };
  }

  add({ calls, inputTokens, outputTokens }: Tokens): void {
    this.#spent = {
      calls: this.#spent.calls + calls,
      inputTokens: this.#spent.inputTokens + inputTokens,
      outputTokens: this.#spent.outputTokens + outputTokens,
    };
  }

  /** Which part of the budget is spent, in words; undefined while another call may begin. */
  get spentBudget(): string | undefined {
    const { calls, tokens, cost } = this.#budget;
    const { usage } = this;
    if (calls !== undefined && usage.calls >= calls) return `${calls} calls`;
    if (tokens !== undefined && usage.inputTokens + usage.outputTokens >= tokens) return `${tokens} tokens`;
    return cost !== undefined && usage.cost >= cost ? `a cost of ${cost}` : undefined;
  }
}
