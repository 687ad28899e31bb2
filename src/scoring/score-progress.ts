import type { BenchmarkResult } from "./benchmark-result.js";

/** What happens while benchmarks are scored. */
export type ScoreProgress =
  | {
      /** The question is next in line: it is asked as soon as the rate limit allows. */
      readonly type: "question-start";
      readonly benchmarkId: string;
      readonly question: string;
      /** Counted from 1. */
      readonly trial: number;
      /** Questions in all, every trial counted. */
      readonly total: number;
    }
  | {
      /** The service failed; the question is asked again in a new conversation. */
      readonly type: "question-retry";
      readonly benchmarkId: string;
      readonly trial: number;
      /** The attempt that begins, counted from 1. */
      readonly attempt: number;
      readonly reason: string;
    }
  | {
      readonly type: "question-end";
      readonly result: BenchmarkResult;
      readonly trial: number;
      /** Questions finished, this one included. */
      readonly finished: number;
      readonly total: number;
    }
  | {
      /** Questions that the service's evaluation runs cannot take are asked in conversations. */
      readonly type: "strategy-fallback";
      readonly questions: number;
      readonly reason: string;
    };
