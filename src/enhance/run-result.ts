import type { Disposition, RunSummary } from "../events/run-event.js";

/** What to do with the result of a run. `continue`: one more loop, then ask again. `later`: decide another time. */
export type CompletionChoice = "promote" | "keep" | "continue" | "later";

/** What can still be done with the result of a run that has ended. `discard` removes all that the run created. */
export type FinalChoice = "promote" | "keep" | "discard";

/**
 * Asks a person, or the caller's code, what to do with the result. It may take any time: the run keeps its space's lock
 * meanwhile. A run that is stopped does not wait any more and ends as `awaiting-decision`; `signal` tells of it.
 */
export type DecideCompletion = (
  summary: RunSummary,
  options: { readonly signal: AbortSignal },
) => CompletionChoice | Promise<CompletionChoice>;

/** How a run ended and what became of its result. */
export interface RunResult {
  readonly summary: RunSummary;
  readonly disposition: Disposition;
}
