import PQueue from "p-queue";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { Fix } from "../fixes/fix.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { LlmClient, LlmMessage } from "../llm/llm-client.js";
import { LlmOutputError } from "../llm/llm-error.js";
import { generateStructured } from "../llm/structured-output.js";
import { fence } from "../prompts/fence.js";
import type { PromptLoader, RenderedPrompt } from "../prompts/prompt-loader.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import { readableJson } from "../util/readable-json.js";
import type { AnalysisInput, FailureCase, TriedFix } from "./analysis-input.js";
import { type AnalysisStrategy, groupFailures } from "./analysis-strategy.js";
import { failureCaseOf } from "./failure-case.js";
import { analysisOutputSchema } from "./output-schema.js";
import { AnalysisAnswerSchema, type CheckedProposal, checkProposal, type RawProposal } from "./proposals.js";
import { type DroppedFix, selectFixes } from "./select-fixes.js";
import { trimContext } from "./trim-context.js";

export interface FailureAnalyzerOptions {
  readonly llm: LlmClient;
  readonly prompts: PromptLoader;
  /** The kinds of fixes on offer. */
  readonly registry: FixTypeRegistry;
  readonly newFixId: () => string;
  /** How failures are put together into calls. @default "per-failure" */
  readonly strategy?: AnalysisStrategy | undefined;
  /** Calls under way at once. @default 2 */
  readonly concurrency?: number | undefined;
  /** Room for the space and its tables in one prompt. @default 8000 */
  readonly maxContextTokens?: number | undefined;
}

export interface AnalysisRequest {
  /** Results with verdict `fail`. */
  readonly failures: readonly BenchmarkResult[];
  /** All benchmarks, to see whether a fix repeats one. */
  readonly benchmarks: readonly Benchmark[];
  readonly document: SpaceDocument;
  readonly catalog: Catalog;
  /** What was tried before, with its outcome. */
  readonly history: readonly TriedFix[];
  /** Where metric views may be created, as `catalog.schema`. */
  readonly metricViewSchema?: string | undefined;
}

export interface AnalysisReport {
  /** Valid, without duplicates, in the order in which to try them. */
  readonly fixes: readonly Fix[];
  readonly dropped: readonly DroppedFix[];
  readonly diagnoses: readonly { readonly benchmarkIds: readonly string[]; readonly diagnosis: string }[];
  readonly usage: { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number };
  /** The text that asked for the fixes. */
  readonly prompt: RenderedPrompt["prompt"];
}

interface GroupReport {
  readonly diagnosis: string;
  readonly benchmarkIds: readonly string[];
  readonly proposals: readonly CheckedProposal[];
  readonly usage: AnalysisReport["usage"];
}

/** Has a model explain failures and propose fixes; checks, merges and orders what it proposes. */
export class FailureAnalyzer {
  readonly #options: FailureAnalyzerOptions;

  constructor(options: FailureAnalyzerOptions) {
    this.#options = options;
  }

