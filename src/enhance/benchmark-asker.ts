import PQueue from "p-queue";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { Ask, AskPurpose, Outcome } from "../decide/acceptance-policy.js";
import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import type { SpaceRole } from "../events/run-event.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunSteps } from "../runs/run-steps.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { BenchmarkScorer } from "../scoring/benchmark-scorer.js";
import { ScoringError } from "../scoring/scoring-error.js";
import { readResult, writeResult } from "./ask-outcome.js";
import { outcomeOf } from "./decision-log.js";
import { Silence } from "./silence.js";

/** What a run asks: for its policy, of what it holds out, or in other words. */
export interface RunAsk extends Omit<Ask, "purpose"> {
  readonly purpose: AskPurpose | "holdout" | "paraphrase";
}

/** An ask with its answer. */
export interface AnsweredAsk<A extends RunAsk = Ask> {
  readonly observation: A & { readonly outcome: Outcome };
  readonly result: BenchmarkResult;
}

/** The space that is asked. */
export interface AskedSpace {
  readonly role: SpaceRole;
  readonly spaceId: string;
}

/** What the spaces of a run hold. */
export interface HeldDocuments {
  /** Hash of the document that a space holds by now. */
  hashOf(space: AskedSpace): string;
}

export interface BenchmarkAskerOptions {
  readonly scorer: BenchmarkScorer;
  readonly benchmarks: readonly Benchmark[];
  readonly journal: RunJournal;
  readonly steps: RunSteps;
  readonly documents: HeldDocuments;
  readonly maxConcurrency: number;
}

/** Puts a policy's asks to the spaces, side by side within the limits, and writes down every answer at once. */
export class BenchmarkAsker {
  readonly #options: BenchmarkAskerOptions;
  readonly #byId: ReadonlyMap<string, Benchmark>;
  readonly #silence = new Silence();
  /** What is asked of all spaces together; what waits for its space to be ready takes no place in it. */
  readonly #underWay: PQueue;

  constructor(options: BenchmarkAskerOptions) {
    this.#options = options;
    this.#underWay = new PQueue({ concurrency: options.maxConcurrency });
    this.#byId = new Map(options.benchmarks.map((benchmark) => [benchmark.id, benchmark]));
  }

  /**
   * Answers in the order of the asks. Rejects with the first failure after all asks under way have settled. `ready`
   * is waited for once, before the first question that is really sent.
   * @throws ScoringError when the workspace turns away one question after the other.
   */
  async ask<A extends RunAsk>(
    asks: readonly A[],
    space: AskedSpace,
    signal: AbortSignal,
    ready: (signal: AbortSignal) => Promise<void> = async () => {},
  ): Promise<readonly AnsweredAsk<A>[]> {
    let isReady: Promise<void> | undefined;
    const untilReady = (stopped: AbortSignal) => {
      isReady ??= ready(stopped);
      return isReady;
    };
    const queue = new PQueue({ concurrency: this.#options.maxConcurrency });
    const stop = new AbortController();
    const combined = AbortSignal.any([signal, stop.signal]);
    const settled = await Promise.allSettled(
      asks.map((ask) =>
        queue.add(async () => {
          combined.throwIfAborted();
          try {
            return await this.#askOne(ask, space, untilReady, combined);
          } catch (error) {
            stop.abort(error);
            throw error;
          }
        }),
      ),
    );
    const failure = settled.find((outcome) => outcome.status === "rejected");
    if (failure) throw signal.aborted ? signal.reason : stop.signal.reason;
    return settled.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  }

  /** Tells that something was decided from the answers so far. */
  noteDecided(): void {
    this.#silence.settle();
  }

  async #askOne<A extends RunAsk>(
    ask: A,
    space: AskedSpace,
    untilReady: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<AnsweredAsk<A>> {
    const benchmark = this.#byId.get(ask.benchmarkId);
    if (!benchmark) throw new UnknownBenchmarkError(ask.benchmarkId);
    const step = askStepName(space, ask);
    const result = await this.#options.steps.once({
      name: step,
      run: async () => {
        await untilReady(signal);
        return this.#underWay.add(() => {
          signal.throwIfAborted();
          return this.#options.scorer.scoreOne(space.spaceId, benchmark, { signal });
        });
      },
      write: writeResult,
      read: readResult,
    });
    const { benchmarkId, purpose, configuration } = ask;
    const asked = { benchmarkId, role: space.role, purpose, configuration };
    const documentHash = this.#options.documents.hashOf(space);
    await this.#options.journal.write({
      type: "question-end",
      ...asked,
      documentHash,
      ...answerOf(result),
    });
    await this.#stopInSilence(result, step);
    return { observation: { ...ask, outcome: outcomeOf(result.verdict) }, result };
  }

  /** A run that goes on asks again what was not put. */
  async #stopInSilence(result: BenchmarkResult, step: string): Promise<void> {
    this.#silence.note(result, step);
    const { broken } = this.#silence;
    if (!broken) return;
    for (const open of this.#silence.openSteps) await this.#options.steps.undo(open);
    throw new ScoringError(broken);
  }
}

/** Name of the step that puts a question. */
export function askStepName(
  { role }: Pick<AskedSpace, "role">,
  { purpose, configuration, benchmarkId }: RunAsk,
): string {
  return `ask:${role}:${purpose}:${configuration.join("+")}:${benchmarkId}`;
}

/** A result as events tell of it. */
export function answerOf(result: BenchmarkResult) {
  const { question, verdict, decidedBy, explanation, failureCategory, genieSql, durationMs, messageId } =
    result;
  return { question, verdict, decidedBy, explanation, failureCategory, genieSql, durationMs, messageId };
}

/** A policy asked a question that the run does not have. */
export class UnknownBenchmarkError extends GenieEnhancerError {
  readonly code = "UNKNOWN_BENCHMARK";

  constructor(benchmarkId: string) {
    super(
      `The acceptance policy asked benchmark "${benchmarkId}", which this run does not have. Ask only ids of state.benchmarks.`,
    );
  }
}
