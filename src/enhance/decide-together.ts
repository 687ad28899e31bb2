import { fixBasis } from "../analysis/fix-basis.js";
import type { Decision } from "../decide/acceptance-policy.js";
import { applyFix } from "../fixes/apply-fix.js";
import { type Fix, type FixCategory, fixCategories } from "../fixes/fix.js";
import { ConfigurationDocuments } from "./configuration-documents.js";
import { summarizeFix } from "./fix-summary.js";
import { GroupTrial } from "./group-trial.js";
import { type LoopTrial, trialOptions } from "./loop-trial.js";
import { makeCopy } from "./make-copy.js";

/**
 * Tries the fixes of a loop all at once, on several working copies: each is taken in alone, category by category,
 * then the policy asks about sets of them, and what it decided is carried out and told at the end.
 */
export async function decideTogether(loopTrial: LoopTrial, signal: AbortSignal): Promise<void> {
  const { analysis, log, context, loop } = loopTrial;
  if (context.config.indexing === "canary" && loop === 1) await tellThatItWaits(loopTrial);
  const trial = await prepareTrial(loopTrial, signal);
  const bases = new Map(analysis.fixes.map((fix) => [fix, basisOf(fix, loopTrial)]));
  const end = (fix: Fix, decision: Decision) => tellEnd(loopTrial, fix, decision, bases.get(fix));
  const phases = fixCategories.map((category, index) => ({
    category,
    phase: index + 1,
    fixes: analysis.fixes.filter((fix) => fix.category === category),
  }));
  const open = new Set<Fix>();
  try {
    for (const phase of phases)
      for (const fix of await admitPhase(loopTrial, trial, phase, end, signal)) open.add(fix);
    await makeWorkings(loopTrial, Math.min(context.policy.arms ?? 1, open.size), signal);
    await trial.decide(signal);
    await trial.end(signal);
  } catch (error) {
    // The copies must hold what the run reports, also when it is stopped in the middle of a trial.
    await trial.takeBack(error);
    throw error;
  }
  for (const { category, phase, fixes } of phases) {
    for (const fix of fixes.filter((one) => open.has(one))) {
      const decision = log.decisionOn(fix.id);
      if (decision) await end(fix, decision);
    }
    const kept = fixes.filter(({ id }) => log.accepted.includes(id)).length;
    await context.journal.write({ type: "phase-end", loop: loopTrial.loop, phase, category, kept });
  }
}

/** A space goes from one set of fixes to another here, often with the same fix in both, so that no claimed question tells them apart. */
function tellThatItWaits({ context: { journal, policy } }: LoopTrial): Promise<void> {
  return journal.write({
    type: "warning",
    source: "indexing",
    message: `Policy ${policy.name} tries several fixes at once, where no canary shows which of them a space answers by; indexingWaitMs is waited for instead.`,
  });
}

interface Phase {
  readonly category: FixCategory;
  readonly phase: number;
  readonly fixes: readonly Fix[];
}

/** Takes in the fixes of one category. Returns those that can be applied; the others are decided. */
async function admitPhase(
  { context: { journal, registry }, known, log, loop, spaces }: LoopTrial,
  trial: GroupTrial,
  { category, phase, fixes }: Phase,
  end: (fix: Fix, decision: Decision) => Promise<void>,
  signal: AbortSignal,
): Promise<readonly Fix[]> {
  await journal.write({ type: "phase-start", loop, phase, category, fixes: fixes.length });
  const admitted: Fix[] = [];
  for (const [offset, fix] of fixes.entries()) {
    const fixSummary = summarizeFix(fix, registry);
    await journal.write({ type: "fix-start", loop, fix: fixSummary, index: offset + 1, total: fixes.length });
    const applied = await trial.admit(fix, signal);
    if (applied.status === "applied") {
      const { changes } = applied;
      const { role } = spaces.working;
      await journal.write({ type: "fix-applied", fixId: fix.id, role, isPreview: false, changes });
      admitted.push(fix);
      continue;
    }
    const bestScore = known.scoreOf(log.accepted).value;
    const { reason } = applied;
    const decision = { fixId: fix.id, verdict: "skipped", reason, gains: [], losses: [], bestScore } as const;
    log.decide(decision);
    await end(fix, decision);
  }
  return admitted;
}

/** As many working copies as can be used; those of earlier loops are used again. */
async function makeWorkings(
  { context, spaces }: LoopTrial,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const { devWorkingSuffix } = context.config;
  for (let number = spaces.workings.length + 1; number <= count; number += 1)
    spaces.addWorking(
      await makeCopy(context, `dev-working-${number}`, `${devWorkingSuffix}_${number}`, signal),
    );
}

async function prepareTrial(loopTrial: LoopTrial, signal: AbortSignal): Promise<GroupTrial> {
  const { context, spaces, analysis, log } = loopTrial;
  const { registry, documentIdsFor, config } = context;
  const base = spaces.bestDocument;
  const identifiers = base.sources.map(({ identifier }) => identifier);
  const catalog = await context.catalog.describe(identifiers, { signal });
  const documents = new ConfigurationDocuments({
    base,
    fixes: analysis.fixes,
    conflicts: analysis.conflicts,
    preview: (fix, document) => applyFix(fix, document, { registry, catalog, newId: documentIdsFor(fix.id) }),
  });
  const switchCost = (config.questionsPerMinute * config.indexingWaitMs) / 60_000;
  return new GroupTrial({ ...trialOptions(loopTrial), documents, log, switchCost });
}

function basisOf(fix: Fix, { context: { registry }, spaces, known, log }: LoopTrial) {
  const type = registry.get(fix.type);
  const failures = known.of(log.accepted).filter(({ verdict }) => verdict === "fail");
  return type && fixBasis(fix, type, spaces.bestDocument, failures);
}

async function tellEnd(
  { context: { journal, registry }, log, loop, note }: LoopTrial,
  fix: Fix,
  decision: Decision,
  basis: ReturnType<typeof basisOf>,
): Promise<void> {
  const asked = log.state.observations.filter(({ configuration }) => configuration.includes(fix.id));
  await journal.write({
    type: "fix-end",
    loop,
    fix: summarizeFix(fix, registry),
    isKept: decision.verdict === "accepted",
    verdict: decision.verdict,
    reason: decision.reason,
    gains: decision.gains.map(({ benchmarkId }) => benchmarkId),
    losses: decision.losses.map(({ benchmarkId }) => benchmarkId),
    bestScore: decision.bestScore,
    chanceBound: decision.chanceBound,
    asks: asked.length,
    basis,
    ...(decision.verdict === "skipped" ? {} : { isDecidedTogether: true }),
  });
  note(fix, decision);
}
