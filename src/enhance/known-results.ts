import type { Configuration, Observation, StandingAnswer } from "../decide/acceptance-policy.js";
import type { ScoreSummary } from "../events/run-event.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { scoreOf } from "../scoring/score.js";
import { outcomeOf } from "./decision-log.js";

/**
 * The first answer to every benchmark on every configuration of a loop: the one draw that no later decision to
 * ask again has picked, so that counting these gives a score without bias.
 */
export class KnownResults {
  readonly #ids: readonly string[];
  readonly #results = new Map<string, BenchmarkResult>();
  /** All right and wrong answers, in order. */
  readonly #answers = new Map<string, readonly BenchmarkResult[]>();

  constructor(benchmarkIds: readonly string[], start: readonly BenchmarkResult[] = []) {
    this.#ids = benchmarkIds;
    for (const result of start) this.add([], result);
  }

  add(configuration: Configuration, result: BenchmarkResult): void {
    const key = keyOf(configuration, result.benchmarkId);
    const known = this.#results.get(key);
    if (!known || known.verdict === "error") this.#results.set(key, result);
    if (outcomeOf(result.verdict) !== "none")
      this.#answers.set(key, [...(this.#answers.get(key) ?? []), result]);
  }

  /**
   * What is known of a configuration: for each benchmark its first answer there, or else with the last fix
   * left out, and so on down to the document that the loop began with.
   */
  of(configuration: Configuration): readonly BenchmarkResult[] {
    return this.#ids.flatMap((id) => {
      for (let length = configuration.length; length >= 0; length -= 1) {
        const result = this.#results.get(keyOf(configuration.slice(0, length), id));
        if (result) return [result];
      }
      return [];
    });
  }

  /** The same, but where a policy names the answers that count, these. */
  standing(
    configuration: Configuration,
    answers: readonly StandingAnswer[] | undefined,
  ): readonly BenchmarkResult[] {
    const named = new Map(
      answers?.map((answer) => [
        answer.benchmarkId,
        this.#answers.get(keyOf(answer.configuration, answer.benchmarkId))?.[answer.place],
      ]),
    );
    return this.of(configuration).map((result) => named.get(result.benchmarkId) ?? result);
  }

  scoreOf(configuration: Configuration): ScoreSummary {
    return summarizeScore(this.of(configuration));
  }

  /** What is known of a configuration, as the baseline of a loop that begins with it. */
  baseline(configuration: Configuration): readonly Observation[] {
    return this.of(configuration).map(({ benchmarkId, verdict }) => ({
      configuration: [],
      benchmarkId,
      purpose: "baseline",
      outcome: outcomeOf(verdict),
    }));
  }
}

export function summarizeScore(results: readonly BenchmarkResult[]): ScoreSummary {
  const { value, passed, failed, errors, invalid, interval } = scoreOf(results);
  return { value, passed, failed, errors, invalid, low: interval.low, high: interval.high };
}

function keyOf(configuration: Configuration, benchmarkId: string): string {
  return JSON.stringify([configuration, benchmarkId]);
}
