import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { type JsonValue, jsonCopy } from "../util/json.js";
import { readResult, writeResult } from "./ask-outcome.js";
import type { AskedSpace, HeldDocuments, RunAsk } from "./benchmark-asker.js";
import { answerOf } from "./benchmark-asker.js";
import { asker } from "./enhancement-loop.js";
import { summarizeScore } from "./known-results.js";
import { type PastAnswer, pastAnswers } from "./past-answers.js";
import type { RunContext } from "./run-context.js";
import { settingsOf } from "./run-settings.js";

export interface Recall {
  readonly purpose: Extract<RunAsk["purpose"], "baseline" | "holdout">;
  readonly benchmarks: readonly Benchmark[];
  /** Fixes that the space holds on top of what the run began with. */
  readonly configuration: readonly string[];
  readonly space: AskedSpace;
  readonly spaces: HeldDocuments;
  readonly signal: AbortSignal;
  /** Waited for before the first question that is really sent. */
  readonly ready?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/**
 * Scores a configuration: takes over what earlier runs have lately seen of the same document, and asks the rest.
 * Returns a result for each benchmark, in their order.
 */
export async function recallAnswers(
  context: RunContext,
  recall: Recall,
): Promise<readonly BenchmarkResult[]> {
  const { journal } = context;
  const { purpose, benchmarks, configuration, space, spaces, signal, ready } = recall;
  const { spaceId, role } = space;
  const documentHash = spaces.hashOf(space);
  const known = await knownAnswers(context, recall, documentHash);
  const open = benchmarks.filter(({ id }) => !known.has(id));
  await journal.write({
    type: "score-start",
    purpose,
    spaceId,
    questions: open.length,
    recalled: benchmarks.length - open.length,
  });
  for (const [benchmarkId, { result, observedAt }] of known) {
    const asked = { benchmarkId, role, purpose, configuration, documentHash, observedAt };
    await journal.write({ type: "question-end", ...asked, ...answerOf(result) });
  }
  const answers = await asker(context, spaces).ask(
    open.map(({ id }) => ({ configuration, benchmarkId: id, purpose })),
    space,
    signal,
    ready,
  );
  const fresh = new Map(answers.map(({ observation, result }) => [observation.benchmarkId, result]));
  const results = benchmarks.flatMap(({ id }) => known.get(id)?.result ?? fresh.get(id) ?? []);
  await journal.write({ type: "score-end", purpose, spaceId, score: summarizeScore(results) });
  return results;
}

/** A step, because what is recent enough depends on when it is looked at. */
async function knownAnswers(
  context: RunContext,
  { purpose, benchmarks, configuration }: Recall,
  documentHash: string,
): Promise<ReadonlyMap<string, PastAnswer>> {
  const { steps, clock, config, readEarlierJournals } = context;
  const { observationMaxAgeMs } = config;
  if (observationMaxAgeMs === 0) return new Map();
  return steps.once({
    name: `recall:${purpose}:${configuration.join("+")}`,
    run: async () =>
      pastAnswers(await readEarlierJournals(), {
        documentHash,
        benchmarks,
        since: clock.now() - observationMaxAgeMs,
        settings: settingsOf(context),
      }),
    ...answersCodec,
  });
}

const AnswersSchema = z.array(z.object({ result: z.unknown(), observedAt: z.string() }));

const answersCodec = {
  write: (answers: ReadonlyMap<string, PastAnswer>): JsonValue =>
    [...answers.values()].map(({ result, observedAt }) => ({ result: writeResult(result), observedAt })),
  read: (value: JsonValue): ReadonlyMap<string, PastAnswer> =>
    new Map(
      AnswersSchema.parse(value).map(({ result, observedAt }) => {
        const read = readResult(jsonCopy(result));
        return [read.benchmarkId, { result: read, observedAt }] as const;
      }),
    ),
};
