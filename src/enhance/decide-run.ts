import { PromotionError } from "../errors/promotion-error.js";
import type { Disposition } from "../events/run-event.js";
import { RunJournal } from "../runs/run-journal.js";
import { isSameAfterRewriting } from "../space/service-rewriting.js";
import type { Cancellable } from "../util/cancellable.js";
import type { RunPorts } from "./prepare-run.js";
import { type OnDrift, revert } from "./promotion.js";
import { underRunLock } from "./run-lock.js";
import type { FinalChoice } from "./run-result.js";
import { type RunState, runStateOf } from "./run-state.js";
import { dropViews } from "./run-views.js";
import { documentOf, settleRun } from "./settle-run.js";

/** How a run is decided on. */
export interface DecideOptions extends Cancellable {
  /** What happens when production was edited meanwhile. @default the configuration's */
  readonly onDrift?: OnDrift | undefined;
}

/** Carries out the decision on a run that has ended, from what its journal says. */
export function decideRun(
  ports: RunPorts,
  runId: string,
  choice: FinalChoice,
  options: DecideOptions,
): Promise<Disposition> {
  return withRun(ports, runId, options.signal, (state, signal) =>
    decideUnderLock(ports, state, choice, { ...options, signal }),
  );
}

/** The same for who holds the lock of the space already. */
export async function decideUnderLock(
  ports: RunPorts,
  state: RunState,
  choice: FinalChoice,
  { onDrift = ports.config.onDrift, signal }: DecideOptions,
): Promise<Disposition> {
  const { summary, runId, disposition: before, openChoice } = state;
  if (!summary || !(isUndecided(state) || openChoice === choice)) {
    throw new PromotionError(
      "NOT_AWAITING_DECISION",
      `Run ${runId} awaits no decision (${before ?? "it has no end in this store; continue it with resume"}). Run again to get a new result.`,
    );
  }
  if (choice !== "promote") await refuseHalfPromoted(ports, state, signal);
  const { connection, config } = ports;
  const journal = journalOf(ports, state);
  try {
    await journal.write({ type: "choice-start", choice });
    const disposition = await settleRun(choice, { connection, config, journal, state, onDrift, signal });
    await journal.write({ type: "run-end", summary, disposition });
    return disposition;
  } catch (error) {
    if (error instanceof PromotionError && error.code !== "PROMOTION_NOT_VERIFIED")
      await journal.write({ type: "choice-refused" });
    throw error;
  } finally {
    await journal.close();
  }
}

/** Takes back the promotion of a run, also one that was interrupted, and the views that only it needed. */
export function revertPromotion(
  ports: RunPorts,
  runId: string,
  { onDrift = ports.config.onDrift, signal: caller }: DecideOptions,
): Promise<void> {
  return withRun(ports, runId, caller, async (state, signal) => {
    const { backup, promotion } = state;
    if (!backup || !promotion || promotion.status === "reverted") {
      const why = promotion?.status === "reverted" ? "was taken back already" : "is not there";
      throw new PromotionError(
        "NOTHING_TO_REVERT",
        `Run ${runId} has promoted nothing that could be taken back: its promotion ${why}.`,
      );
    }
    const { connection, config } = ports;
    const journal = journalOf(ports, state);
    try {
      const document = await revert(promotion, { connection, journal, backup, onDrift, signal });
      await dropViews({ connection, config, state }, { neededBy: [document], journal, signal });
    } finally {
      await journal.close();
    }
  });
}

/** A kept result can still be promoted or discarded. What was decided already is carried out to its end. */
function isUndecided({ disposition }: RunState): boolean {
  return disposition === "awaiting-decision" || disposition === "kept";
}

/**
 * An interrupted promotion that was written can only be finished or taken back: production needs what another decision
 * would remove. One that was not written is no obstacle.
 */
async function refuseHalfPromoted(
  ports: RunPorts,
  { runId, backup, promotion }: RunState,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!backup || promotion?.status !== "begun") return;
  const production = await documentOf(ports.connection, backup.id, signal);
  if (!isSameAfterRewriting(promotion.after, production)) return;
  throw new PromotionError(
    "NOT_AWAITING_DECISION",
    `Run ${runId} was promoted, but its promotion was interrupted. Finish it with the decision "promote", or take it back with revertPromotion("${runId}").`,
  );
}

async function withRun<T>(
  ports: RunPorts,
  runId: string,
  caller: AbortSignal | undefined,
  work: (state: RunState, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { store, config } = ports;
  const known = runStateOf(runId, await store.read(runId));
  const spaceId = known.backup?.id ?? config.spaceId;
  return underRunLock(ports, { spaceId, runId, signal: caller }, async ({ signal }) =>
    work(runStateOf(runId, await store.read(runId)), signal),
  );
}

/** Goes on after the run's last entry. */
export function journalOf(
  { store, connection, emitter, reporters }: RunPorts,
  { runId, lastSequence }: RunState,
): RunJournal {
  return new RunJournal({
    runId,
    store,
    clock: connection.clock,
    emitter,
    reporters,
    after: lastSequence,
  });
}
