import type { Cancellable, LlmClient, LlmRequest, LlmResponse } from "genie-enhancer";
import { retailTrial, retailWorkspace } from "genie-enhancer/testing";
import { z } from "zod";
import { loadPrompts } from "./load-prompts.js";
import { PromptFolder } from "./prompt-folder.js";

export interface RenderOptions {
  readonly folder: string;
  /** @default the active one */
  readonly version?: string | undefined;
  /** Folder of the prompt texts. @default that of this repository */
  readonly prompts?: string | undefined;
  /** Short names of the questions to ask. @default all */
  readonly questions?: readonly string[] | undefined;
}

const AnalysisSchema = z.looseObject({
  failures: z.array(z.looseObject({ question: z.string() })).min(1),
});
const JudgingSchema = z.looseObject({ question: z.string() });

/** Keeps what it is asked, and says nothing to it: no fixes, and no answer that is right. */
class RequestCollector implements LlmClient {
  readonly id = "request-collector";
  readonly analyses: LlmRequest[] = [];
  readonly judgings: LlmRequest[] = [];

  async generate(request: LlmRequest, { signal }: Cancellable = {}): Promise<LlmResponse> {
    signal?.throwIfAborted();
    return { text: this.#answer(request), finishReason: "stop" };
  }

  #answer(request: LlmRequest): string {
    switch (request.purpose.kind) {
      case "analyze-failures":
        this.analyses.push(request);
        return '{"diagnosis":"","fixes":[]}';
      case "judge-answer":
        this.judgings.push(request);
        return '{"isCorrect":false,"confidence":0,"reason":"","failureCategory":null}';
      default:
        return '{"ready":true}';
    }
  }
}

/**
 * The sample company's questions of these short names; undefined for all.
 * @throws RangeError that names the short names there are, for one there is not.
 */
export function questionsNamed(names: readonly string[] | undefined) {
  if (!names) return undefined;
  const { benchmarks } = retailWorkspace();
  const known = benchmarks.map(({ tags: [name = ""] = [] }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`No question is called ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  return benchmarks.filter(({ tags: [name = ""] = [] }) => names.includes(name));
}

/**
 * Writes the prompts for all failures of the sample workspace: what a run would ask a model to analyse, and to judge
 * where results differ.
 */
export async function renderPrompts({
  folder,
  version,
  prompts: texts,
  questions,
}: RenderOptions): Promise<PromptFolder> {
  const prompts = loadPrompts(texts, version);
  const llm = new RequestCollector();
  const benchmarks = questionsNamed(questions);
  const { workspace, enhancer } = await retailTrial({
    llm,
    prompts,
    benchmarks,
    dryRun: true,
    judge: "always",
  });
  const failed = new Set<string>();
  enhancer.on("question-end", ({ question, verdict }) => {
    if (verdict === "fail") failed.add(question);
  });
  try {
    await enhancer.run();
  } finally {
    await workspace.close();
  }
  const written = PromptFolder.create(folder, {
    version: await prompts.activeVersion(),
    ...(questions ? { questions: [...questions] } : {}),
  });
  for (const request of llm.analyses) {
    const { failures } = AnalysisSchema.parse(request.purpose.input);
    await written.add("analysis", failures[0]?.question ?? "", request);
  }
  for (const request of llm.judgings) {
    const { question } = JudgingSchema.parse(request.purpose.input);
    if (failed.has(question)) await written.add("judge", question, request);
  }
  return written;
}
