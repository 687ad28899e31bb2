import * as z from "zod";
import { analysisStrategyNames } from "../analysis/strategies/built-in-strategies.js";
import { BenchmarkSchema } from "../benchmarks/benchmark-schema.js";
import { checkOptions } from "../errors/check-options.js";
import type { EnhancerConfig } from "./enhancer-config.js";

const share = z.number().min(0).max(1);
const count = z.number().int().min(1);
const milliseconds = z.number().min(0);
const suffix = z
  .string()
  .min(1)
  .max(30)
  .regex(/^[^/]*$/, "must not contain /");

const defaults = Object.freeze({
  targetScore: 0.9,
  maxLoops: 10,
  minScoreImprovement: 0.05,
  devWorkingSuffix: "_dev_working",
  devBestSuffix: "_dev_best",
  onComplete: "ask",
  onDrift: "refuse",
  alwaysFreshStart: true,
  enableMetricViews: true,
  enableMetadata: true,
  enableSampleQueries: true,
  enableInstructions: true,
  indexingWaitMs: 60_000,
  indexing: "wait",
  observationMaxAgeMs: 86_400_000,
  questionTimeoutMs: 120_000,
  maxOutageMs: 14_400_000,
  questionsPerMinute: 5,
  maxConcurrency: 16,
  policy: "confirmed",
  judge: "on-difference",
  paraphraseProbe: false,
  dryRun: false,
  preflight: true,
  forceLock: false,
} satisfies Partial<EnhancerConfig>);

/** A configuration with every default filled in. */
export type ResolvedConfig = Omit<EnhancerConfig, keyof typeof defaults> & {
  readonly [K in keyof typeof defaults]: NonNullable<EnhancerConfig[K]>;
};

const PolicySchema = z.union([
  z.enum(["reference", "exact", "confirmed", "screened"]),
  z.looseObject({
    name: z.string(),
    arms: z.int().min(1).optional(),
    next: z.custom<() => unknown>((value) => typeof value === "function"),
  }),
]);

const StrategySchema = z.union([
  z.enum(analysisStrategyNames),
  z.looseObject({ name: z.string(), group: z.custom<() => unknown>((value) => typeof value === "function") }),
]);

export const EnhancerConfigSchema = z
  .strictObject({
    spaceId: z.string().regex(/^[0-9a-f]{32}$/, "must be 32 lowercase hexadecimal digits"),
    warehouseId: z.string().min(1),
    benchmarks: z.array(BenchmarkSchema),
    holdout: z.union([
      z.literal("none"),
      z
        .strictObject({
          share: z.number().min(0).lt(1),
          minBenchmarks: count,
          ids: z.array(z.string().min(1)),
          benchmarks: z.array(BenchmarkSchema),
        })
        .partial(),
    ]),
    targetScore: share,
    maxLoops: count,
    minScoreImprovement: share,
    devWorkingSuffix: suffix,
    devBestSuffix: suffix,
    onComplete: z.enum(["ask", "promote", "keep"]),
    onDrift: z.enum(["refuse", "merge"]),
    alwaysFreshStart: z.boolean(),
    enableMetricViews: z.boolean(),
    enableMetadata: z.boolean(),
    enableSampleQueries: z.boolean(),
    enableInstructions: z.boolean(),
    metricViewSchema: z.string().regex(/^[^.]+\.[^.]+$/, "must be catalog.schema"),
    indexingWaitMs: milliseconds,
    indexing: z.enum(["wait", "canary"]),
    observationMaxAgeMs: milliseconds,
    questionTimeoutMs: z.number().min(1),
    maxOutageMs: milliseconds,
    loopTimeoutMs: z.number().min(1),
    questionsPerMinute: z.number().positive(),
    maxConcurrency: count,
    policy: PolicySchema,
    judge: z.enum(["never", "on-difference", "always"]),
    paraphraseProbe: z.union([
      z.boolean(),
      z.strictObject({ paraphrases: count.max(5), maxQuestions: count }).partial(),
    ]),
    promptVersion: z.string().min(1),
    analysis: z
      .strictObject({
        strategy: StrategySchema,
        concurrency: count,
        maxContextTokens: count,
        maxFailureTokens: count,
        maxHistoryTokens: z.number().int().min(0),
        benchmarkCopies: z.enum(["generalize", "drop", "allow"]),
        budget: z.strictObject({ calls: count, tokens: count, cost: z.number().positive() }).partial(),
        usesEarlierRuns: z.boolean(),
      })
      .partial(),
    budget: z
      .strictObject({
        questions: count,
        minutes: z.number().positive(),
        llmTokens: count,
        cost: z.number().positive(),
      })
      .partial(),
    prices: z.strictObject({
      perMillionInputTokens: z.number().min(0),
      perMillionOutputTokens: z.number().min(0),
    }),
    dryRun: z.boolean(),
    preflight: z.boolean(),
    forceLock: z.boolean(),
    runId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "may hold letters, digits, '.', '_' and '-'"),
  })
  .partial()
  .required({ spaceId: true })
  .superRefine((config, context) => {
    if (config.devWorkingSuffix !== undefined && config.devWorkingSuffix === config.devBestSuffix) {
      context.addIssue({
        code: "custom",
        path: ["devBestSuffix"],
        message: "must differ from devWorkingSuffix",
      });
    }
    if (config.budget?.cost !== undefined && config.prices === undefined) {
      context.addIssue({ code: "custom", path: ["prices"], message: "is needed for a budget of cost" });
    }
    if (config.analysis?.budget?.cost !== undefined && config.prices === undefined) {
      context.addIssue({ code: "custom", path: ["prices"], message: "is needed for a budget of cost" });
    }
    if (config.benchmarks?.length === 0) {
      context.addIssue({
        code: "custom",
        path: ["benchmarks"],
        message: "is empty; leave it out to use the space's own",
      });
    }
  });

/**
 * Checks a configuration and fills in the defaults.
 * @throws ConfigurationError naming every wrong or unknown key.
 */
export function resolveConfig(config: EnhancerConfig): ResolvedConfig {
  checkOptions("enhancer configuration", EnhancerConfigSchema, config);
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given, spaceId: config.spaceId };
}
