import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { LlmMessage } from "../llm/llm-client.js";
import { fence } from "../prompts/fence.js";
import type { PromptLoader, RenderedPrompt } from "../prompts/prompt-loader.js";
import type { Cancellable } from "../util/cancellable.js";
import { readableJson } from "../util/readable-json.js";
import type { AnalysisInput } from "./analysis-input.js";

export interface RenderedAnalysis {
  readonly messages: readonly LlmMessage[];
  /** The text that asks for the fixes. */
  readonly prompt: RenderedPrompt["prompt"];
}

/** Renders an analysis: the task and the rules as system message, the material in named data blocks as user message. */
export async function renderAnalysis(
  input: Omit<AnalysisInput, "history"> & { readonly history: readonly object[] },
  omitted: string | undefined,
  {
    prompts,
    registry,
    signal,
  }: Cancellable & { readonly prompts: PromptLoader; readonly registry: FixTypeRegistry },
): Promise<RenderedAnalysis> {
  const bestPractices = await prompts.render("best-practices", {}, { signal });
  const system = await prompts.render("failure-analysis", { best_practices: bestPractices.text }, { signal });
  const data = (name: string, value: unknown) => fence(name, readableJson(value));
  const user = await prompts.render(
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
        maxFixes: input.maxFixes,
        fixTypes: registry.types.map(({ type }) => type),
      }),
    },
    { signal },
  );
  return {
    messages: [
      { role: "system", content: system.text },
      { role: "user", content: user.text },
    ],
    prompt: user.prompt,
  };
}
