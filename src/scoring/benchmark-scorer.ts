import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { checkOptions } from "../errors/check-options.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { LlmClient } from "../llm/llm-client.js";
import type { PromptLoader } from "../prompts/prompt-loader.js";
import type { SqlClient } from "../sql/sql-client.js";
import type { Cancellable } from "../util/cancellable.js";
import type { Clock } from "../util/clock.js";
import { AnswerAssessor } from "./assess-answer.js";
import type { BenchmarkResult, ScoreReport } from "./benchmark-result.js";
import { ConversationStrategy } from "./conversation-strategy.js";
import type { Judging } from "./decide-answer.js";
import { EvalRunStrategy } from "./eval-run-strategy.js";
import { ExpectedResults } from "./expected-results.js";
import type { GradingPolicy } from "./grade-comparison.js";
import { AnswerJudge } from "./judge.js";
import type { ScoreProgress } from "./score-progress.js";
import { scoreReport } from "./score-report.js";
import { ScoreTally } from "./score-tally.js";
import { ScoringError } from "./scoring-error.js";
import type { ScoringStrategy, ScoringStrategyName } from "./scoring-strategy.js";

/** What a `BenchmarkScorer` works with. */
export interface BenchmarkScorerOptions {
  readonly client: GenieClient;
  /** Runs the expected SQL. */
  readonly sql: SqlClient;
  /** Judges what comparing results cannot decide. @default none: what is in doubt fails */
  readonly llm?: LlmClient | undefined;
  /**
   * When the judge is asked: `never`, `on-difference` (where comparing cannot decide), or `always` (of every
   * comparison; it still decides only what is in doubt, and its disagreements are counted).
   * @default "on-difference"
   */
  readonly judge?: Judging | undefined;
  /** @default the prompts that come with the package */
  readonly prompts?: PromptLoader | undefined;
  /** @default "analyst" */
  readonly policy?: GradingPolicy | undefined;
  /** `evalRuns` falls back to conversations where the service has no evaluation runs. @default "conversation" */
  readonly strategy?: ScoringStrategyName | undefined;
  /** @default the client's clock */
  readonly clock?: Clock | undefined;
  /**
   * Questions under way at once, those that wait for the rate limit included. Slow answers need more of them:
   * questions a minute times minutes to an answer, at the least.
   * @default 16
   */
  readonly maxConcurrency?: number | undefined;
  /** @default 120000 */
  readonly questionTimeoutMs?: number | undefined;
  /** Time for one evaluation run of the service. @default 3600000 */
  readonly evalRunTimeoutMs?: number | undefined;
  /** Conversations in which a question is tried when the service fails. @default 3 */
  readonly maxAttempts?: number | undefined;
  /** Share of questions without an answer beyond which there is no score. @default 0.1 */
  readonly maxErrorRate?: number | undefined;
  /** Rows of each side that are compared. @default 20000 */
  readonly maxComparedRows?: number | undefined;
  /** Rows of each side that a result keeps. @default 100 */
  readonly maxStoredRows?: number | undefined;
  /**
   * Cells of expected results, all benchmarks together, that the scorer keeps. What does not fit is computed again
   * whenever it is asked for.
   * @default 5000000
   */
  readonly maxKeptCells?: number | undefined;
}

const count = z.int().positive().optional();
const duration = z.number().positive().optional();

/** Something to work with, which the compiler has looked at. */
const port = z.unknown().optional();

const OptionsSchema = z.strictObject({
  ...{ client: port, sql: port, llm: port, prompts: port, clock: port },
  judge: z.enum(["never", "on-difference", "always"]).optional(),
  policy: z.enum(["analyst", "genie"]).optional(),
  strategy: z.enum(["conversation", "evalRuns"]).optional(),
  maxConcurrency: count,
  questionTimeoutMs: duration,
  evalRunTimeoutMs: duration,
  maxAttempts: count,
  maxErrorRate: z.number().min(0).max(1).optional(),
  maxComparedRows: count,
  maxStoredRows: z.int().nonnegative().optional(),
  maxKeptCells: z.int().nonnegative().optional(),
});

/** How one benchmark is scored. */
export interface ScoreOptions extends Cancellable {
  /** Ids of the benchmarks to ask. @default all */
  readonly only?: readonly string[] | undefined;
  /** How often each benchmark is asked. All are asked once before any is asked again. @default 1 */
  readonly trials?: number | undefined;
  /** Told of each question as it begins and ends. What it throws is ignored. */
  readonly onProgress?: ((event: ScoreProgress) => void) | undefined;
  /**
   * What happens when the caller aborts: reject with the signal's reason, as everywhere, or resolve with a report of
   * the results so far (`isComplete: false`).
   * @default "reject"
   */
  readonly whenCancelled?: "reject" | "report" | undefined;
}

