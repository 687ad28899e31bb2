import { ApiError } from "../errors/api-error.js";
import { ResumeError } from "../errors/resume-error.js";
import { GenieClient } from "../genie/genie-client.js";
import { noWrites } from "../genie/write-scope.js";
import { conductRun } from "./conduct-run.js";
import { decideUnderLock } from "./decide-run.js";
import { readProduction } from "./execute-run.js";
import { prepareRun, type RunPorts } from "./prepare-run.js";
import { underRunLock } from "./run-lock.js";
import type { RunResult } from "./run-result.js";
import { refuseOtherSettings, settingsOf } from "./run-settings.js";
import { type RunState, runStateOf } from "./run-state.js";

/**
 * Goes on with a run where its journal ends. A run that has come to its end gives its result again; a decision that
 * was being carried out is carried out.
 */
export async function resumeRun(ports: RunPorts, runId: string, caller: AbortSignal): Promise<RunResult> {
  caller.throwIfAborted();
  const { config, store } = ports;
  return underRunLock(
    ports,
    { spaceId: config.spaceId, runId, signal: caller },
    async ({ signal, showLife }) => {
      const entries = await store.read(runId);
      const state = runStateOf(runId, entries);
      refuseUnknown(state, config.spaceId);
      if (state.openChoice) return finishDecision(ports, state, signal);
      const { summary, disposition } = state;
      if (summary && disposition && hasEnded(state)) return { summary, disposition };
      const production = state.backup ?? (await readProduction(ports, signal));
      const context = { ...prepareRun(ports, { runId, production, entries }), showLife };
      refuseOtherSettings(runId, state.settings, settingsOf(context));
      await refuseMissingCopies(ports, state, signal);
      await context.journal.write({ type: "run-resume", entries: entries.length });
      return conductRun(context, { decide: ports.decide, signal });
    },
  );
}

function refuseUnknown(
  { runId, lastSequence, backup, disposition, summary }: RunState,
  spaceId: string,
): void {
  if (lastSequence === 0) {
    throw new ResumeError(
      "RUN_NOT_FOUND",
      runId,
      `Run ${runId} has no entry in this store, so it has changed nothing: start it with run(), or give the store that holds its journal.`,
    );
  }
  if (backup && backup.id !== spaceId) {
    throw new ResumeError(
      "SETTINGS_CHANGED",
      runId,
      `Run ${runId} works on space ${backup.id}, not on ${spaceId}: give its spaceId to go on.`,
    );
  }
  if (disposition === "discarded" && summary?.outcome !== "dry-run") {
    throw new ResumeError(
      "RUN_DISCARDED",
      runId,
      `Everything that run ${runId} created has been removed, so it cannot go on. Start a new run.`,
    );
  }
}

/**
 * Asks for each copy before anything is done: what was answered on one that is gone cannot be gone on with on another,
 * and a trial that fails for want of it could not be taken back either.
 */
async function refuseMissingCopies(
  { connection }: RunPorts,
  { runId, spaces }: RunState,
  signal: AbortSignal,
): Promise<void> {
  const client = new GenieClient({ connection, writeScope: noWrites });
  for (const { spaceId, title } of spaces) {
    try {
      await client.getSpace(spaceId, { signal });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "NOT_FOUND")) throw error;
      throw new ResumeError(
        "COPY_GONE",
        runId,
        `Run ${runId} cannot go on: its copy "${title}" (${spaceId}) has been deleted. Restore it from the trash and resume again, or remove what is left with cleanup("${runId}") and start a new run.`,
      );
    }
  }
}

/** A run that was stopped, or failed, can go on; its copies are still there. */
function hasEnded({ summary, disposition }: RunState): boolean {
  const wasStopped = summary?.outcome === "cancelled" || summary?.outcome === "failed";
  return !(wasStopped && disposition === "awaiting-decision");
}

async function finishDecision(ports: RunPorts, state: RunState, signal: AbortSignal): Promise<RunResult> {
  const { openChoice, summary, runId } = state;
  if (!openChoice || !summary)
    throw new ResumeError("RUN_NOT_FOUND", runId, `Run ${runId} has no end to decide on.`);
  return { summary, disposition: await decideUnderLock(ports, state, openChoice, { signal }) };
}
