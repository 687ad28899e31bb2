import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { checkOptions } from "../errors/check-options.js";
import type { Fix } from "../fixes/fix.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { LlmClient } from "../llm/llm-client.js";
import type { LlmPrices } from "../llm/llm-prices.js";
import type { PromptLoader, RenderedPrompt } from "../prompts/prompt-loader.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import { allOrStop } from "../util/all-or-stop.js";
import type { Cancellable } from "../util/cancellable.js";
import { type AnalysisCallResult, callForFixes } from "./analysis-call.js";
import type { AnalysisInput, FailureCase, TriedFix } from "./analysis-input.js";
import type { AnalysisStrategy, FailureGroup } from "./analysis-strategy.js";
import { type AnalysisBudget, AnalysisMeter, type AnalysisUsage } from "./analysis-usage.js";
import type { DroppedFix } from "./dropped-fix.js";
import { readFailure } from "./extend-claims.js";
import { failureCaseOf } from "./failure-case.js";
import { type FixConflict, findConflicts } from "./find-conflicts.js";
import { fitFailures } from "./fit-failures.js";
import { type BenchmarkCopies, LeakageRules } from "./leakage/leakage-rules.js";
import type { ProposalContext, ValidProposal } from "./proposals.js";
import { renderAnalysis } from "./render-analysis.js";
import { selectProposals } from "./select-proposals.js";
import { type AnalysisStrategyName, analysisStrategy } from "./strategies/built-in-strategies.js";
import { toldHistory } from "./told-history.js";
import { trimContext } from "./trim-context.js";

/** How failures are analysed. */
export interface AnalysisSettings {
  /** How failures are put together into calls: a built-in strategy or your own. @default "per-failure" */
  readonly strategy?: AnalysisStrategyName | AnalysisStrategy | undefined;
  /** Calls under way at once. @default 2 */
  readonly concurrency?: number | undefined;
  /** Room for the space and its tables in one prompt. @default 8000 */
  readonly maxContextTokens?: number | undefined;
  /** Room for the failures in one prompt. @default 6000 */
  readonly maxFailureTokens?: number | undefined;
  /** Room for what was tried before in one prompt. @default 1500 */
  readonly maxHistoryTokens?: number | undefined;
  /** What becomes of fixes that repeat a benchmark. @default "generalize" */
  readonly benchmarkCopies?: BenchmarkCopies | undefined;
  /** What one analysis may spend; failures that it does not suffice for are left to a later one. */
  readonly budget?: AnalysisBudget | undefined;
}

const count = z.int().positive().optional();

const OptionsSchema = z.looseObject({
  concurrency: count,
  maxContextTokens: count,
  maxFailureTokens: count,
  maxHistoryTokens: count,
  benchmarkCopies: z.enum(["generalize", "drop", "allow"]).optional(),
});

/** What a `FailureAnalyzer` works with. */
export interface FailureAnalyzerOptions extends AnalysisSettings {
  readonly llm: LlmClient;
  readonly prompts: PromptLoader;
  /** The kinds of fixes on offer. */
  readonly registry: FixTypeRegistry;
  readonly newFixId: () => string;
  /** For the cost of an analysis and its budget. @default none, and the cost is 0 */
  readonly prices?: LlmPrices | undefined;
}

/** What is asked of one analysis. */
export interface AnalysisRequest {
  /** Results with verdict `fail`. */
  readonly failures: readonly BenchmarkResult[];
  /** All benchmarks, with `expectedResult` where it is known, to see whether a fix repeats one. */
  readonly benchmarks: readonly Benchmark[];
  /** Benchmarks held out: no fix that repeats one is proposed. */
  readonly holdout?: readonly Benchmark[] | undefined;
  readonly document: SpaceDocument;
  readonly catalog: Catalog;
  /** What was tried before, oldest first, with its outcome. */
  readonly history: readonly TriedFix[];
  /** Where metric views may be created, as `catalog.schema`. */
  readonly metricViewSchema?: string | undefined;
}

/** What the analysis came to: the fixes to try, in order, and what became of every other proposal. */
export interface AnalysisReport {
  /** Valid, without duplicates, in the order in which to try them. */
  readonly fixes: readonly Fix[];
  readonly dropped: readonly DroppedFix[];
  /** Pairs of these fixes that cannot both stand. */
  readonly conflicts: readonly FixConflict[];
  readonly diagnoses: readonly { readonly benchmarkIds: readonly string[]; readonly diagnosis: string }[];
  readonly usage: AnalysisUsage;
  /** Name of the strategy. */
  readonly strategy: string;
  /** The text that asked for the fixes. */
  readonly prompt: RenderedPrompt["prompt"];
}

/** Most fixes that one answer may hold, whatever the number of failures. */
const maxFixesPerCall = 20;

/** Has a model explain failures and propose fixes; checks, merges and orders what it proposes. */
export class FailureAnalyzer {
  readonly #options: FailureAnalyzerOptions;
  readonly #strategy: AnalysisStrategy;

