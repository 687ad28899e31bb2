import { ResumeError } from "../errors/resume-error.js";
import { hashJson } from "../util/hash.js";
import type { RunAnalysisSettings } from "./enhancer-config.js";
import type { RunContext } from "./run-context.js";

/**
 * A hash of each setting that the decisions of a run depend on. A run goes on only under the same; what limits a run
 * (budget, time, pace) and what becomes of its result may change on the way.
 */
export function settingsOf({
  config,
  benchmarks,
  holdout,
  registry,
  policy,
}: RunContext): Record<string, string> {
  const { spaceId, warehouseId, targetScore, maxLoops, minScoreImprovement, metricViewSchema } = config;
  const settings = {
    spaceId,
    warehouseId,
    targetScore,
    maxLoops,
    minScoreImprovement,
    metricViewSchema,
    devWorkingSuffix: config.devWorkingSuffix,
    devBestSuffix: config.devBestSuffix,
    judge: config.judge,
    promptVersion: config.promptVersion,
    dryRun: config.dryRun,
    questionTimeoutMs: config.questionTimeoutMs,
    analysis: analysisOf(config.analysis ?? {}),
    policy: policy.name,
    arms: (policy.arms ?? 1) > 1 ? policy.arms : undefined,
    benchmarks,
    holdout,
    fixTypes: registry.types.map(({ type }) => type),
  };
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, hashJson(value).slice(0, 16)]),
  );
}

/** What the model is asked and which of its proposals count; how much at once and how much at most is pace. */
function analysisOf({ strategy, concurrency: _, budget: __, ...rest }: RunAnalysisSettings) {
  return { ...rest, strategy: typeof strategy === "object" ? strategy.name : strategy };
}

/** @throws ResumeError SETTINGS_CHANGED that names the settings which differ. */
export function refuseOtherSettings(
  runId: string,
  recorded: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): void {
  const names = new Set([...Object.keys(recorded), ...Object.keys(now)]);
  const changed = [...names].filter((name) => recorded[name] !== now[name]);
  if (changed.length === 0) return;
  throw new ResumeError(
    "SETTINGS_CHANGED",
    runId,
    `Run ${runId} cannot go on: ${changed.join(", ")} differ from what it began with, so it would decide otherwise. Give the same values, or start a new run.`,
  );
}
