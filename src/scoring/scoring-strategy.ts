import type { Benchmark } from "../benchmarks/benchmark.js";
import type { BenchmarkResult } from "./benchmark-result.js";

/** How questions are put to a space: each in a conversation, or all in the service's own evaluation run. */
export type ScoringStrategyName = "conversation" | "evalRuns";

/** One question to ask. */
export interface ScoringJob {
  readonly benchmark: Benchmark;
  /** Counted from 1. */
  readonly trial: number;
}

/** Who is told what becomes of the jobs. */
export interface ScoringSink {
  started(job: ScoringJob): void;
  retried(job: ScoringJob, attempt: number, reason: string): void;
  ended(job: ScoringJob, result: BenchmarkResult): void;
  fellBack(jobs: readonly ScoringJob[], reason: string): void;
}

export interface ScoringStrategy {
  /**
   * Asks every job and tells the sink each result as it comes in. What the service cannot answer is a result with
   * the verdict `error`; whatever else goes wrong rejects, after all that was under way has settled.
   */
  run(
    spaceId: string,
    jobs: readonly ScoringJob[],
    options: { readonly sink: ScoringSink; readonly signal?: AbortSignal | undefined },
  ): Promise<void>;
}
