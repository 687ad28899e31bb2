import * as z from "zod";
import type { AnalysisInput, FailureCase } from "../../analysis/analysis-input.js";
import type { LlmClient, LlmRequest, LlmResponse } from "../../llm/llm-client.js";
import { readFences } from "../../prompts/fence.js";
import { estimateTokens } from "../../prompts/tokens.js";
import { caseOf, type Proposal } from "./case.js";
import { diagnose } from "./diagnose.js";
import { missteps } from "./missteps.js";
import { rewordAll } from "./reword.js";

const isObject = (value: unknown) => typeof value === "object" && value !== null;
const SettingsSchema = z.looseObject({
  metricViewSchema: z.string().optional(),
  fixTypes: z.array(z.string()),
  maxFixes: z.number().default(5),
});

/**
 * A language model of sorts that needs no network: reads the same prompts as a real one and answers in the same
 * form. It explains a failure by comparing the two statements with the space, and makes mistakes as models do.
 * It knows nothing but what the prompt says.
 */
export class OfflineAnalyst implements LlmClient {
  readonly id = "offline-analyst";
  readonly #makesMistakes: boolean;

  /** @param options.makesMistakes Whether some proposals are wrong or harmful, as a model's are. @default true */
  constructor({ makesMistakes = true }: { readonly makesMistakes?: boolean | undefined } = {}) {
    this.#makesMistakes = makesMistakes;
  }

  async generate(
    { messages }: LlmRequest,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<LlmResponse> {
    signal?.throwIfAborted();
    const prompt = messages.map(({ content }) => content).join("\n\n");
    const text = JSON.stringify(this.#answer(readFences(prompt)));
    return {
      text,
      finishReason: "stop",
      model: this.id,
      usage: { inputTokens: estimateTokens(prompt), outputTokens: estimateTokens(text) },
    };
  }

  #answer(blocks: ReadonlyMap<string, string>): object {
    if (blocks.has("expected-rows")) return judge(blocks);
    const toReword = blocks.get("questions-to-reword");
    if (toReword !== undefined) return rewordAll(toReword);
    const input = readInput(blocks);
    if (!input) return { ready: true };
    // Told that something cannot be applied, it has nothing better to offer.
    if (blocks.has("problems")) return { diagnosis: "There is no better proposal.", fixes: [] };
    const cases = input.failures.map((failure) => caseOf(failure, input));
    const { fixTypes, maxFixes } = readSettings(blocks);
    const proposals = cases
      .flatMap((one): readonly Proposal[] => [
        ...diagnose(one),
        ...(this.#makesMistakes ? missteps(one) : []),
      ])
      .filter(({ type }) => fixTypes.includes(type));
    const fixes = united(proposals).slice(0, maxFixes);
    return { diagnosis: fixes[0]?.reason ?? "The space does not explain this failure.", fixes };
  }
}

/** What is proposed for several failures is said once, with all of them as its claims. */
function united(proposals: readonly Proposal[]): readonly Proposal[] {
  const byContent = new Map<string, Proposal>();
  for (const { claims, reason, ...content } of proposals) {
    const key = JSON.stringify(content);
    const known = byContent.get(key);
    byContent.set(key, { reason, ...known, ...content, claims: [...(known?.claims ?? []), ...claims] });
  }
  return [...byContent.values()];
}

/** Right only where the computed differences leave the values as they are. */
function judge(blocks: ReadonlyMap<string, string>): object {
  const verdict = /"verdict": ?"(\w+)"/.exec(blocks.get("differences") ?? "")?.[1] ?? "different";
  const isCorrect = [
    "equal",
    "equal_up_to_order",
    "equal_rounded",
    "equal_up_to_ties",
    "superset_columns",
  ].includes(verdict);
  return {
    isCorrect,
    confidence: 0.8,
    reason: isCorrect ? "The values are the same." : `The results differ: ${verdict}.`,
    failureCategory: isCorrect ? null : "result_mismatch",
  };
}

function readSettings(blocks: ReadonlyMap<string, string>): z.infer<typeof SettingsSchema> {
  return SettingsSchema.parse(JSON.parse(blocks.get("settings") ?? "{}"));
}

function readInput(blocks: ReadonlyMap<string, string>): AnalysisInput | undefined {
  const read = <T>(name: string, schema: z.ZodType<T>): T =>
    schema.parse(JSON.parse(blocks.get(name) ?? "null"));
  if (!blocks.has("failures")) return undefined;
  return {
    failures: read("failures", z.array(z.custom<FailureCase>(isObject))),
    space: read("space", z.custom<AnalysisInput["space"]>(isObject)),
    catalog: read("catalog", z.custom<AnalysisInput["catalog"]>(isObject)),
    history: [],
    metricViewSchema: readSettings(blocks).metricViewSchema,
  };
}
