import { holdOut } from "../benchmarks/hold-out.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { SpaceDocument } from "../space/space-document.js";
import { latestJournals } from "./earlier-journals.js";
import { estimateRun, type RunEstimate } from "./estimate-run.js";
import { readProduction } from "./execute-run.js";
import { paraphrasesOf } from "./paraphrase-trial.js";
import { benchmarksOf, type RunPorts } from "./prepare-run.js";
import { runStateOf } from "./run-state.js";

/** LLM calls for each failure, by how an analysis puts failures together; a strategy of one's own counts as one call each. */
const callsPerFailure: Readonly<Record<string, number>> = {
  "per-failure": 1,
  "per-category": 0.3,
  combined: 0.3,
};
/** Characters of JSON for one token, roughly. */
const charactersPerToken = 4;

/** Estimates the next run of an enhancer from its configuration, its space, and what earlier runs in its store measured. */
export async function estimateEnhancer(ports: RunPorts, signal: AbortSignal): Promise<RunEstimate> {
  const { config, store } = ports;
  const production = await readProduction(ports, signal);
  const { train, holdout } = holdOut(benchmarksOf(config, production), config.holdout);
  const { strategy = "per-failure", maxContextTokens = 8_000 } = config.analysis ?? {};
  const { journals } = await latestJournals(store, { spaceId: config.spaceId });
  const tokens = production.document.serialize().length / charactersPerToken;
  return estimateRun({
    ...config,
    questions: train.length,
    heldOut: holdout.length,
    paraphrases: paraphrasesOf(config.paraphraseProbe),
    ...measured(journals.at(-1)?.entries ?? [], production.document),
    maxQuestions: config.budget?.questions,
    callsPerFailure: typeof strategy === "string" ? callsPerFailure[strategy] : 1,
    contextTokens: Math.min(maxContextTokens, tokens),
  });
}

/** What the latest run saw: how long answers take, and the score if production is still what it was. */
function measured(entries: readonly JournalEntry[], document: SpaceDocument) {
  const durations = entries.flatMap((entry) => (entry.type === "question-end" ? [entry.durationMs] : []));
  const total = durations.reduce((sum, duration) => sum + duration, 0);
  const { summary } = runStateOf("", entries);
  return {
    answerMs: durations.length > 0 ? total / durations.length : undefined,
    initialScore: summary?.productionHash === document.hash ? summary.initialScore.value : undefined,
  };
}
