import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { ScoringError } from "../scoring/scoring-error.js";
import { askStepName } from "./benchmark-asker.js";
import type { DevSpaces } from "./dev-spaces.js";
import { recallAnswers } from "./recall-answers.js";
import type { RunContext } from "./run-context.js";

/** Share of questions that may stay without an answer before a score is not worth its name. */
const maxErrorRate = 0.1;

/**
 * The initial score: every benchmark once, of dev-working.
 * @throws ScoringError when too many questions could not be asked.
 */
export async function scoreBaseline(
  context: RunContext,
  spaces: DevSpaces,
  signal: AbortSignal,
): Promise<readonly BenchmarkResult[]> {
  const { benchmarks, steps } = context;
  const results = await recallAnswers(context, {
    purpose: "baseline",
    benchmarks,
    configuration: [],
    space: spaces.working,
    spaces,
    signal,
    ready: (stop) => spaces.untilReady(spaces.working, stop),
  });
  const unanswered = results.filter(({ verdict }) => verdict === "error");
  if (unanswered.length <= results.length * maxErrorRate) return results;
  // A run that goes on asks them again.
  for (const { benchmarkId } of unanswered)
    await steps.undo(askStepName(spaces.working, { purpose: "baseline", configuration: [], benchmarkId }));
  throw new ScoringError(results);
}
