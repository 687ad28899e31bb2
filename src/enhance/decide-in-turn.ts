import type { AnalysisReport } from "../analysis/failure-analyzer.js";
import { type Fix, fixCategories } from "../fixes/fix.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import { summarizeFix } from "./fix-summary.js";
import { FixTrial } from "./fix-trial.js";
import { type LoopTrial, trialOptions } from "./loop-trial.js";

/** Tries the fixes of a loop one at a time, category by category. */
export async function decideInTurn(loopTrial: LoopTrial, signal: AbortSignal): Promise<void> {
  const { context, analysis, log, loop, note } = loopTrial;
  const { journal } = context;
  const trial = new FixTrial(trialOptions(loopTrial));
  for (const [index, category] of fixCategories.entries()) {
    const fixes = analysis.fixes.filter((fix) => fix.category === category);
    await journal.write({ type: "phase-start", loop, phase: index + 1, category, fixes: fixes.length });
    let kept = 0;
    for (const [offset, fix] of fixes.entries()) {
      const position = { index: offset + 1, total: fixes.length };
      const reason = contradictionWith(log.accepted, fix, analysis, context.registry);
      const decision =
        reason === undefined
          ? await trial.run(fix, log, position, signal)
          : await trial.skip(fix, log, { ...position, reason });
      if (decision.verdict === "accepted") kept += 1;
      note(fix, decision);
    }
    await journal.write({ type: "phase-end", loop, phase: index + 1, category, kept });
  }
}

/**
 * Why a fix is not tried after all: it would undo one that was kept in this loop. The next analysis sees what was kept
 * and may propose what goes with it.
 */
function contradictionWith(
  accepted: readonly string[],
  fix: Fix,
  { conflicts, fixes }: AnalysisReport,
  registry: FixTypeRegistry,
): string | undefined {
  const conflict = conflicts.find(
    ({ fixIds: [first, second] }) =>
      (second === fix.id && accepted.includes(first)) || (first === fix.id && accepted.includes(second)),
  );
  const kept = fixes.find(({ id }) => id !== fix.id && conflict?.fixIds.includes(id));
  const name = kept && summarizeFix(kept, registry).description;
  return conflict && `Contradicts "${name}", which was kept: ${conflict.reason}`;
}
