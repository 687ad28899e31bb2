import { PromotionError } from "../errors/promotion-error.js";
import type { Disposition } from "../events/run-event.js";
import { UnityMetricViews } from "../fixes/metric-views/unity-metric-views.js";
import { GenieClient } from "../genie/genie-client.js";
import { RunWriteScope } from "../genie/write-scope.js";
import { RunJournal } from "../runs/run-journal.js";
import { SpaceCloner } from "../space/space-cloner.js";
import { SqlClient } from "../sql/sql-client.js";
import type { Cancellable } from "../util/cancellable.js";
import type { RunPorts } from "./prepare-run.js";
import { promote, revert } from "./promotion.js";
import { holdRunLock } from "./run-lock.js";
import type { FinalChoice } from "./run-result.js";
import { type RunState, runStateOf } from "./run-state.js";

/** Carries out the decision on a run that has ended, from what its journal says. */
export function decideRun(
  ports: RunPorts,
  runId: string,
  choice: FinalChoice,
  { signal }: Cancellable,
): Promise<Disposition> {
  return withRun(ports, runId, async (state, journal) => {
    const { backup, bestDocument, summary } = state;
    if (!backup || !bestDocument || !summary || !isUndecided(state)) {
      throw new PromotionError(
        "NOT_AWAITING_DECISION",
        `Run ${runId} awaits no decision (${state.disposition ?? "it has no end in this store"}). Run again to get a new result.`,
      );
    }
    if (choice === "promote")
      await promote(bestDocument, { connection: ports.connection, journal, backup, signal });
    if (choice === "discard") await dropViews(ports, state, backup.warehouseId, { signal });
    if (choice !== "keep")
      await removeSpaces(ports, state, journal, choice === "promote" ? "promoted" : "cleanup", { signal });
    const disposition = ({ promote: "promoted", keep: "kept", discard: "discarded" } as const)[choice];
    await journal.write({ type: "run-end", summary, disposition });
    return disposition;
  });
}

/** Takes back the promotion of a run. */
export function revertPromotion(ports: RunPorts, runId: string, { signal }: Cancellable): Promise<void> {
  return withRun(ports, runId, async ({ backup, bestDocument, disposition }, journal) => {
    if (!backup || !bestDocument || disposition !== "promoted") {
      throw new PromotionError(
        "NOTHING_TO_REVERT",
        `Run ${runId} has promoted nothing that could be taken back.`,
      );
    }
    await revert(bestDocument, { connection: ports.connection, journal, backup, signal });
  });
}

/** A kept result can still be promoted or discarded. */
function isUndecided({ disposition }: RunState): boolean {
  return disposition === "awaiting-decision" || disposition === "kept";
}

async function withRun<T>(
  ports: RunPorts,
  runId: string,
  work: (state: RunState, journal: RunJournal) => Promise<T>,
): Promise<T> {
  const { store, connection, emitter, reporters } = ports;
  const state = runStateOf(runId, await store.read(runId));
  const spaceId = state.backup?.id ?? ports.config.spaceId;
  const lock = await holdRunLock({
    store,
    spaceId,
    runId,
    clock: connection.clock,
    force: ports.config.forceLock,
  });
  const journal = new RunJournal({
    runId,
    store,
    clock: connection.clock,
    emitter,
    reporters,
    after: state.lastSequence,
  });
  try {
    return await work(state, journal);
  } finally {
    await journal.close();
    await lock.release();
  }
}

async function removeSpaces(
  { connection }: RunPorts,
  { spaces }: RunState,
  journal: RunJournal,
  why: "promoted" | "cleanup",
  { signal }: Cancellable,
): Promise<void> {
  const writeScope = new RunWriteScope();
  for (const { spaceId } of spaces) writeScope.add(spaceId);
  const cloner = new SpaceCloner({
    client: new GenieClient({ connection, writeScope }),
    clock: connection.clock,
  });
  for (const { spaceId, title } of spaces) {
    await journal.write({ type: "intent", action: "trash-space", target: spaceId });
    await cloner.trash(spaceId, { signal });
    await journal.write({ type: "space-removed", spaceId, title, why });
  }
}

async function dropViews(
  { connection, config }: RunPorts,
  { views, runId }: RunState,
  warehouseId: string,
  { signal }: Cancellable,
): Promise<void> {
  const { metricViewSchema } = config;
  if (views.length === 0 || metricViewSchema === undefined) return;
  const sql = new SqlClient({ connection, warehouseId: config.warehouseId ?? warehouseId });
  const metricViews = new UnityMetricViews({
    sql,
    runId,
    allowedSchemas: [metricViewSchema],
    created: views,
  });
  for (const view of views) await metricViews.drop(view, { signal });
}