  /**
   * An answer that cannot be understood costs the fixes of its own call only and is among the dropped.
   * @throws BudgetSpentError, or whatever the LLM client throws, when it cannot answer at all.
   */
  async analyze(
    request: AnalysisRequest,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<AnalysisReport> {
    const { registry, prompts, strategy = "per-failure", concurrency = 2, newFixId } = this.#options;
    const bestPractices = await prompts.render("best-practices", {}, { signal });
    const system = await prompts.render(
      "failure-analysis",
      { best_practices: bestPractices.text },
      { signal },
    );
    const { id, version, hash } = await prompts.load("fix-generation", { signal });
    const cases = request.failures.map(failureCaseOf);
    const queue = new PQueue({ concurrency });
    const groups = await Promise.all(
      groupFailures(cases, strategy).map((group) =>
        queue.add(() => this.#analyzeGroup(group, request, system.text, signal)),
      ),
    );
    const reports = groups.filter((group) => group !== undefined);
    const proposals = reports.flatMap((report) => report.proposals);
    return {
      ...selectFixes(proposals, { ...request, registry, newFixId }),
      diagnoses: reports.map(({ benchmarkIds, diagnosis }) => ({ benchmarkIds, diagnosis })),
      usage: reports.map(({ usage }) => usage).reduce(addUsage, noUsage),
      prompt: { id, version, hash },
    };
  }

  async #analyzeGroup(
    failures: readonly FailureCase[],
    request: AnalysisRequest,
    system: string,
    signal: AbortSignal | undefined,
  ): Promise<GroupReport> {
    const { registry, maxContextTokens = 8_000 } = this.#options;
    const { space, catalog, omitted } = trimContext(
      request.document.data,
      request.catalog,
      failures,
      maxContextTokens,
    );
    const input: AnalysisInput = {
      failures,
      space,
      catalog,
      history: request.history,
      metricViewSchema: request.metricViewSchema,
    };
    const user = await this.#renderRequest(input, omitted, signal);
    const messages: readonly LlmMessage[] = [
      { role: "system", content: system },
      { role: "user", content: user },
    ];
    const shown = failures.map(({ benchmarkId }) => benchmarkId);
    const first = await this.#ask(messages, input, signal);
    if (!first.ok) return unusable(first, shown);
    const context = { registry, document: request.document, catalog: request.catalog, shown };
    const checked = await Promise.all(first.fixes.map((raw) => checkProposal(raw, context)));
    const refused = checked.filter((proposal) => !proposal.ok);
    if (refused.length === 0)
      return { diagnosis: first.diagnosis, benchmarkIds: shown, proposals: checked, usage: first.usage };
    const second = await this.#ask([...messages, ...correction(first.text, refused)], input, signal);
    const mended = second.ok ? await Promise.all(second.fixes.map((raw) => checkProposal(raw, context))) : [];
    return {
      diagnosis: first.diagnosis,
      benchmarkIds: shown,
      // A mended proposal takes the place of the refused ones; without any, these are reported as they were.
      proposals: [...checked.filter((proposal) => proposal.ok), ...(mended.length > 0 ? mended : refused)],
      usage: addUsage(first.usage, second.usage),
    };
  }

  async #renderRequest(
    input: AnalysisInput,
    omitted: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { registry, prompts } = this.#options;
    const data = (name: string, value: unknown) => fence(name, readableJson(value));
    const rendered = await prompts.render(
      "fix-generation",
      {
        fix_types: registry.types.map(({ type, promptGuide }) => `## ${type}\n\n${promptGuide}`).join("\n\n"),
        omitted: omitted ?? "Nothing was left out.",
        failures: data("failures", input.failures),
        space: data("space", input.space),
        catalog: data("catalog", input.catalog),
        history: data("history", input.history),
        settings: data("settings", {
          metricViewSchema: input.metricViewSchema,
          fixTypes: registry.types.map(({ type }) => type),
        }),
      },
      { signal },
    );
    return rendered.text;
  }

  async #ask(
    messages: readonly LlmMessage[],
    input: AnalysisInput,
    signal: AbortSignal | undefined,
  ): Promise<GroupAnswer> {
    const { llm, registry } = this.#options;
    try {
      const outcome = await generateStructured({
        llm,
        request: {
          messages,
          outputSchema: analysisOutputSchema(registry.types),
          temperature: 0,
          purpose: { kind: "analyze-failures", input },
        },
        schema: AnalysisAnswerSchema,
        signal,
      });
      return { ok: true, ...outcome.value, text: outcome.text, usage: outcome.usage };
    } catch (error) {
      if (error instanceof LlmOutputError) return { ok: false, reason: error.message, usage: error.usage };
      throw error;
    }
  }
}

type GroupAnswer =
  | {
      readonly ok: true;
      readonly diagnosis: string;
      readonly fixes: readonly RawProposal[];
      readonly text: string;
      readonly usage: AnalysisReport["usage"];
    }
  | { readonly ok: false; readonly reason: string; readonly usage: AnalysisReport["usage"] };

const noUsage = { calls: 0, inputTokens: 0, outputTokens: 0 };

function addUsage(a: AnalysisReport["usage"], b: AnalysisReport["usage"]): AnalysisReport["usage"] {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}

function unusable(
  { reason, usage }: Extract<GroupAnswer, { ok: false }>,
  shown: readonly string[],
): GroupReport {
  return {
    diagnosis: "",
    benchmarkIds: shown,
    proposals: [{ ok: false, raw: {}, fixType: "unknown", problems: [reason] }],
    usage,
  };
}

/** Gives refused proposals back with the exact reasons. */
function correction(
  answer: string,
  refused: readonly Extract<CheckedProposal, { ok: false }>[],
): readonly LlmMessage[] {
  const reasons = refused.map(
    ({ fixType, problems }, index) => `${index + 1}. ${fixType}: ${problems.join("; ")}`,
  );
  return [
    { role: "assistant", content: answer },
    {
      role: "user",
      content: [
        "Some of these cannot be applied. Answer once more in the same form with corrected versions of these only, or with an empty list:",
        fence("problems", reasons.join("\n")),
      ].join("\n\n"),
    },
  ];
}
