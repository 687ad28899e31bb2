import type { HoldoutSummary } from "../events/run-figures.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { pairOutcomes } from "../scoring/improvement.js";
import { judgeTransfer } from "../scoring/transfer.js";
import type { DevSpace, DevSpaces } from "./dev-spaces.js";
import type { EarlierJournal } from "./earlier-journals.js";
import { summarizeScore } from "./known-results.js";
import { recallAnswers } from "./recall-answers.js";
import type { RunContext } from "./run-context.js";

interface Reading {
  readonly documentHash: string;
  readonly results: readonly BenchmarkResult[];
}

export interface HoldoutView {
  /** Results of the questions that the run improved on, at the start and at the end. */
  readonly initial: readonly BenchmarkResult[];
  readonly final: readonly BenchmarkResult[];
  /** Whether a fix was kept. */
  readonly isChanged: boolean;
  readonly earlier: readonly EarlierJournal[];
}

/**
 * The held-out questions of a run: asked of what production holds at the start and of what is best at the end, and
 * never in between. Nothing that a run decides looks at their answers.
 */
export class HoldoutTrial {
  readonly #context: RunContext;
  #first: Reading | undefined;
  #last: Reading | undefined;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Asks what production holds, of the copy that holds the same, and keeps enough of a budget to ask again. */
  async begin(spaces: DevSpaces, signal: AbortSignal): Promise<void> {
    if (this.#questionsWanted === 0) return;
    const { meter, holdout } = this.#context;
    meter.reserve(holdout.length);
    this.#first = await this.#read(spaces, spaces.working, [], signal);
  }

  /** Asks what is best by now, unless that is what was asked last. */
  async end(spaces: DevSpaces, kept: readonly string[], signal: AbortSignal): Promise<void> {
    const before = this.#last ?? this.#first;
    if (!before || before.documentHash === spaces.bestDocument.hash) return;
    this.#last = undefined;
    this.#context.meter.reserve(0);
    this.#last = await this.#read(spaces, spaces.best, kept, signal);
  }

  /** What they showed, beside the results of the questions that the run improved on. */
  summary({ initial, final, isChanged, earlier }: HoldoutView): HoldoutSummary {
    const { holdout, holdoutNote } = this.#context;
    const looks = earlier.filter(({ entries }) => wasReadAtEnd(entries)).length + (this.#last ? 1 : 0);
    const base = { benchmarkIds: holdout.map(({ id }) => id), looks, note: holdoutNote };
    if (holdout.length === 0) return { ...base, status: "none", wording: holdoutNote };
    const before = this.#first && summarizeScore(this.#first.results);
    if (!this.#first || !before) {
      return { ...base, status: "not-asked", wording: `held-out questions were not asked: ${this.#whyNot}` };
    }
    if (!this.#last) {
      const status = isChanged ? "not-asked" : "unchanged";
      const wording = isChanged
        ? "held-out questions were not asked again: the run was stopped before its end"
        : "nothing was kept, so there is nothing to confirm on unseen questions";
      return { ...base, status, before, wording };
    }
    const { verdict, wording, difference, low, high } = judgeTransfer(
      pairOutcomes(initial, final),
      pairOutcomes(this.#first.results, this.#last.results),
    );
    const after = summarizeScore(this.#last.results);
    return { ...base, status: verdict, before, after, gain: { difference, low, high }, wording };
  }

  /** 0 where a budget would be used up by them. */
  get #questionsWanted(): number {
    const { holdout, benchmarks, config } = this.#context;
    const wanted = holdout.length * 2;
    const room = (config.budget?.questions ?? Number.POSITIVE_INFINITY) - benchmarks.length;
    return wanted * 2 <= room ? wanted : 0;
  }

  get #whyNot(): string {
    const { budget } = this.#context.config;
    return this.#questionsWanted === 0
      ? `the budget of ${budget?.questions} questions leaves too little room for them`
      : "the run was stopped before it came to them";
  }

  async #read(
    spaces: DevSpaces,
    space: DevSpace,
    configuration: readonly string[],
    signal: AbortSignal,
  ): Promise<Reading> {
    const results = await recallAnswers(this.#context, {
      purpose: "holdout",
      benchmarks: this.#context.holdout,
      configuration,
      space,
      spaces,
      signal,
      ready: (stop) => spaces.untilReady(space, stop),
    });
    return { documentHash: spaces.bestDocument.hash, results };
  }
}

/** They are read once at the start and, where something was kept, at the end again. */
function wasReadAtEnd(entries: readonly JournalEntry[]): boolean {
  return entries.filter((entry) => entry.type === "score-end" && entry.purpose === "holdout").length > 1;
}
