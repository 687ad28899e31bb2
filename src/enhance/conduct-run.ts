import { BudgetSpentError } from "../errors/budget-spent-error.js";
import type { PreflightReport } from "../errors/preflight-error.js";
import type { RunOutcome, RunSummary } from "../events/run-event.js";
import { completeRun } from "./complete-run.js";
import { runDry } from "./dry-run.js";
import { runLoop } from "./enhancement-loop.js";
import { initialiseRun } from "./initialise-run.js";
import type { RunContext } from "./run-context.js";
import { untilStopped, withTimeBudget } from "./run-limits.js";
import { RunProgress } from "./run-progress.js";
import type { DecideCompletion, RunResult } from "./run-result.js";
import { settingsOf } from "./run-settings.js";
import { scoreBaseline } from "./score-baseline.js";
import { stopReason } from "./stop-rules.js";

export interface Conducting {
  /** What was checked before the run began; absent when nothing was, and when the run goes on. */
  readonly report?: PreflightReport | undefined;
  readonly decide: DecideCompletion | undefined;
  readonly signal: AbortSignal;
}

/**
 * A run from its first entry to its last. Whatever it does to the world is a step; a run that goes on comes this
 * way again and takes the outcomes of the steps that are done from its journal.
 */
export async function conductRun(context: RunContext, conducting: Conducting): Promise<RunResult> {
  try {
    await announce(context, conducting.report);
    return await runToItsEnd(context, conducting);
  } finally {
    await context.journal.close();
  }
}

async function runToItsEnd(context: RunContext, { decide, signal }: Conducting): Promise<RunResult> {
  const { journal, config } = context;
  const progress = new RunProgress(context);
  let outcome: RunOutcome = "failed";
  try {
    outcome = config.dryRun
      ? await untilStopped(context, signal, (stop) => runDry(context, progress, stop))
      : await untilStopped(context, signal, (stop) =>
          thenHoldout(progress, stop, () => runLoops(context, progress, stop)),
        );
    for (;;) {
      const summary = await summarise(context, progress, outcome);
      const next = await completeRun({ context, progress, summary, decide, signal });
      if (next !== "continue") {
        await journal.write({ type: "run-end", summary, disposition: next });
        return { summary, disposition: next };
      }
      outcome = await untilStopped(context, signal, (stop) =>
        thenHoldout(progress, stop, () => runOneLoop(context, progress, stop)),
      );
    }
  } catch (error) {
    // A promotion that is refused leaves a run that has ended well and can still be decided.
    const summary = await summarise(context, progress, outcome).catch(() =>
      progress.summary(outcome, [], []),
    );
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
  await progress.holdout.begin(progress.spaces, signal);
  for (;;) {
    const reason = stopReason(progress, context.config);
    if (reason) return reason;
    await runOneLoop(context, progress, signal);
  }
}

async function summarise(
  { readEntries, readEarlierJournals }: RunContext,
  progress: RunProgress,
  outcome: RunOutcome,
): Promise<RunSummary> {
  return progress.summary(outcome, await readEntries(), await readEarlierJournals());
}

/**
 * Does loops and then looks what held-out questions say, after which nothing is decided. Enough of a budget of questions
 * is set aside for that; one of another kind has ended the run by then.
 */
async function thenHoldout(
  progress: RunProgress,
  signal: AbortSignal,
  loops: () => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const reason = await loops().catch((error: unknown): RunOutcome => {
    if (error instanceof BudgetSpentError && error.kind === "questions") return "question-budget-spent";
    throw error;
  });
  if (progress.spaces) {
    await progress.holdout.end(progress.spaces, progress.kept, signal);
    await progress.paraphrases.end(progress.spaces, progress.kept, progress.turnedRight, signal);
  }
  return reason;
}

async function runOneLoop(
  context: RunContext,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { spaces } = progress;
  if (!spaces) return "failed";
  const loop = progress.loops + 1;
  const result = await withTimeBudget(context, context.config.loopTimeoutMs, signal, (stop) =>
    runLoop(context, spaces, loop, progress.position, (position) => progress.note(position), stop),
  );
  progress.endLoop(result);
  return stopReason(progress, context.config) ?? "max-loops";
}

/** The backup comes before anything else: whatever happens, production can be compared with it. */
async function announce(context: RunContext, report: PreflightReport | undefined): Promise<void> {
  const { journal, production, policy, benchmarks, holdout, holdoutNote, config } = context;
  await journal.write({ type: "settings", hashes: settingsOf(context) });
  await journal.write({
    type: "backup",
    spaceId: production.id,
    title: production.title,
    description: production.description,
    warehouseId: production.warehouseId,
    etag: production.etag,
    document: production.document.serialize(),
  });
  await journal.write({
    type: "run-start",
    spaceId: production.id,
    title: production.title,
    policy: policy.name,
    benchmarks: benchmarks.length,
    heldOut: holdout.length,
    holdoutNote,
    targetScore: config.targetScore,
    maxLoops: config.maxLoops,
    isDryRun: config.dryRun,
    productionHash: production.document.hash,
  });
  if (!report) return;
  const checks = report.checks.map(({ check, status, message }) => ({ check, status, message }));
  await journal.write({ type: "preflight-end", isReady: report.isReady, checks });
}
