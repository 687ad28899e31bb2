import type { Disposition, RunSummary } from "../events/run-event.js";
import type { DevSpaces } from "./dev-spaces.js";
import { promote } from "./promotion.js";
import type { RunContext } from "./run-context.js";
import type { RunProgress } from "./run-progress.js";
import type { CompletionChoice, DecideCompletion } from "./run-result.js";

export interface Completion {
  readonly context: RunContext;
  readonly progress: RunProgress;
  readonly summary: RunSummary;
  readonly decide: DecideCompletion | undefined;
  readonly signal: AbortSignal;
}

/** Puts the result to whoever decides and carries the decision out. */
export async function completeRun(completion: Completion): Promise<Disposition | "continue"> {
  const { context, progress, summary, signal } = completion;
  const { spaces } = progress;
  if (summary.outcome === "dry-run") return "discarded";
  // A run that was stopped from outside is decided by a person, whatever was configured for its completion.
  if (summary.outcome === "cancelled" || !spaces) return "awaiting-decision";
  const choice = await choose(completion);
  await context.journal.write({ type: "decision-end", choice });
  if (choice === "continue") return "continue";
  if (choice === "later") return "awaiting-decision";
  if (choice === "keep") return "kept";
  await promoteBest(context, spaces, signal);
  return "promoted";
}

async function choose({ context, summary, decide, signal }: Completion): Promise<CompletionChoice> {
  const { onComplete } = context.config;
  if (onComplete !== "ask") return onComplete;
  if (!decide) return "later";
  await context.journal.write({ type: "decision-start", summary });
  return decide(summary, { signal });
}

async function promoteBest(context: RunContext, spaces: DevSpaces, signal: AbortSignal): Promise<void> {
  const { connection, journal, production, cloner } = context;
  await promote(spaces.bestDocument, { connection, journal, backup: production, signal });
  for (const { spaceId, title } of [spaces.working, spaces.best]) {
    await journal.write({ type: "intent", action: "trash-space", target: spaceId });
    await cloner.trash(spaceId, { signal });
    await journal.write({ type: "space-removed", spaceId, title, why: "promoted" });
  }
}
