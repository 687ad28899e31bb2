import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { ScoringError } from "../scoring/scoring-error.js";
import type { DevSpaces } from "./dev-spaces.js";
import { asker } from "./enhancement-loop.js";
import { summarizeScore } from "./known-results.js";
import type { RunContext } from "./run-context.js";

/** Share of questions that may stay without an answer before a score is not worth its name. */
const maxErrorRate = 0.1;

/**
 * Asks every benchmark once of dev-working: the initial score.
 * @throws ScoringError when too many questions could not be asked.
 */
export async function scoreBaseline(
  context: RunContext,
  spaces: DevSpaces,
  signal: AbortSignal,
): Promise<readonly BenchmarkResult[]> {
  const { benchmarks, journal } = context;
  const { spaceId } = spaces.working;
  await journal.write({ type: "score-start", purpose: "baseline", spaceId, questions: benchmarks.length });
  const answers = await asker(context).ask(
    benchmarks.map(({ id }) => ({ configuration: [], benchmarkId: id, purpose: "baseline" })),
    spaces.working,
    signal,
    (stop) => spaces.untilReady(spaces.working, stop),
  );
  const results = answers.map(({ result }) => result);
  const score = summarizeScore(results);
  if (score.errors > results.length * maxErrorRate) throw new ScoringError(results);
  await journal.write({ type: "score-end", purpose: "baseline", spaceId, score });
  return results;
}
