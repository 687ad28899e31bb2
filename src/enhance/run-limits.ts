import { type BudgetKind, BudgetSpentError } from "../errors/budget-spent-error.js";
import type { RunOutcome } from "../events/run-event.js";
import type { RunContext } from "./run-context.js";
import { waitingOutOutages } from "./wait-out-outages.js";

const outcomeOfBudget: Readonly<Record<BudgetKind, RunOutcome>> = {
  questions: "question-budget-spent",
  minutes: "time-budget-spent",
  llmTokens: "token-budget-spent",
  cost: "cost-budget-spent",
};

/**
 * Does work that the caller's signal, or the run's time budget, may stop, and tells a stop that is part of a
 * run's life from a failure: stops become outcomes, failures are thrown.
 */
export async function untilStopped(
  context: RunContext,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  try {
    const minutes = context.config.budget?.minutes;
    return await withTimeBudget(context, minutes && minutes * 60_000, signal, (stop) =>
      waitingOutOutages(context, stop, work),
    );
  } catch (error) {
    if (signal.aborted) return "cancelled";
    if (error instanceof BudgetSpentError) return outcomeOfBudget[error.kind];
    throw error;
  }
}

/**
 * Stops the work with a BudgetSpentError when it takes longer than `limitMs`; without a limit it may take any time.
 * What the work took before an interruption of the run counts.
 */
export async function withTimeBudget<T>(
  { clock, steps: { replay } }: Pick<RunContext, "clock" | "steps">,
  limitMs: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (limitMs === undefined) return work(signal);
  const spent = new AbortController();
  const done = new AbortController();
  const stop = () => spent.abort(new BudgetSpentError("minutes", limitMs / 60_000));
  const startedAt = replay.elapsedMs();
  let timer = Promise.resolve();
  const withdraw = replay.whenOver(() => {
    const leftMs = limitMs - (replay.elapsedMs() - startedAt);
    if (leftMs <= 0) stop();
    else timer = clock.sleep(leftMs, { signal: done.signal }).then(stop, () => undefined);
  });
  try {
    return await work(AbortSignal.any([signal, spent.signal]));
  } finally {
    withdraw();
    done.abort();
    await timer;
  }
}
