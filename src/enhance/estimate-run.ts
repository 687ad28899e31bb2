import type { AcceptancePolicy } from "../decide/acceptance-policy.js";
import { type PolicyName, policyByName } from "../decide/policies.js";
import { type RunThrough, runThrough } from "../decide/worlds/run-through.js";
import { minutesFor } from "../decide/worlds/wall-clock.js";
import { type LlmPrices, llmCost } from "../llm/llm-prices.js";
import { type Random, seededRandom } from "../util/random.js";
import { foretellPolls } from "./canary-schedule.js";
import type { EnhancerConfig } from "./enhancer-config.js";
import { stopReason } from "./stop-rules.js";

/** What is known, or assumed, of a run before it begins. */
export interface EstimateOptions {
  /** Benchmarks that the run improves on. */
  readonly questions: number;
  /** Benchmarks held out, which are asked twice. @default 0 */
  readonly heldOut?: number | undefined;
  /** @default "confirmed" */
  readonly policy?: PolicyName | AcceptancePolicy | undefined;
  /** @default 5 */
  readonly questionsPerMinute?: number | undefined;
  /** @default 16 */
  readonly maxConcurrency?: number | undefined;
  /** @default 60000 */
  readonly indexingWaitMs?: number | undefined;
  /** Under `canary`, changes are taken to have effect after any part of the wait. @default "wait" */
  readonly indexing?: EnhancerConfig["indexing"];
  /** How long an answer of Genie takes. @default 20000 */
  readonly answerMs?: number | undefined;
  /** @default 10 */
  readonly maxLoops?: number | undefined;
  /** @default 0.9 */
  readonly targetScore?: number | undefined;
  /** @default 0.05 */
  readonly minScoreImprovement?: number | undefined;
  /** Score at the start, 0 to 1. @default unknown: anything from 0.2 to 0.8 */
  readonly initialScore?: number | undefined;
  /** Share of questions whose answers vary. @default unknown: anything from 0 to 0.2 */
  readonly flakyShare?: number | undefined;
  /** Most questions that the run may ask. @default unlimited */
  readonly maxQuestions?: number | undefined;
  /** @default "on-difference" */
  readonly judge?: "never" | "on-difference" | "always" | undefined;
  /** Paraphrases of each gained question that are asked at the end. @default 0, and there is no paraphrase probe */
  readonly paraphrases?: number | undefined;
  /** LLM calls for each analysed failure. @default 1, as the strategy "per-failure" makes */
  readonly callsPerFailure?: number | undefined;
  /** Tokens that an analysis is shown of the space. @default 3000 */
  readonly contextTokens?: number | undefined;
  /** For the cost. @default none, and there is no cost */
  readonly prices?: LlmPrices | undefined;
  /** Runs that are played; more give steadier numbers. @default 60, fewer for more than 40 questions */
  readonly worlds?: number | undefined;
  /** @default 1 */
  readonly seed?: number | undefined;
}