/**
 * Scores a space against benchmarks: asks, compares the results, and says why each is right or wrong. One scorer
 * executes the expected SQL of a benchmark once, as long as its results fit into `maxKeptCells`; keep it for as long as the data may be taken for unchanged.
 */
export class BenchmarkScorer {
  readonly #strategy: ScoringStrategy;
  readonly #maxErrorRate: number;

  /** @throws ConfigurationError naming every wrong or unknown option. */
  constructor(options: BenchmarkScorerOptions) {
    checkOptions("options of the scorer", OptionsSchema, options);
    const { client, sql, llm, judge = "on-difference", prompts, policy = "analyst" } = options;
    const { clock = client.clock, maxConcurrency = 16, maxErrorRate = 0.1 } = options;
    const rowLimit = options.maxComparedRows ?? 20_000;
    const expected = new ExpectedResults({
      sql,
      clock,
      rowLimit,
      maxKeptCells: options.maxKeptCells ?? 5_000_000,
    });
    const assessor = new AnswerAssessor({
      sql,
      policy,
      rowLimit,
      judging: judge,
      judge: llm && judge !== "never" ? new AnswerJudge({ llm, prompts }) : undefined,
      maxStoredRows: options.maxStoredRows ?? 100,
    });
    const conversations = new ConversationStrategy({
      client,
      expected,
      assessor,
      clock,
      maxConcurrency,
      questionTimeoutMs: options.questionTimeoutMs ?? 120_000,
      maxAttempts: options.maxAttempts ?? 3,
    });
    this.#maxErrorRate = maxErrorRate;
    this.#strategy =
      options.strategy === "evalRuns"
        ? new EvalRunStrategy({
            client,
            expected,
            assessor,
            fallback: conversations,
            timeoutMs: options.evalRunTimeoutMs ?? 3_600_000,
            maxConcurrency,
          })
        : conversations;
  }

  /**
   * Asks every benchmark, many at once, and reports in the order given.
   * @throws ScoringError with the results so far when too many questions got no answer; early, when most of what
   * came in is errors. ConfigurationError when ids are repeated, or `only` names one that is not there. Whatever
   * stops every question alike, such as a refused token, is thrown as it is.
   */
  async score(
    spaceId: string,
    benchmarks: readonly Benchmark[],
    { only, trials = 1, signal, onProgress, whenCancelled = "reject" }: ScoreOptions = {},
  ): Promise<ScoreReport> {
    const asked = selectBenchmarks(benchmarks, { only, trials });
    const outage = new AbortController();
    const tally = new ScoreTally({
      benchmarks: asked,
      trials,
      onProgress,
      maxErrorRate: this.#maxErrorRate,
      onHopeless: () => {
        const { results } = tally;
        outage.abort(new ScoringError(results, scoreReport(results, { trials, isComplete: false })));
      },
    });
    const stop = signal ? AbortSignal.any([signal, outage.signal]) : outage.signal;
    try {
      signal?.throwIfAborted();
      await this.#strategy.run(spaceId, tally.jobs, { sink: tally, signal: stop });
    } catch (error) {
      if (!signal?.aborted || whenCancelled === "reject") throw error;
      return scoreReport(tally.results, { trials, isComplete: false });
    }
    const report = scoreReport(tally.results, { trials, isComplete: true });
    if (tally.hasTooManyErrors) throw new ScoringError(report.results, report);
    return report;
  }

  /** Asks one benchmark. What the service cannot answer becomes the verdict `error`. */
  async scoreOne(
    spaceId: string,
    benchmark: Benchmark,
    { signal }: Cancellable = {},
  ): Promise<BenchmarkResult> {
    const tally = new ScoreTally({ benchmarks: [benchmark], trials: 1, maxErrorRate: 1 });
    signal?.throwIfAborted();
    await this.#strategy.run(spaceId, tally.jobs, { sink: tally, signal });
    const [result] = tally.results;
    if (!result) throw new RangeError(`The strategy gave no result for benchmark ${benchmark.id}`);
    return result;
  }
}

function selectBenchmarks(
  benchmarks: readonly Benchmark[],
  { only, trials }: { readonly only: readonly string[] | undefined; readonly trials: number },
): readonly Benchmark[] {
  const ids = benchmarks.map(({ id }) => id);
  const known = new Set(ids);
  const repeated = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  const unknown = (only ?? []).filter((id) => !known.has(id));
  const issues = [
    ...repeated.map((id) => ({ path: "benchmarks", message: `the id "${id}" is used more than once` })),
    ...unknown.map((id) => ({ path: "only", message: `there is no benchmark "${id}"` })),
    ...(Number.isInteger(trials) && trials >= 1
      ? []
      : [{ path: "trials", message: "must be a whole number, 1 or more" }]),
  ];
  if (issues.length > 0) throw new ConfigurationError("scoring options", issues);
  const wanted = only && new Set(only);
  return wanted ? benchmarks.filter(({ id }) => wanted.has(id)) : benchmarks;
}
