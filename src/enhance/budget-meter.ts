import { BudgetSpentError } from "../errors/budget-spent-error.js";
import type { UsageSummary } from "../events/run-event.js";
import type { LlmClient, LlmRequest, LlmResponse } from "../llm/llm-client.js";
import { type LlmPrices, llmCost } from "../llm/llm-prices.js";
import type { Budget } from "./enhancer-config.js";
import type { Spent } from "./spent.js";

/** Whatever hands out turns to ask a question. */
export interface Turnstile {
  acquire(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Another turn for a question that the service refused, not before `afterMs`. */
  reacquire(options: { readonly afterMs: number; readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** Counts what a run spends and refuses what would exceed its budget. */
export class BudgetMeter {
  readonly #budget: Budget;
  readonly #prices: LlmPrices | undefined;
  readonly #onQuestion: (() => Promise<void>) | undefined;
  #questions: number;
  #reserved = 0;
  #calls: number;
  #inputTokens: number;
  #outputTokens: number;

  constructor({
    budget = {},
    prices,
    spent,
    onQuestion,
  }: {
    readonly budget?: Budget | undefined;
    readonly prices?: LlmPrices | undefined;
    /** By earlier sessions of the run. @default nothing */
    readonly spent?: Spent | undefined;
    /** Waited for when a question has its turn, before it is sent. */
    readonly onQuestion?: (() => Promise<void>) | undefined;
  }) {
    this.#budget = budget;
    this.#prices = prices;
    this.#onQuestion = onQuestion;
    this.#questions = spent?.questions ?? 0;
    this.#calls = spent?.llmCalls ?? 0;
    this.#inputTokens = spent?.inputTokens ?? 0;
    this.#outputTokens = spent?.outputTokens ?? 0;
  }

  get usage(): UsageSummary {
    const tokens = { inputTokens: this.#inputTokens, outputTokens: this.#outputTokens };
    return {
      questionsAsked: this.#questions,
      llmCalls: this.#calls,
      ...tokens,
      cost: llmCost(tokens, this.#prices),
    };
  }

  /** Questions that may still be asked, what is set aside left out; Infinity without a budget. */
  get questionsLeft(): number {
    return (this.#budget.questions ?? Number.POSITIVE_INFINITY) - this.#questions - this.#reserved;
  }

  /** Sets questions aside for later, in place of what was set aside before. */
  reserve(questions: number): void {
    this.#reserved = questions;
  }

  /** A turnstile that counts each question before it waits for its turn. */
  questions(inner: Turnstile): Turnstile {
    return {
      acquire: async (options) => {
        if (this.questionsLeft <= 0) throw new BudgetSpentError("questions", this.#budget.questions ?? 0);
        this.#questions += 1;
        try {
          await inner.acquire(options);
        } catch (error) {
          // Given up before its turn came: nothing was asked.
          this.#questions -= 1;
          throw error;
        }
        await this.#onQuestion?.();
      },
      reacquire: (options) => inner.reacquire(options),
    };
  }

  /** An LLM client whose calls and tokens are counted. */
  llm(inner: LlmClient): LlmClient {
    return {
      id: inner.id,
      generate: async (request: LlmRequest, options): Promise<LlmResponse> => {
        this.#refuseSpentTokens();
        this.#calls += 1;
        const response = await inner.generate(request, options);
        this.#inputTokens += response.usage?.inputTokens ?? 0;
        this.#outputTokens += response.usage?.outputTokens ?? 0;
        return response;
      },
    };
  }

  #refuseSpentTokens(): void {
    const { llmTokens, cost } = this.#budget;
    if (llmTokens !== undefined && this.#inputTokens + this.#outputTokens >= llmTokens) {
      throw new BudgetSpentError("llmTokens", llmTokens);
    }
    if (cost !== undefined && this.usage.cost >= cost) throw new BudgetSpentError("cost", cost);
  }
}
