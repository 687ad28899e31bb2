import type { AnalysisReport } from "../analysis/failure-analyzer.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { questionName } from "../benchmarks/question-name.js";
import type { Decision } from "../decide/acceptance-policy.js";
import type { DecidedFix, ScoreSummary } from "../events/run-event.js";
import type { Fix } from "../fixes/fix.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { SpaceDocument } from "../space/space-document.js";
import { BenchmarkAsker, type HeldDocuments } from "./benchmark-asker.js";
import { decideInTurn } from "./decide-in-turn.js";
import { decideTogether } from "./decide-together.js";
import { DecisionLog } from "./decision-log.js";
import type { DevSpaces } from "./dev-spaces.js";
import { failuresByCategory } from "./failures-by-category.js";
import { summarizeFix } from "./fix-summary.js";
import { KnownResults, summarizeScore } from "./known-results.js";
import { planFixes } from "./plan-fixes.js";
import type { RunContext } from "./run-context.js";
import { reportCodec } from "./step-codecs.js";

/** Where a run stands between two loops. */
export interface LoopPosition {
  /** The latest known result of every benchmark on the best configuration. */
  readonly results: readonly BenchmarkResult[];
  readonly decided: readonly DecidedFix[];
}

export interface LoopResult extends LoopPosition {
  readonly proposed: number;
  readonly score: ScoreSummary;
}

/**
 * One pass: analyse the failures, then try the fixes, one at a time or all at once as the policy has it.
 * `onDecided` hears of every decision as it falls, so that nothing is lost when the loop is stopped midway.
 */
export async function runLoop(
  context: RunContext,
  spaces: DevSpaces,
  loop: number,
  position: LoopPosition,
  onDecided: (known: LoopPosition) => void,
  signal: AbortSignal,
): Promise<LoopResult> {
  const { journal, steps } = context;
  const startedAt = steps.replay.elapsedMs();
  await journal.write({ type: "loop-start", loop });
  const analysis = await analyze(context, spaces.bestDocument, loop, position, signal);
  const known = new KnownResults(
    context.benchmarks.map(({ id }) => id),
    position.results,
  );
  const before = known.scoreOf([]);
  const log = new DecisionLog({
    policy: context.policy,
    benchmarks: scorable(context, position.results),
    fixes: planFixes(
      analysis.fixes,
      position.results,
      spaces.bestDocument,
      context.registry,
      analysis.conflicts,
    ),
    baseline: known.baseline([]),
  });
  const decided = [...position.decided];
  const resultsNow = () => known.standing(log.accepted, log.standing);
  const note = (fix: Fix, decision: Decision) => {
    decided.push(decidedFix(context, fix, decision, loop));
    onDecided({ results: resultsNow(), decided });
  };
  const trial = { context, spaces, asker: asker(context, spaces), analysis, log, known, loop, note };
  await ((context.policy.arms ?? 1) > 1 ? decideTogether(trial, signal) : decideInTurn(trial, signal));
  await askClosing(context, spaces, log, known, signal);
  const results = resultsNow();
  const score = summarizeScore(results);
  const inThisLoop = decided.slice(position.decided.length);
  const durationMs = steps.replay.elapsedMs() - startedAt;
  await journal.write({
    type: "loop-end",
    loop,
    score,
    delta: score.value - before.value,
    kept: inThisLoop.filter(({ isKept }) => isKept).length,
    rolledBack: inThisLoop.filter(({ isKept }) => !isKept).length,
    failuresByCategory: failuresByCategory(results),
    durationMs,
    etaMs: durationMs * (context.config.maxLoops - loop),
  });
  return { results, decided, score, proposed: analysis.fixes.length };
}

