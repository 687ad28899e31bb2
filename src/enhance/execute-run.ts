import { ConfigurationError } from "../errors/configuration-error.js";
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
  const lock = await holdRunLock({
    store,
    spaceId: config.spaceId,
    runId,
    clock: connection.clock,
    force: config.forceLock,
  });
  const stopRenewing = ports.emitter.on("*", lock.renew);
  const stop = AbortSignal.any([signal, lock.lost]);
  try {
    await refuseKnownRun(ports, runId);
    const report = config.preflight ? await preflight(ports, { signal: stop }) : undefined;
    if (report && !report.isReady) throw refusal(report);
    const reader = new SpaceCloner({
      client: new GenieClient({ connection, writeScope: noWrites }),
      clock: connection.clock,
    });
    const production = await reader.exportSpace(config.spaceId, { signal: stop });
    const context = { ...prepareRun(ports, runId, production), showLife: lock.renew };
    try {
      await announce(context, report);
      return await runPrepared(context, ports.decide, stop);
    } catch (error) {
      // The run that took the lock has removed the copies, which shows as whatever was not found.
      await lock.confirm();
      throw error;
    } finally {
      await context.journal.close();
    }
  } finally {
    stopRenewing();
    await lock.release();
    lock.lost.throwIfAborted();
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
  let outcome: RunOutcome = "failed";
  try {
    outcome = config.dryRun
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
    // A promotion that is refused leaves a run that has ended well and can still be decided.
    const summary = progress.summary(outcome);
    await journal.write({ type: "run-end", summary, disposition: "awaiting-decision" });
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

/** A journal tells of one run: entries of two would be read as one. */
async function refuseKnownRun({ store }: RunPorts, runId: string): Promise<void> {
  if ((await store.read(runId)).length === 0) return;
  const message = `"${runId}" is the id of an earlier run in this store; leave it out to get a new one`;
  throw new ConfigurationError("enhancer configuration", [{ path: "runId", message }]);
}

async function announce(
  { journal, production, policy, benchmarks, config }: RunContext,
  report: PreflightReport | undefined,
): Promise<void> {
  await journal.write({
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
  if (!report) return;
  const checks = report.checks.map(({ check, status, message }) => ({ check, status, message }));
  await journal.write({ type: "preflight-end", isReady: report.isReady, checks });
}
