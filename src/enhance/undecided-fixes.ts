import type { FixSummary } from "../events/run-event.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import { summarizeFix } from "./fix-summary.js";
import { reportCodec } from "./step-codecs.js";

/** Fixes of the last analysis that a run's journal tells no decision on, in the order in which they were to be tried. */
export function undecidedFixes(
  entries: readonly JournalEntry[],
  registry: FixTypeRegistry,
): readonly FixSummary[] {
  const analysis = entries.findLast(
    (entry) => entry.type === "step-end" && entry.step.startsWith("analyse:"),
  );
  if (analysis?.type !== "step-end") return [];
  const decided = new Set(entries.flatMap((entry) => (entry.type === "fix-end" ? [entry.fix.fixId] : [])));
  return reportCodec
    .read(analysis.outcome)
    .fixes.filter(({ id }) => !decided.has(id))
    .map((fix) => summarizeFix(fix, registry));
}
