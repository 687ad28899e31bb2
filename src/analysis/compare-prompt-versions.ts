import { ConfigurationError } from "../errors/configuration-error.js";
import { defaultFixTypes } from "../fixes/default-fix-types.js";
import { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { LlmClient, LlmRequest, LlmResponse } from "../llm/llm-client.js";
import type { LlmPrices } from "../llm/llm-prices.js";
import type { PromptLoader, RenderedPrompt } from "../prompts/prompt-loader.js";
import type { Cancellable } from "../util/cancellable.js";
import { type AnswerQuality, measureAnswer } from "./answer-quality.js";
import { FailureAnalyzer, type FailureAnalyzerOptions } from "./failure-analyzer.js";
import type { RecordedFailures } from "./recorded-failures.js";

/** One side of a comparison: prompts of some version, and the model that answers them. */
export interface PromptVariant {
  /** Unique among the variants, such as `v2` or the name of a model. */
  readonly name: string;
  readonly prompts: PromptLoader;
  readonly llm: LlmClient;
  /** @default the nine default fix types */
  readonly fixTypes?: FixTypeRegistry | undefined;
  /** Price of the model, in any one currency. @default none, and the cost is 0 */
  readonly prices?: LlmPrices | undefined;
}

/** What a whole run with a variant came to. */
export interface VariantTrial {
  readonly tried: number;
  readonly kept: number;
  /** 0 to 1. */
  readonly initialScore: number;
  readonly finalScore: number;
}

/** What is compared, and on what. */
export interface ComparePromptVersionsOptions {
  /** Two or more. */
  readonly variants: readonly PromptVariant[];
  /** The failures that every variant is asked about, with the space that they happened on. */
  readonly recorded: RecordedFailures;
  /** How failures are put together into calls. @default that of `FailureAnalyzer` */
  readonly strategy?: FailureAnalyzerOptions["strategy"];
  /**
   * Runs the loop with a variant, on a simulated workspace say, to see how many of its fixes are kept. See
   * `tryOnRetailWorkspace` in `genie-enhancer/testing`. @default not tried
   */
  readonly tryFixes?: ((variant: PromptVariant, options: Cancellable) => Promise<VariantTrial>) | undefined;
}

/** How one variant did. Rates are from 0 to 1, and 0 where there was nothing to count. */
export interface PromptVariantReport {
  readonly name: string;
  readonly llm: string;
  readonly prompt: RenderedPrompt["prompt"];
  readonly failures: number;
  /** First answers; those to questions back are not among them. */
  readonly answers: number;
  /** Share of the first answers that were JSON of the agreed form. */
  readonly validJsonRate: number;
  /** Share of the fixes in them that could be applied as they were. */
  readonly validFixRate: number;
  /** Fixes that were left to try, after mending, merging and dropping, for each failure. */
  readonly fixesPerFailure: number;
  /** Calls, those to mend an answer included. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  readonly trial?: VariantTrial | undefined;
}

/**
 * Has each variant analyse the same recorded failures and measures its answers: prompts of two versions with one
 * model, or two models with the same prompts. Variants run one after the other.
 *
 * @throws ConfigurationError when there are fewer than two variants, or two share a name.
 */
export async function comparePromptVersions(
  options: ComparePromptVersionsOptions,
  { signal }: Cancellable = {},
): Promise<readonly PromptVariantReport[]> {
  const names = options.variants.map(({ name }) => name);
  if (names.length < 2 || new Set(names).size < names.length) {
    const message = `there must be two or more, with different names; these are: ${names.join(", ") || "none"}`;
    throw new ConfigurationError("comparison of prompts", [{ path: "variants", message }]);
  }
  const reports: PromptVariantReport[] = [];
  for (const variant of options.variants) reports.push(await reportOn(variant, options, signal));
  return reports;
}

async function reportOn(
  variant: PromptVariant,
  { recorded, strategy, tryFixes }: ComparePromptVersionsOptions,
  signal: AbortSignal | undefined,
): Promise<PromptVariantReport> {
  const { name, prompts, prices } = variant;
  const registry = variant.fixTypes ?? new FixTypeRegistry(defaultFixTypes);
  const llm = new FirstAnswers(variant.llm);
  let count = 0;
  const newFixId = () => `fix-${++count}`;
  const analyzer = new FailureAnalyzer({ llm, prompts, registry, strategy, prices, newFixId });
  const report = await analyzer.analyze({ ...recorded, history: [] }, { signal });
  const qualities = await Promise.all(
    llm.answers.map((answer) => measureAnswer(answer, { ...recorded, registry })),
  );
  const { calls, inputTokens, outputTokens, cost } = report.usage;
  const trial = await tryFixes?.(variant, { signal });
  return {
    name,
    llm: variant.llm.id,
    prompt: report.prompt,
    failures: recorded.failures.length,
    answers: qualities.length,
    validJsonRate: rate(qualities.filter(({ isValidJson }) => isValidJson).length, qualities.length),
    validFixRate: rate(sum(qualities, "valid"), sum(qualities, "proposed")),
    fixesPerFailure: rate(report.fixes.length, recorded.failures.length),
    calls,
    inputTokens,
    outputTokens,
    cost,
    trial,
  };
}

/** Passes requests on and keeps the answers to those that begin a conversation. */
class FirstAnswers implements LlmClient {
  readonly answers: LlmResponse[] = [];
  readonly #llm: LlmClient;

  constructor(llm: LlmClient) {
    this.#llm = llm;
  }

  get id(): string {
    return this.#llm.id;
  }

  async generate(request: LlmRequest, options: Cancellable = {}): Promise<LlmResponse> {
    const response = await this.#llm.generate(request, options);
    const isFirst = request.messages.every(({ role }) => role !== "assistant");
    if (isFirst && request.purpose.kind === "analyze-failures") this.answers.push(response);
    return response;
  }
}

function sum(qualities: readonly AnswerQuality[], member: "valid" | "proposed"): number {
  return qualities.reduce((total, quality) => total + quality[member], 0);
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
