import PQueue from "p-queue";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { benchmarksFromSpace } from "../benchmarks/space-benchmarks.js";
import { ApiError } from "../errors/api-error.js";
import { isEvalRunOver } from "../genie/eval-run.js";
import type { GenieClient } from "../genie/genie-client.js";
import { SpaceDocument } from "../space/space-document.js";
import { normalizeSql } from "../sql/normalize-sql.js";
import type { Cancellable } from "../util/cancellable.js";
import type { AnswerAssessor } from "./assess-answer.js";
import type { BenchmarkResult } from "./benchmark-result.js";
import { evalRunVerdict } from "./eval-run-assessment.js";
import type { ExpectedResults } from "./expected-results.js";
import { isOutage } from "./outage.js";
import type { ScoringJob, ScoringSink, ScoringStrategy } from "./scoring-strategy.js";

export interface EvalRunStrategyOptions {
  readonly client: GenieClient;
  readonly expected: ExpectedResults;
  readonly assessor: AnswerAssessor;
  /** Asks what evaluation runs cannot take. */
  readonly fallback: ScoringStrategy;
  /** Time for one evaluation run. */
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
}

/** An evaluation run takes minutes; looking more often brings nothing. */
const firstPollMs = 5_000;
const longestPollMs = 30_000;

type Sinking = Cancellable & { readonly sink: ScoringSink };

/**
 * Has the service's own evaluation runs ask and judge. They know the questions that are stored in the space and no
 * others: a benchmark that is not there, or there with another question or SQL, is asked in a conversation, and so
 * is everything where the feature is disabled.
 */
export class EvalRunStrategy implements ScoringStrategy {
  readonly #options: EvalRunStrategyOptions;
  #isDisabled = false;

  constructor(options: EvalRunStrategyOptions) {
    this.#options = options;
  }