/** Nine of ten played runs lie between `low` and `high`; `expected` is their mean. */
export interface EstimateRange {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What a run will probably take. */
export interface RunEstimate {
  readonly policy: string;
  readonly loops: EstimateRange;
  /** Questions sent to Genie, the held-out ones included. */
  readonly questions: EstimateRange;
  readonly minutes: EstimateRange;
  readonly llmCalls: EstimateRange;
  /** Input and output tokens together. */
  readonly llmTokens: EstimateRange;
  /** In the currency of the prices; absent without prices. */
  readonly cost?: EstimateRange | undefined;
  /** What the numbers rest on, for people. */
  readonly assumptions: readonly string[];
}

/** Tokens of one LLM call, but for what it is shown of the space. */
const analysisTokens = { input: 3_500, output: 500 };
const judgeTokens = { input: 1_500, output: 150 };
/** Seconds that a model takes for an answer, and analyses under way at once. */
const llmSeconds = 10;
const llmConcurrency = 2;

/** Share of the fixes that change no answer, so that a canary waits in vain for them. */
const idleFixes = 0.5;

/** Large runs take long to play and differ less from each other. */
function usualWorlds(questions: number): number {
  return Math.max(12, Math.min(60, Math.round(2_400 / Math.max(1, questions))));
}

interface Taken {
  readonly loops: number;
  readonly questions: number;
  readonly minutes: number;
  readonly llmCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Foretells what a run takes, by letting its policy decide made-up runs: spaces of the same size whose questions,
 * flakiness and fixes are drawn at random (`docs/decisions.md` describes the model). The same options give the same
 * estimate.
 */
export function estimateRun(options: EstimateOptions): RunEstimate {
  const { policy = "confirmed", worlds = usualWorlds(options.questions), seed = 1, prices } = options;
  const chosen = typeof policy === "string" ? policyByName(policy) : policy;
  // Each run has its own draws, so that options are compared on the same made-up runs.
  const taken = Array.from({ length: worlds }, (_, index) =>
    playOne(options, chosen, seededRandom(Math.imul(seed, 1_000_003) + index)),
  );
  const range = (value: (one: Taken) => number) => rangeOf(taken.map(value));
  return {
    policy: chosen.name,
    loops: range(({ loops }) => loops),
    questions: range(({ questions }) => questions),
    minutes: range(({ minutes }) => minutes),
    llmCalls: range(({ llmCalls }) => llmCalls),
    llmTokens: range(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
    cost: prices && range((tokens) => llmCost(tokens, prices)),
    assumptions: assumptionsOf(options),
  };
}

function playOne(options: EstimateOptions, policy: AcceptancePolicy, random: Random): Taken {
  const { questions, heldOut = 0, targetScore = 0.9, maxLoops = 10, minScoreImprovement = 0.05 } = options;
  const { paraphrases = 0 } = options;
  const maxAsks = (options.maxQuestions ?? Number.POSITIVE_INFINITY) - heldOut * 2;
  const run = runThrough(
    {
      policy,
      questions,
      flaky: options.flakyShare ?? 0.2 * random(),
      passing: options.initialScore ?? 0.2 + 0.6 * random(),
      fixesPerFailure: 0.5 + 1.5 * random(),
      helpful: 0.1 + 0.6 * random(),
      endsAfter: (scores, proposedInLastLoop) =>
        stopReason({ scores, proposedInLastLoop }, { targetScore, maxLoops, minScoreImprovement }) !==
        undefined,
      maxAsks,
    },
    random,
  );
  const arms = policy.arms ?? 1;
  const indexing = indexingOf(options, arms, random);
  const changes = new Set(run.batches.flat().map(({ configuration }) => configuration.join())).size - 1;
  const looks = Math.round(Math.max(0, changes) * indexing.asks);
  const probes = Math.max(0, Math.min(run.gained * paraphrases, maxAsks - run.asks - looks));
  const afterwards = heldOut * 2 + probes;
  const asked = run.asks + looks + afterwards;
  const beside = { arms, afterwards, calls: probes > 0 ? 1 : 0, indexingSeconds: indexing.seconds };
  return {
    ...spentOn(run, beside, options, random),
    loops: run.loops,
    questions: Math.min(asked, options.maxQuestions ?? asked),
  };
}

/** What is spent beside the trials' answers. */
interface Beside {
  /** Working spaces that are asked side by side. */
  readonly arms: number;
  /** Questions at the end, which decide nothing. */
  readonly afterwards: number;
  /** Calls of the LLM that analyse and judge nothing. */
  readonly calls: number;
  /** Until a change takes effect, as far as the run knows. */
  readonly indexingSeconds: number;
}

/** Seconds that a change takes, and questions that are asked to see it. */
function indexingOf(
  { indexing, indexingWaitMs = 60_000, answerMs = 20_000 }: EstimateOptions,
  arms: number,
  random: Random,
): { readonly seconds: number; readonly asks: number } {
  if (indexing !== "canary" || arms > 1) return { seconds: indexingWaitMs / 1000, asks: 0 };
  const look = (delayMs: number) => foretellPolls({ delayMs, waitMs: indexingWaitMs, answerMs });
  const [seen, missed] = [look(random() * indexingWaitMs), look(Number.POSITIVE_INFINITY)];
  const mixed = (ifSeen: number, ifMissed: number) => ifSeen * (1 - idleFixes) + ifMissed * idleFixes;
  return {
    seconds: mixed(seen.knownAfterMs, missed.knownAfterMs) / 1000,
    asks: mixed(seen.polls, missed.polls),
  };
}

function spentOn(
  run: RunThrough,
  { arms, afterwards, calls, indexingSeconds }: Beside,
  options: EstimateOptions,
  random: Random,
) {
  const { questionsPerMinute = 5, maxConcurrency = 16, answerMs = 20_000 } = options;
  const { judge = "on-difference", contextTokens = 3_000, callsPerFailure = 1 } = options;
  const answerSeconds = answerMs / 1000;
  const perMinute = Math.min(questionsPerMinute, (maxConcurrency * 60) / Math.max(1, answerSeconds));
  const pace = { questionsPerMinute: perMinute, indexingSeconds, answerSeconds };
  const judged = judge === "never" ? 0 : judge === "always" ? 1 : 0.2 * random();
  const analyses = Math.round(run.analysed * callsPerFailure);
  const judgements = Math.round((run.asks + afterwards) * judged);
  // A prompt is shorter or longer than the usual one by up to a half.
  const size = 0.5 + random();
  return {
    minutes:
      minutesFor(run.batches, arms, pace) +
      afterwards / perMinute +
      (analyses * llmSeconds) / 60 / llmConcurrency,
    llmCalls: analyses + judgements + calls,
    inputTokens: (analyses * (analysisTokens.input + contextTokens) + judgements * judgeTokens.input) * size,
    outputTokens: (analyses * analysisTokens.output + judgements * judgeTokens.output) * size,
  };
}

function rangeOf(values: readonly number[]): EstimateRange {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const expected = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { low: at(0.05), expected, high: at(0.95) };
}

function assumptionsOf(options: EstimateOptions): readonly string[] {
  const { questionsPerMinute = 5, answerMs = 20_000, indexingWaitMs = 60_000 } = options;
  const score =
    options.initialScore === undefined
      ? "an initial score anywhere from 20 to 80 %"
      : `an initial score of ${Math.round(options.initialScore * 100)} %`;
  const seen = options.indexing === "canary" ? " at the most, seen earlier for half of the fixes" : "";
  return [
    `${questionsPerMinute} questions a minute, answers in ${Math.round(answerMs / 1000)} s, indexing in ${Math.round(indexingWaitMs / 1000)} s${seen}`,
    score,
    "half a fix to two for each failing question in the first loop, half as many in each later one",
    "10 to 70 % of the fixes help",
    "no answer is lost and no request repeated",
  ];
}
