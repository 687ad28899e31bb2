import { ConfigurationError } from "../errors/configuration-error.js";
import type { Disposition, RunSummary } from "../events/run-event.js";
import type { RunContext } from "./run-context.js";
import type { RunProgress } from "./run-progress.js";
import type { CompletionChoice, DecideCompletion } from "./run-result.js";
import { settleRun } from "./settle-run.js";
import { ChoiceSchema, choiceCodec } from "./step-codecs.js";
import { waitAlive } from "./wait-alive.js";

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
  const { connection, config, journal } = context;
  const { onDrift } = config;
  await journal.write({ type: "choice-start", choice, summary });
  return settleRun(choice, {
    connection,
    config,
    journal,
    state: await context.readState(),
    onDrift,
    signal,
  });
}

async function choose({ context, summary, decide, signal }: Completion): Promise<CompletionChoice> {
  const { config, journal, steps, clock, showLife } = context;
  const { onComplete } = config;
  if (onComplete === "ask" && decide) await journal.write({ type: "decision-start", summary });
  try {
    return await steps.once({
      name: "choose",
      run: async () => {
        if (onComplete !== "ask") return onComplete;
        if (!decide) return "later";
        return checkedChoice(await waitAlive(() => decide(summary, { signal }), { clock, showLife, signal }));
      },
      ...choiceCodec,
    });
  } catch (error) {
    // Whoever stops the wait has decided nothing.
    if (signal.aborted) return "later";
    throw error;
  }
}

/** `decide` is the caller's code, and not always written in TypeScript. */
function checkedChoice(choice: unknown): CompletionChoice {
  const { data } = ChoiceSchema.safeParse(choice);
  if (data) return data;
  const message = `must resolve to one of ${ChoiceSchema.options.join(", ")}`;
  throw new ConfigurationError("decision", [{ path: "decide", message }]);
}