  async run(spaceId: string, jobs: readonly ScoringJob[], { sink, signal }: Sinking): Promise<void> {
    if (this.#isDisabled || jobs.length === 0)
      return this.#options.fallback.run(spaceId, jobs, { sink, signal });
    const stored = await this.#storedQuestions(spaceId, { signal }).catch(outageReason(signal));
    if (typeof stored === "string") return unanswered(jobs, stored, sink);
    const isStored = ({ benchmark }: ScoringJob) => isSame(benchmark, stored.get(benchmark.id));
    const open = new Set(jobs);
    for (const trial of new Set(jobs.map((job) => job.trial))) {
      const own = jobs.filter((job) => job.trial === trial && isStored(job));
      if (own.length === 0) continue;
      this.#isDisabled = !(await this.#evaluate(spaceId, own, { sink, signal }));
      if (this.#isDisabled) break;
      for (const job of own) open.delete(job);
    }
    if (open.size === 0) return;
    const reason = this.#isDisabled
      ? "evaluation runs are not enabled in this workspace"
      : "the space does not hold these benchmarks as they are";
    sink.fellBack([...open], reason);
    await this.#options.fallback.run(spaceId, [...open], { sink, signal });
  }

  async #storedQuestions(spaceId: string, options: Cancellable): Promise<ReadonlyMap<string, Benchmark>> {
    const { serializedSpace } = await this.#options.client.getSpace(spaceId, {
      includeDocument: true,
      ...options,
    });
    if (!serializedSpace) return new Map();
    const benchmarks = benchmarksFromSpace(SpaceDocument.parse(serializedSpace));
    return new Map(benchmarks.map((benchmark) => [benchmark.id, benchmark]));
  }

  /** Runs one evaluation. False when the workspace has none. */
  async #evaluate(spaceId: string, jobs: readonly ScoringJob[], { sink, signal }: Sinking): Promise<boolean> {
    const { client, maxConcurrency } = this.#options;
    const startedAt = client.clock.now();
    const ids = jobs.map(({ benchmark }) => benchmark.id);
    const run = await client
      .createEvalRun(spaceId, ids, { signal })
      .catch((error: unknown) => (isFeatureMissing(error) ? undefined : outageReason(signal)(error)));
    if (!run) return false;
    if (typeof run === "string") {
      unanswered(jobs, run, sink);
      return true;
    }
    for (const job of jobs) sink.started(job);
    const results = new Map<string, string>();
    const problem = await this.#readResults(spaceId, run.id, results, signal).catch(outageReason(signal));
    const queue = new PQueue({ concurrency: maxConcurrency });
    const reading = jobs.map((job) =>
      queue.add(async () => {
        const resultId = results.get(job.benchmark.id);
        const verdict = await this.#verdict(spaceId, run.id, resultId, job.benchmark, problem, signal);
        const { id: benchmarkId, question, expectedSql } = job.benchmark;
        sink.ended(job, {
          benchmarkId,
          question,
          expectedSql,
          attempts: 1,
          evalRunId: run.id,
          durationMs: client.clock.now() - startedAt,
          ...verdict,
        });
      }),
    );
    const settled = await Promise.allSettled(reading);
    signal?.throwIfAborted();
    for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
    return true;
  }

  /** Collects the ids of a run's results by benchmark once it is over; says why where some may be missing. */
  async #readResults(
    spaceId: string,
    runId: string,
    results: Map<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const problem = await this.#untilOver(spaceId, runId, signal);
    for await (const { id, benchmarkId } of this.#options.client.listEvalResults(spaceId, runId, { signal }))
      results.set(benchmarkId, id);
    return problem;
  }

  /** Waits for the end of a run; says why where it does not come. */
  async #untilOver(
    spaceId: string,
    runId: string,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const { client, timeoutMs } = this.#options;
    const startedAt = client.clock.now();
    for (let waitMs = firstPollMs; ; waitMs = Math.min(waitMs * 1.5, longestPollMs)) {
      const run = await client.getEvalRun(spaceId, runId, { signal });
      if (isEvalRunOver(run))
        return run.status === "DONE" ? undefined : `the evaluation run ended as ${run.status}`;
      if (client.clock.now() - startedAt >= timeoutMs)
        return `the evaluation run took longer than ${timeoutMs} ms`;
      await client.clock.sleep(waitMs, { signal });
    }
  }

  async #verdict(
    spaceId: string,
    runId: string,
    resultId: string | undefined,
    benchmark: Benchmark,
    problem: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Pick<BenchmarkResult, "verdict" | "decidedBy" | "explanation"> & Partial<BenchmarkResult>> {
    if (resultId === undefined) return noVerdict(problem ?? "the evaluation run left this question out");
    const { client, expected, assessor } = this.#options;
    try {
      const details = await client.getEvalResultDetails(spaceId, runId, resultId, { signal });
      const verdict = evalRunVerdict(benchmark, details);
      if (verdict?.verdict === "error" && problem) return { ...verdict, ...noVerdict(problem) };
      if (verdict) return { ...verdict, ...cutTables(verdict, assessor) };
      const { sql, result, text } = details.actual;
      if (sql === undefined)
        return noVerdict("the service wants a person to look, and there is no query to compare");
      const wanted = await expected.of(benchmark, signal);
      if (!wanted.ok) {
        const explanation = `The benchmark cannot be scored: ${wanted.reason}.`;
        return { verdict: "invalid", decidedBy: "benchmark", explanation };
      }
      return await assessor.assessQuery(
        benchmark,
        wanted.table,
        { sql, result, text, parameters: [] },
        signal,
      );
    } catch (error) {
      return noVerdict(outageReason(signal)(error));
    }
  }
}

function noVerdict(why: string) {
  const explanation = `No verdict: ${why.replace(/\.$/, "")}.`;
  return { verdict: "error", decidedBy: "infrastructure", explanation } as const;
}

/** Ends questions that the service could not be asked. */
function unanswered(jobs: readonly ScoringJob[], why: string, sink: ScoringSink): void {
  for (const job of jobs) {
    sink.started(job);
    const { id: benchmarkId, question, expectedSql } = job.benchmark;
    sink.ended(job, {
      ...{ benchmarkId, question, expectedSql, attempts: 1, durationMs: 0 },
      ...noVerdict(why),
    });
  }
}

/** Takes an outage for a reason why there is no verdict; throws everything else. */
function outageReason(signal: AbortSignal | undefined): (error: unknown) => string {
  return (error) => {
    signal?.throwIfAborted();
    if (!isOutage(error)) throw error;
    return error.message;
  };
}

function cutTables({ expected, actual }: Partial<BenchmarkResult>, assessor: AnswerAssessor) {
  return { expected: expected && assessor.cut(expected), actual: actual && assessor.cut(actual) };
}

function isSame({ question, expectedSql }: Benchmark, stored: Benchmark | undefined): boolean {
  return (
    stored?.expectedSql !== undefined &&
    expectedSql !== undefined &&
    stored.question.trim() === question.trim() &&
    normalizeSql(stored.expectedSql) === normalizeSql(expectedSql)
  );
}

/** A workspace without the feature says so, or does not know the address. A space that is missing is another matter. */
function isFeatureMissing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  if (error.errorCode === "FEATURE_DISABLED" || error.errorCode === "ENDPOINT_NOT_FOUND") return true;
  return error.status === 501 || (error.status === 404 && error.errorCode === undefined);
}
