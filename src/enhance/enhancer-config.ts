import type { AnalysisSettings } from "../analysis/failure-analyzer.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { HoldoutSettings } from "../benchmarks/hold-out.js";
import type { AcceptancePolicy } from "../decide/acceptance-policy.js";
import type { PolicyName } from "../decide/policies.js";
import type { LlmPrices } from "../llm/llm-prices.js";

/** What a run may spend before it ends in order. Absent members are unlimited. */
export interface Budget {
  /**
   * Questions sent to Genie, answered or not. One that was under way when the run was killed counts, since Genie may have
   * been asked; a run that goes on asks it again, so that it may decide less within the same budget.
   */
  readonly questions?: number | undefined;
  readonly minutes?: number | undefined;
  /** Input and output tokens of the LLM together. */
  readonly llmTokens?: number | undefined;
  /** In the currency of `prices`. */
  readonly cost?: number | undefined;
}

/** How a run has its failures analysed. */
export interface RunAnalysisSettings extends AnalysisSettings {
  /** Whether what earlier runs of the space tried is told to the model, and not tried again. @default true */
  readonly usesEarlierRuns?: boolean | undefined;
}

/** How gains are asked in other words at the end of a run. */
export interface ParaphraseProbeSettings {
  /** Paraphrases of each question, 5 at most. @default 2 */
  readonly paraphrases?: number | undefined;
  /** Questions that are put in other words, the first of the benchmarks. @default all that a kept fix turned right */
  readonly maxQuestions?: number | undefined;
}

/** How a run works. Everything but `spaceId` has a default. Unknown keys are refused by name. */
export interface EnhancerConfig {
  /** The production space: 32 lowercase hexadecimal digits. */
  readonly spaceId: string;
  /** SQL warehouse for the expected answers. @default the space's own */
  readonly warehouseId?: string | undefined;
  /** @default the questions stored in the space */
  readonly benchmarks?: readonly Benchmark[] | undefined;
  /**
   * Benchmarks that are kept from the run and asked only at its start and its end, to see whether it helped beyond the
   * questions that it saw. No fix that repeats one is tried, and the model never hears of them. By default 30 % of 40
   * benchmarks or more, and none of fewer; the score and all decisions then rest on the others.
   */
  readonly holdout?: HoldoutSettings | "none" | undefined;
  /** The run ends when the best score reaches this. @default 0.9 */
  readonly targetScore?: number | undefined;
  /** @default 10 */
  readonly maxLoops?: number | undefined;
  /** Three loops that gain less than this in total end the run. @default 0.05 */
  readonly minScoreImprovement?: number | undefined;
  /** Appended to the title of the space on which fixes are tried, with `_2` and so on for further ones. @default "_dev_working" */
  readonly devWorkingSuffix?: string | undefined;
  /** Appended to the title of the space that holds the best configuration. @default "_dev_best" */
  readonly devBestSuffix?: string | undefined;
  /** What happens to the result: ask `decide`, promote, or keep all spaces. @default "ask" */
  readonly onComplete?: "ask" | "promote" | "keep" | undefined;
  /**
   * What promoting does when production was edited meanwhile: write nothing and say what was edited, or write both
   * changes where they do not contradict each other.
   * @default "refuse"
   */
  readonly onDrift?: "refuse" | "merge" | undefined;
  /** Remove the spaces that earlier runs on the same production space left behind. @default true */
  readonly alwaysFreshStart?: boolean | undefined;
  /** @default true */
  readonly enableMetricViews?: boolean | undefined;
  /** @default true */
  readonly enableMetadata?: boolean | undefined;
  /** @default true */
  readonly enableSampleQueries?: boolean | undefined;
  /** @default true */
  readonly enableInstructions?: boolean | undefined;
  /** `catalog.schema` in which metric views may be created. Without it none are. */
  readonly metricViewSchema?: string | undefined;
  /** How long a changed document takes to have effect, in milliseconds. @default 60000 */
  readonly indexingWaitMs?: number | undefined;
  /**
   * How a run knows that a fix has taken effect. `wait`: when `indexingWaitMs` have passed. `canary`: when a question that
   * the fix claims to help is answered with other SQL than before, which is looked at from 5 seconds on, every 15 at the
   * most; `indexingWaitMs` stays the longest wait, and the only one where no such question is known or questions run
   * short. What is asked for this counts against the budget and in no decision. Without effect in a dry run and where
   * `indexingWaitMs` is below 20000; a policy that tries several fixes at once waits, and the run warns of it. A run goes on
   * with the setting that it began with.
   * @default "wait"
   */
  readonly indexing?: "wait" | "canary" | undefined;
  /**
   * How long an answer counts: what earlier runs in the same store have asked of the same document within this time is
   * not asked again for the score at the start. 0 asks everything anew. @default 86400000
   */
  readonly observationMaxAgeMs?: number | undefined;
  /** @default 120000 */
  readonly questionTimeoutMs?: number | undefined;
  /** Longest outage of the workspace that is waited out within the time budget, instead of ending the run. @default 14400000 */
  readonly maxOutageMs?: number | undefined;
  /** Time for one loop; the run ends in order when a loop takes longer. @default unlimited */
  readonly loopTimeoutMs?: number | undefined;
  /** Questions a minute that the workspace allows, over all its spaces. @default 5 */
  readonly questionsPerMinute?: number | undefined;
  /** Questions under way at once; more than the rate limit lets through at the length of an answer waits. @default 16 */
  readonly maxConcurrency?: number | undefined;
  /** When a fix is kept: a built-in policy or your own. Its `arms` say on how many spaces fixes are tried. @default "confirmed" */
  readonly policy?: PolicyName | AcceptancePolicy | undefined;
  /** Whether the LLM judges what comparing results cannot decide. @default "on-difference" */
  readonly judge?: "never" | "on-difference" | "always" | undefined;
  /**
   * Whether, at the end, the LLM puts each question that a kept fix turned right in other words, and the best space is
   * asked these: a gain that none of them shows is memorised. Costs one call and two questions for each gain; decides
   * nothing. Only the improved space is asked: what production would have answered stays unknown.
   * @default false
   */
  readonly paraphraseProbe?: boolean | ParaphraseProbeSettings | undefined;
  /** Version of the packaged prompts; a loader that is passed as `prompts` has its own. @default the active one */
  readonly promptVersion?: string | undefined;
  /** How failures become proposals. */
  readonly analysis?: RunAnalysisSettings | undefined;
  readonly budget?: Budget | undefined;
  readonly prices?: LlmPrices | undefined;
  /** Score and analyse, show what each fix would change, and write nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Check that everything the run needs is there before anything is created. @default true */
  readonly preflight?: boolean | undefined;
  /**
   * Take the space's lock away from another run, which stops at its next sign of life. For a run that is known to be
   * dead and whose lock has not expired. @default false
   */
  readonly forceLock?: boolean | undefined;
  /** @default a new one from the time and randomness */
  readonly runId?: string | undefined;
}
