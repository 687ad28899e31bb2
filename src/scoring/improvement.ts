import type { BenchmarkResult } from "./benchmark-result.js";
import { wilsonInterval, z95 } from "./score.js";

/** Questions by their answers in two runs of the same benchmark. */
export interface PairedOutcomes {
  readonly bothRight: number;
  /** Wrong in the first run, right in the second. */
  readonly fixed: number;
  /** Right in the first run, wrong in the second. */
  readonly broken: number;
  readonly bothWrong: number;
}

/** Pairs two runs by benchmark; what was not decided in both is left out. */
export function pairOutcomes(
  before: readonly Pick<BenchmarkResult, "benchmarkId" | "verdict">[],
  after: readonly Pick<BenchmarkResult, "benchmarkId" | "verdict">[],
): PairedOutcomes {
  const second = new Map(after.map(({ benchmarkId, verdict }) => [benchmarkId, verdict]));
  const count = (first: "pass" | "fail", then: "pass" | "fail") =>
    before.filter(({ benchmarkId, verdict }) => verdict === first && second.get(benchmarkId) === then).length;
  return {
    bothRight: count("pass", "pass"),
    fixed: count("fail", "pass"),
    broken: count("pass", "fail"),
    bothWrong: count("fail", "fail"),
  };
}

/** By how much a score changed, in shares of the benchmark, -1 to 1. */
export interface Improvement {
  readonly difference: number;
  /** 95 % interval of the difference for questions like these. */
  readonly low: number;
  readonly high: number;
}

/**
 * Improvement between two runs of the same questions with Newcombe's interval for paired shares (method 10 of
 * R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired
 * data", Statistics in Medicine 17, 1998). It speaks of new questions like these; where fixes were chosen on these
 * questions, only held-out ones back a claim about new ones.
 */
export function pairedImprovement({ bothRight, fixed, broken, bothWrong }: PairedOutcomes): Improvement {
  const total = bothRight + fixed + broken + bothWrong;
  if (total === 0) return { difference: 0, low: -1, high: 1 };
  const rightBefore = bothRight + broken;
  const rightAfter = bothRight + fixed;
  const before = wilsonInterval(rightBefore, total);
  const after = wilsonInterval(rightAfter, total);
  const difference = (rightAfter - rightBefore) / total;
  const phi = correlation({ bothRight, fixed, broken, bothWrong });
  const below = { after: rightAfter / total - after.low, before: before.high - rightBefore / total };
  const above = { after: after.high - rightAfter / total, before: rightBefore / total - before.low };
  return {
    difference,
    low: Math.max(-1, difference - spread(below.after, below.before, phi)),
    high: Math.min(1, difference + spread(above.after, above.before, phi)),
  };
}

function spread(after: number, before: number, phi: number): number {
  return Math.sqrt(Math.max(0, after ** 2 - 2 * phi * after * before + before ** 2));
}

/** Phi of the paired table, a positive one corrected for continuity; 0 where a margin is empty. */
function correlation({ bothRight, fixed, broken, bothWrong }: PairedOutcomes): number {
  const margins = (bothRight + broken) * (fixed + bothWrong) * (bothRight + fixed) * (broken + bothWrong);
  if (margins === 0) return 0;
  const product = bothRight * bothWrong - fixed * broken;
  const total = bothRight + fixed + broken + bothWrong;
  return (product > 0 ? Math.max(product - total / 2, 0) : product) / Math.sqrt(margins);
}

/** What running the same benchmark on the same space again changes by chance. */
export interface RunNoise {
  /** Share of the questions whose answer differs between two runs, shrunk towards 5 % while few are known. */
  readonly differing: number;
  /** Standard deviation of one score, as a share of the benchmark. */
  readonly deviation: number;
  /** Differences of two scores below this, as a share of the benchmark, are within chance at 95 %. */
  readonly noticeable: number;
}

/** Twenty pairs of which 5 % differ are added, so that a short benchmark without a difference is not called stable. */
const priorPairs = 20;
const priorShare = 0.05;

/**
 * Run-to-run noise of a benchmark, from two runs of questions that no fix was found to change: d of n pairs differ,
 * which makes the deviation of one score √(n·d/2) questions.
 */
export function runNoise(unchanged: PairedOutcomes, questions: number): RunNoise {
  const { bothRight, fixed, broken, bothWrong } = unchanged;
  const pairs = bothRight + fixed + broken + bothWrong;
  const differing = (fixed + broken + priorPairs * priorShare) / (pairs + priorPairs);
  const count = Math.max(1, questions);
  return {
    differing,
    deviation: Math.sqrt((count * differing) / 2) / count,
    noticeable: (z95 * Math.sqrt(count * differing)) / count,
  };
}
