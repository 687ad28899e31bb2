import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { ScoringError } from "../scoring/scoring-error.js";
import type { DevSpaces } from "./dev-spaces.js";
import { summarizeScore } from "./known-results.js";
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
  const { benchmarks } = context;
  const results = await recallAnswers(context, {
    purpose: "baseline",
    benchmarks,
    configuration: [],
    space: spaces.working,
    spaces,
    signal,
    ready: (stop) => spaces.untilReady(spaces.working, stop),
  });
  const { errors } = summarizeScore(results);
  if (errors > results.length * maxErrorRate) throw new ScoringError(results);
  return results;
}
