import type { Disposition, RunSummary } from "../events/run-event.js";

/** What to do with the result of a run. `continue`: one more loop, then ask again. `later`: decide another time. */
export type CompletionChoice = "promote" | "keep" | "continue" | "later";

/** What can still be done with the result of a run that has ended. `discard` removes all that the run created. */
export type FinalChoice = "promote" | "keep" | "discard";

/** Asks a person, or the caller's code, what to do with the result. */
export type DecideCompletion = (
  summary: RunSummary,
  options: { readonly signal: AbortSignal },
) => CompletionChoice | Promise<CompletionChoice>;

/** How a run ended and what became of its result. */
export interface RunResult {
  readonly summary: RunSummary;
  readonly disposition: Disposition;
}
