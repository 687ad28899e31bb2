import type { AnalysisReport } from "../analysis/failure-analyzer.js";
import type { Decision } from "../decide/acceptance-policy.js";
import type { Fix } from "../fixes/fix.js";
import { FixApplier } from "../fixes/fix-applier.js";
import type { BenchmarkAsker } from "./benchmark-asker.js";
import { CanaryWatch } from "./canary-watch.js";
import type { DecisionLog } from "./decision-log.js";
import type { DevSpaces } from "./dev-spaces.js";
import type { FixTrialOptions } from "./fix-trial.js";
import type { KnownResults } from "./known-results.js";
import type { RunContext } from "./run-context.js";

/** What the fixes of one loop are tried with. */
export interface LoopTrial {
  readonly context: RunContext;
  readonly spaces: DevSpaces;
  readonly asker: BenchmarkAsker;
  readonly analysis: AnalysisReport;
  readonly log: DecisionLog;
  readonly known: KnownResults;
  readonly loop: number;
  /** Hears of every decision as it is carried out. */
  readonly note: (fix: Fix, decision: Decision) => void;
}

/** What every way of trying fixes needs of a run. */
export function trialOptions({ context, spaces, asker, known, loop }: LoopTrial): FixTrialOptions {
  const { client, registry, metricViews, journal, steps, catalog, sql, documentIdsFor } = context;
  const identifiers = spaces.bestDocument.sources.map(({ identifier }) => identifier);
  return {
    applierFor: async ({ id }, signal) =>
      new FixApplier({
        client,
        registry,
        metricViews,
        sql,
        newId: documentIdsFor(id),
        catalog: await catalog.describe(identifiers, { signal }),
      }),
    asker,
    registry,
    metricViews,
    steps,
    spaces,
    journal,
    known,
    loop,
    canary: canaryFor(context, spaces),
  };
}

function canaryFor(context: RunContext, spaces: DevSpaces): CanaryWatch | undefined {
  const { config } = context;
  if (config.indexing !== "canary") return undefined;
  return new CanaryWatch({ ...context, spaces, questionTimeoutMs: config.questionTimeoutMs });
}
