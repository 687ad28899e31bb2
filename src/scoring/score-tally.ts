import type { Benchmark } from "../benchmarks/benchmark.js";
import type { BenchmarkResult } from "./benchmark-result.js";
import type { ScoreProgress } from "./score-progress.js";
import type { ScoringJob, ScoringSink } from "./scoring-strategy.js";

export interface ScoreTallyOptions {
  readonly benchmarks: readonly Benchmark[];
  readonly trials: number;
  readonly maxErrorRate: number;
  readonly onProgress?: ((event: ScoreProgress) => void) | undefined;
  /** Called once, when the questions that failed leave no hope of a score. */
  readonly onHopeless?: (() => void) | undefined;
}

/** So few failures may be bad luck: nobody gives up on them. */
const fewestErrors = 5;

/** Keeps the results of one scoring in order and tells of its progress. */
export class ScoreTally implements ScoringSink {
  /** One trial of every benchmark after the other. */
  readonly jobs: readonly ScoringJob[];
  readonly #options: ScoreTallyOptions;
  readonly #results = new Map<ScoringJob, BenchmarkResult>();
  #errors = 0;

  constructor(options: ScoreTallyOptions) {
    this.#options = options;
    this.jobs = Array.from({ length: options.trials }, (_, index) =>
      options.benchmarks.map((benchmark) => ({ benchmark, trial: index + 1 })),
    ).flat();
  }

  /** So far, in the order of the benchmarks, the trials of one after the other. */
  get results(): readonly BenchmarkResult[] {
    const { benchmarks, trials } = this.#options;
    return benchmarks.flatMap((_, index) =>
      Array.from({ length: trials }, (_, trial) => this.jobs[trial * benchmarks.length + index]).flatMap(
        (job) => (job && this.#results.get(job)) ?? [],
      ),
    );
  }

  /** Whether more questions failed than a score can bear, out of all there are. */
  get hasTooManyErrors(): boolean {
    return this.#errors > this.#options.maxErrorRate * this.jobs.length;
  }

  started({ benchmark: { id, question }, trial }: ScoringJob): void {
    this.#tell({ type: "question-start", benchmarkId: id, question, trial, total: this.jobs.length });
  }

  retried({ benchmark, trial }: ScoringJob, attempt: number, reason: string): void {
    this.#tell({ type: "question-retry", benchmarkId: benchmark.id, trial, attempt, reason });
  }

  ended(job: ScoringJob, plain: BenchmarkResult): void {
    const result = this.#options.trials > 1 ? { ...plain, trial: job.trial } : plain;
    this.#results.set(job, result);
    if (result.verdict === "error") this.#errors += 1;
    const [finished, total] = [this.#results.size, this.jobs.length];
    this.#tell({ type: "question-end", result, trial: job.trial, finished, total });
    const isHopeless = this.hasTooManyErrors && this.#errors >= fewestErrors && this.#errors * 2 > finished;
    if (isHopeless && finished < total) this.#options.onHopeless?.();
  }

  fellBack(jobs: readonly ScoringJob[], reason: string): void {
    this.#tell({ type: "strategy-fallback", questions: jobs.length, reason });
  }

  #tell(event: ScoreProgress): void {
    try {
      this.#options.onProgress?.(event);
    } catch {
      // A listener's fault must not cost the answers.
    }
  }
}