/** Has the LLM propose fixes for what failed, and announces what came of it. */
export async function analyze(
  context: RunContext,
  document: SpaceDocument,
  loop: number,
  { results }: LoopPosition,
  signal: AbortSignal,
): Promise<AnalysisReport> {
  const { journal, steps, fixIds } = context;
  const failures = results.filter(({ verdict }) => verdict === "fail");
  await journal.write({ type: "analysis-start", loop, failures: failures.length });
  const before = fixIds.given;
  const report = await steps.once({
    name: `analyse:${loop}`,
    run: () => propose(context, document, loop, results, signal),
    ...reportCodec,
  });
  fixIds.skipTo(before + report.fixes.length);
  for (const dropped of report.dropped) await journal.write({ type: "fix-dropped", ...dropped });
  const describe = (id: string) => {
    const fix = report.fixes.find((candidate) => candidate.id === id);
    return fix ? summarizeFix(fix, context.registry).description : id;
  };
  for (const conflict of report.conflicts) {
    const [first, second] = conflict.fixIds;
    const descriptions = [describe(first), describe(second)] as const;
    await journal.write({ type: "fix-conflict", loop, ...conflict, descriptions });
  }
  const count = (category: Fix["category"]) => report.fixes.filter((fix) => fix.category === category).length;
  await journal.write({
    type: "analysis-end",
    loop,
    fixes: {
      metric_views: count("metric_views"),
      metadata: count("metadata"),
      sample_queries: count("sample_queries"),
      instructions: count("instructions"),
    },
    dropped: report.dropped.length,
    prompt: report.prompt,
    usage: report.usage,
    strategy: report.strategy,
    conflicts: report.conflicts.length,
  });
  return report;
}

/** Benchmarks with the rows that are known to be right, so that a fix with an answer in it is seen. */
function withResults(
  benchmarks: readonly Benchmark[],
  results: readonly BenchmarkResult[],
): readonly Benchmark[] {
  const expected = new Map(results.map((result) => [result.benchmarkId, result.expected]));
  return benchmarks.map((benchmark) => ({
    ...benchmark,
    expectedResult: benchmark.expectedResult ?? expected.get(benchmark.id),
  }));
}

async function propose(
  { journal, analyzer, catalog, benchmarks, holdout, config, memory }: RunContext,
  document: SpaceDocument,
  loop: number,
  results: readonly BenchmarkResult[],
  signal: AbortSignal,
): Promise<AnalysisReport> {
  const identifiers = document.sources.map(({ identifier }) => identifier);
  const { tried, unreadable } = await memory.history();
  for (const { runId, reason } of loop === 1 ? unreadable : [])
    await journal.write({
      type: "warning",
      source: "memory",
      message: `Run ${runId} cannot be read: ${reason}`,
    });
  return analyzer.analyze(
    {
      failures: results.filter(({ verdict }) => verdict === "fail"),
      benchmarks: withResults(benchmarks, results),
      holdout,
      document,
      catalog: await catalog.describe(identifiers, { signal }),
      history: tried,
      metricViewSchema: config.metricViewSchema,
    },
    { signal },
  );
}

/** Lets the policy look at the final configuration once more, so that the reported score is a fresh one. */
async function askClosing(
  context: RunContext,
  spaces: DevSpaces,
  log: DecisionLog,
  known: KnownResults,
  signal: AbortSignal,
): Promise<void> {
  for (let step = log.next(); step.kind === "ask" && step.asks.length > 0; step = log.next()) {
    const answers = await asker(context, spaces).ask(step.asks, spaces.best, signal, (stop) =>
      spaces.untilReady(spaces.best, stop),
    );
    log.observe(answers.map(({ observation }) => observation));
    for (const { observation, result } of answers) known.add(observation.configuration, result);
  }
}

export function asker(context: RunContext, documents: HeldDocuments): BenchmarkAsker {
  const { scorer, benchmarks, holdout, journal, steps, config } = context;
  return new BenchmarkAsker({
    ...{ scorer, journal, steps, documents, maxConcurrency: config.maxConcurrency },
    benchmarks: [...benchmarks, ...holdout],
  });
}

function scorable({ benchmarks }: RunContext, results: readonly BenchmarkResult[]) {
  const invalid = new Set(
    results.filter(({ verdict }) => verdict === "invalid").map(({ benchmarkId }) => benchmarkId),
  );
  return benchmarks
    .filter(({ id }) => !invalid.has(id))
    .map(({ id, question, isProtected = false }) => ({
      id,
      isProtected,
      name: questionName({ id, question }),
    }));
}

function decidedFix({ registry }: RunContext, fix: Fix, decision: Decision, loop: number): DecidedFix {
  return {
    fix: summarizeFix(fix, registry),
    loop,
    isKept: decision.verdict === "accepted",
    verdict: decision.verdict,
    reason: decision.reason,
    score: decision.candidateScore,
  };
}