  /** @throws ConfigurationError when there is no strategy of the name. */
  /** @throws ConfigurationError naming every wrong option. */
  constructor(options: FailureAnalyzerOptions) {
    checkOptions("options of the analyzer", OptionsSchema, options);
    this.#options = options;
    this.#strategy = analysisStrategy(options.strategy ?? "per-failure");
  }

  /**
   * An answer that cannot be understood costs the fixes of its own call only and is among the dropped.
   * @throws BudgetSpentError, or whatever the LLM client throws, when it cannot answer at all.
   */
  async analyze(request: AnalysisRequest, { signal }: Cancellable = {}): Promise<AnalysisReport> {
    const { registry, prompts, prices, budget, benchmarkCopies, concurrency = 2, newFixId } = this.#options;
    const strategy = this.#strategy;
    const { document, catalog, benchmarks, holdout, history } = request;
    const meter = new AnalysisMeter({ budget, prices });
    const cases = request.failures.map(failureCaseOf);
    const context: Omit<ProposalContext, "shown"> = {
      registry,
      document,
      catalog,
      failures: cases.map(readFailure),
      leakage: new LeakageRules({ benchmarks, holdout, copies: benchmarkCopies }),
    };
    const groups = strategy.group(cases).filter(({ failures }) => failures.length > 0);
    const results = await allOrStop(groups, { concurrency, signal }, (group, stop) =>
      this.#analyzeGroup(group, request, { ...context, shown: idsOf(group) }, meter, stop),
    );
    const benchmarkIds = groups.map(idsOf);
    const proposals = results.flatMap((result) => result.proposals);
    const selection = selectProposals(
      proposals.filter((proposal): proposal is ValidProposal => proposal.ok),
      { history, document, failures: cases },
    );
    const fixes = selection.proposals.map(({ fix }) => ({ id: newFixId(), ...fix }));
    const { id, version, hash } = await prompts.load("fix-generation", { signal });
    return {
      fixes,
      dropped: [
        ...proposals.flatMap((proposal) => (proposal.ok ? [] : [proposal.dropped])),
        ...selection.dropped,
      ],
      conflicts: findConflicts(fixes, { registry, document, catalog }),
      diagnoses: results.map(({ diagnosis }, index) => ({
        benchmarkIds: benchmarkIds[index] ?? [],
        diagnosis,
      })),
      usage: meter.usage,
      strategy: strategy.name,
      prompt: { id, version, hash },
    };
  }

  async #analyzeGroup(
    { failures }: FailureGroup,
    request: AnalysisRequest,
    context: ProposalContext,
    meter: AnalysisMeter,
    signal: AbortSignal | undefined,
  ): Promise<AnalysisCallResult> {
    const { llm, registry } = this.#options;
    if (meter.spentBudget !== undefined) return unanalyzed(context.shown, meter.spentBudget);
    const { input, omitted, told } = this.#material(failures, request);
    const { messages } = await renderAnalysis({ ...input, history: told }, omitted, {
      ...this.#options,
      signal,
    });
    // Only what a model was shown can be what it proposes a fix for.
    const shown = input.failures.map(({ benchmarkId }) => benchmarkId);
    return callForFixes({ llm, registry, meter, messages, input, signal, context: { ...context, shown } });
  }

  /** What one call is shown, each part within its room. */
  #material(failures: readonly FailureCase[], request: AnalysisRequest) {
    const {
      registry,
      maxContextTokens = 8_000,
      maxFailureTokens = 6_000,
      maxHistoryTokens = 1_500,
    } = this.#options;
    const { document, history, metricViewSchema } = request;
    const fitted = fitFailures(failures, maxFailureTokens);
    const { omitted, ...trimmed } = trimContext(document.data, request.catalog, failures, maxContextTokens);
    const told = toldHistory(history, failures, { registry, document, maxTokens: maxHistoryTokens });
    const input: AnalysisInput = {
      ...trimmed,
      failures: fitted.failures,
      history,
      maxFixes: Math.min(maxFixesPerCall, 5 * fitted.failures.length),
      metricViewSchema,
    };
    const earlier = told.omitted > 0 ? `${told.omitted} earlier trials are left out.` : undefined;
    const notes = [omitted, fitted.omitted, earlier].filter((note) => note !== undefined);
    return { input, told: told.trials, omitted: notes.length > 0 ? notes.join(" ") : undefined };
  }
}

function idsOf({ failures }: FailureGroup): readonly string[] {
  return failures.map(({ benchmarkId }) => benchmarkId);
}

function unanalyzed(benchmarkIds: readonly string[], budget: string): AnalysisCallResult {
  const dropped: DroppedFix = {
    kind: "budget-spent",
    fixType: "unknown",
    description: "Failures that were not analysed",
    reason: `the budget of ${budget} for this analysis is spent`,
    benchmarkIds,
  };
  return { diagnosis: "", proposals: [{ ok: false, dropped, isMendable: false, derivedFrom: [] }] };
}
