import PQueue from "p-queue";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { Cancellable } from "../util/cancellable.js";
import type { Clock } from "../util/clock.js";
import { askQuestion } from "./ask-question.js";
import type { AnswerAssessor } from "./assess-answer.js";
import type { BenchmarkResult } from "./benchmark-result.js";
import type { ExpectedResults } from "./expected-results.js";
import { isOutage } from "./outage.js";
import type { ScoringJob, ScoringSink, ScoringStrategy } from "./scoring-strategy.js";

export interface ConversationStrategyOptions {
  readonly client: GenieClient;
  readonly expected: ExpectedResults;
  readonly assessor: AnswerAssessor;
  readonly clock: Clock;
  readonly maxConcurrency: number;
  readonly questionTimeoutMs: number;
  readonly maxAttempts: number;
}

/** Asks each question in a conversation of its own, many at once. */
export class ConversationStrategy implements ScoringStrategy {
  readonly #options: ConversationStrategyOptions;

  constructor(options: ConversationStrategyOptions) {
    this.#options = options;
  }

  async run(
    spaceId: string,
    jobs: readonly ScoringJob[],
    { sink, signal }: Cancellable & { readonly sink: ScoringSink },
  ): Promise<void> {
    const queue = new PQueue({ concurrency: this.#options.maxConcurrency });
    const failure = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
    const asking = jobs.map((job) =>
      queue.add(async () => {
        if (stop.aborted) return;
        try {
          sink.started(job);
          const onRetry = (attempt: number, reason: string) => sink.retried(job, attempt, reason);
          sink.ended(job, await this.ask(spaceId, job.benchmark, { signal: stop, onRetry }));
        } catch (error) {
          failure.abort(error);
        }
      }),
    );
    await Promise.all(asking);
    stop.throwIfAborted();
  }

  /**
   * Asks one question while its expected SQL is running, so that questions take their turns in the order given. One
   * whose benchmark turns out to be invalid is withdrawn, most often before its turn has come.
   */
  async ask(
    spaceId: string,
    benchmark: Benchmark,
    { signal, onRetry }: Cancellable & { readonly onRetry?: (attempt: number, reason: string) => void } = {},
  ): Promise<BenchmarkResult> {
    const { client, expected, assessor, clock, questionTimeoutMs, maxAttempts } = this.#options;
    const { id, question, expectedSql } = benchmark;
    const known = { benchmarkId: id, question, expectedSql, durationMs: 0, attempts: 1 };
    const withdrawal = new AbortController();
    // One signal of its own for each question: hundreds of listeners on the caller's would alarm Node.
    const stop = signal ? AbortSignal.any([signal, withdrawal.signal]) : withdrawal.signal;
    const asking = askQuestion({
      client,
      spaceId,
      question,
      timeoutMs: questionTimeoutMs,
      maxAttempts,
      onRetry,
      signal: stop,
    });
    const settled = asking.catch(() => undefined);
    try {
      const wanted = await expected.of(benchmark, stop);
      if (!wanted.ok) {
        const explanation = `The benchmark cannot be scored: ${wanted.reason}.`;
        return { ...known, verdict: "invalid", decidedBy: "benchmark", explanation };
      }
      const asked = await asking;
      const { attempts } = asked;
      if (asked.outcome === "outage")
        return {
          ...known,
          attempts,
          verdict: "error",
          decidedBy: "infrastructure",
          explanation: asked.reason,
        };
      if (asked.outcome === "timeout") return { ...known, attempts, ...timedOut(asked.timeoutMs) };
      const { answer } = asked;
      const { conversationId, messageId, durationMs: answerMs } = answer;
      const trace = { attempts, conversationId, messageId, answerMs };
      const answeredAt = clock.now();
      const assessed = await assessor.assess(benchmark, wanted.table, answer, stop).catch(outageVerdict);
      signal?.throwIfAborted();
      return { ...known, ...trace, ...assessed, durationMs: answerMs + clock.now() - answeredAt };
    } catch (error) {
      signal?.throwIfAborted();
      return { ...known, ...outageVerdict(error) };
    } finally {
      withdrawal.abort();
      await settled;
    }
  }
}

function timedOut(timeoutMs: number) {
  const explanation = `Genie gave no answer within ${timeoutMs} ms.`;
  return {
    verdict: "fail",
    decidedBy: "no-answer",
    explanation,
    failureCategory: "timeout",
    failureEvidence: explanation,
    durationMs: timeoutMs,
    answerMs: timeoutMs,
  } as const;
}

/** An outage is a verdict; everything else is thrown on. */
function outageVerdict(error: unknown) {
  if (!isOutage(error)) throw error;
  return { verdict: "error", decidedBy: "infrastructure", explanation: error.message } as const;
}
