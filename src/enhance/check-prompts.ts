import { renderAnalysis } from "../analysis/render-analysis.js";
import { PromptError } from "../errors/prompt-error.js";
import { compareResults } from "../scoring/compare-results.js";
import { renderJudgement } from "../scoring/render-judgement.js";
import type { Cancellable } from "../util/cancellable.js";
import { renderParaphraseRequest } from "./paraphrase-questions.js";
import { promptsOf, type RunPorts, registryOf } from "./prepare-run.js";

const noRows = { columns: [], rows: [] };

/**
 * Fills in every prompt that a run uses, with nothing in them: prompts of the caller's own show their mistakes before
 * the first question is asked, not after the last.
 *
 * @returns the version of the prompts
 * @throws PromptError that names everything about them that cannot be used.
 */
export async function checkPrompts(ports: RunPorts, { signal }: Cancellable): Promise<string> {
  const [prompts, registry] = [promptsOf(ports), registryOf(ports)];
  const { judge, paraphraseProbe } = ports.config;
  const version = await prompts.activeVersion({ signal });
  const comparison = compareResults(noRows, noRows);
  const rendered = await Promise.allSettled([
    renderAnalysis(
      { failures: [], space: { version: 2 }, catalog: { tables: [], problems: [] }, history: [] },
      undefined,
      { prompts, registry, signal },
    ),
    judge !== "never" &&
      renderJudgement(
        { question: "", genieSql: "", expected: noRows, actual: noRows, comparison },
        { prompts, signal },
      ),
    paraphraseProbe && renderParaphraseRequest({ count: 1, questions: [] }, { prompts, signal }),
  ]);
  signal?.throwIfAborted();
  const reasons = rendered.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const [first, second] = reasons;
  if (second === undefined && first !== undefined) throw first;
  if (first !== undefined) {
    const said = reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason)));
    throw new PromptError(said.join(" "), { cause: first });
  }
  return version;
}
