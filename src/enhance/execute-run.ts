import { PreflightError, type PreflightReport } from "../errors/preflight-error.js";
import type { RunOutcome } from "../events/run-event.js";
import { GenieClient } from "../genie/genie-client.js";
import { noWrites } from "../genie/write-scope.js";
import { SpaceCloner } from "../space/space-cloner.js";
import { completeRun } from "./complete-run.js";
import { runDry } from "./dry-run.js";
import { runLoop } from "./enhancement-loop.js";
import { initialiseRun } from "./initialise-run.js";
import { preflight } from "./preflight.js";
import { newRunId, prepareRun, type RunPorts } from "./prepare-run.js";
import type { RunContext } from "./run-context.js";
import { untilStopped, withTimeBudget } from "./run-limits.js";
import { holdRunLock } from "./run-lock.js";
import { RunProgress } from "./run-progress.js";
import type { DecideCompletion, RunResult } from "./run-result.js";
import { scoreBaseline } from "./score-baseline.js";
import { stopReason } from "./stop-rules.js";

/** One run from clone to completion, under the lock of its production space. */
export async function executeRun(ports: RunPorts, signal: AbortSignal): Promise<RunResult> {
  signal.throwIfAborted();
  const { config, connection, store } = ports;
  const runId = config.runId ?? newRunId(connection);
  const lock = await holdRunLock({ store, spaceId: config.spaceId, runId, clock: connection.clock });
  const stopRenewing = ports.emitter.on("*", lock.renew);
  try {
    if (config.preflight) {
      const report = await preflight(ports, { signal });
      if (!report.isReady) throw refusal(report);
    }
    const reader = new SpaceCloner({
      client: new GenieClient({ connection, writeScope: noWrites }),
      clock: connection.clock,
    });
    const context = prepareRun(ports, runId, await reader.exportSpace(config.spaceId, { signal }));
    try {
      return await runPrepared(context, ports.decide, signal);
    } finally {
      await context.journal.close();
    }
  } finally {
    stopRenewing();
    await lock.release();
  }
}

/** Where the space itself cannot be read nothing else could be checked, and that error says all there is. */
function refusal(report: PreflightReport): unknown {
  const space = report.checks.find(({ check, status }) => check === "space" && status === "problem");
  return space?.error ?? new PreflightError(report);
}

async function runPrepared(
  context: RunContext,
  decide: DecideCompletion | undefined,
  signal: AbortSignal,
): Promise<RunResult> {
  const { journal, config } = context;
  const progress = new RunProgress(context);
  await announce(context);
  try {
    let outcome: RunOutcome = config.dryRun
      ? await untilStopped(context, signal, (stop) => runDry(context, progress, stop))
      : await untilStopped(context, signal, (stop) => runLoops(context, progress, stop));
    for (;;) {
      const summary = progress.summary(outcome);
      const next = await completeRun({ context, progress, summary, decide, signal });
      if (next !== "continue") {
        await journal.write({ type: "run-end", summary, disposition: next });
        return { summary, disposition: next };
      }
      outcome = await untilStopped(context, signal, (stop) => runOneLoop(context, progress, stop));
    }
  } catch (error) {
    await journal.write({
      type: "run-end",
      summary: progress.summary("failed"),
      disposition: "awaiting-decision",
    });
    throw error;
  }
}

/** Clone, score, then loop until a stop rule says why to end. */
async function runLoops(
  context: RunContext,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<RunOutcome> {
  progress.spaces = await initialiseRun(context, signal);
  progress.begin(await scoreBaseline(context, progress.spaces, signal));
  for (;;) {
    const reason = stopReason(progress, context.config);
    if (reason) return reason;
    await runOneLoop(context, progress, signal);
  }
}

async function runOneLoop(
  context: RunContext,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { spaces } = progress;
  if (!spaces) return "failed";
  const loop = progress.loops + 1;
  const result = await withTimeBudget(context.clock, context.config.loopTimeoutMs, signal, (stop) =>
    runLoop(context, spaces, loop, progress.position, (position) => progress.note(position), stop),
  );
  progress.endLoop(result);
  return stopReason(progress, context.config) ?? "max-loops";
}

function announce({ journal, production, policy, benchmarks, config }: RunContext): Promise<void> {
  return journal.write({
    type: "run-start",
    spaceId: production.id,
    title: production.title,
    policy: policy.name,
    benchmarks: benchmarks.length,
    targetScore: config.targetScore,
    maxLoops: config.maxLoops,
    isDryRun: config.dryRun,
    productionHash: production.document.hash,
  });
}
