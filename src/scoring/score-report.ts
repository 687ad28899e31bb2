import type { BenchmarkResult, JudgeActivity, Score, ScoreReport, TrialSummary } from "./benchmark-result.js";
import { scoreOf, wilsonInterval } from "./score.js";

/** Results put together. `trials` is how often each benchmark was to be asked. */
export function scoreReport(
  results: readonly BenchmarkResult[],
  { trials = 1, isComplete }: { readonly trials?: number; readonly isComplete: boolean },
): ScoreReport {
  const judge = judgeActivity(results);
  if (trials === 1) return { score: scoreOf(results), results, isComplete, judge };
  const summaries = summarizeTrials(results);
  return { score: meanScore(results, summaries), results, isComplete, trials: summaries, judge };
}

/** What the trials of each benchmark came to, in the order in which the benchmarks first appear. */
export function summarizeTrials(results: readonly BenchmarkResult[]): readonly TrialSummary[] {
  const byBenchmark = new Map<string, BenchmarkResult[]>();
  for (const result of results) {
    const known = byBenchmark.get(result.benchmarkId);
    if (known) known.push(result);
    else byBenchmark.set(result.benchmarkId, [result]);
  }
  return [...byBenchmark].map(([benchmarkId, trials]) => {
    const { passed, failed, errors, invalid } = scoreOf(trials);
    const decided = passed + failed;
    return {
      benchmarkId,
      passed,
      failed,
      errors,
      invalid,
      passRate: decided === 0 ? undefined : passed / decided,
      isFlaky: passed > 0 && failed > 0,
    };
  });
}

/** Where comparing had decided, a judge that says otherwise disagrees. */
export function judgeActivity(results: readonly BenchmarkResult[]): JudgeActivity {
  const asked = results.filter(({ judge }) => judge !== undefined);
  return {
    asked: asked.length,
    disagreements: asked.filter(
      ({ decidedBy, verdict, judge }) => decidedBy === "results" && judge?.isCorrect !== (verdict === "pass"),
    ).length,
  };
}

/** Answers to one question are no independent observations: each benchmark weighs the same, and counts as one. */
function meanScore(results: readonly BenchmarkResult[], summaries: readonly TrialSummary[]): Score {
  const rates = summaries.flatMap(({ passRate }) => (passRate === undefined ? [] : [passRate]));
  const sum = rates.reduce((total, rate) => total + rate, 0);
  return {
    ...scoreOf(results),
    value: rates.length === 0 ? 0 : sum / rates.length,
    interval: wilsonInterval(sum, rates.length),
  };
}
