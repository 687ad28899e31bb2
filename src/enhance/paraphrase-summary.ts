import type { Benchmark } from "../benchmarks/benchmark.js";
import type { ParaphraseSummary } from "../events/run-figures.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { shortened } from "../util/shortened.js";

export interface ParaphraseAnswer {
  /** Of the question that was put in other words. */
  readonly benchmarkId: string;
  readonly verdict: BenchmarkResult["verdict"];
}

/** What the answers show. An ask without an answer counts for nothing; a gain is memorised where no paraphrase is right. */
export function summarizeParaphrases(
  benchmarks: readonly Benchmark[],
  answers: readonly ParaphraseAnswer[],
): ParaphraseSummary {
  const questions = benchmarks.flatMap(({ id, question }) => {
    const verdicts = answers.filter(({ benchmarkId }) => benchmarkId === id).map(({ verdict }) => verdict);
    const passed = verdicts.filter((verdict) => verdict === "pass").length;
    const asked = passed + verdicts.filter((verdict) => verdict === "fail").length;
    return asked > 0 ? [{ benchmarkId: id, question, passed, asked }] : [];
  });
  if (questions.length === 0) return skippedParaphrases("none of them was answered");
  const memorised = questions.filter(({ passed }) => passed === 0);
  const names = memorised.map(({ question }) => `"${shortened(question)}"`).join(", ");
  const holding = `${questions.length - memorised.length} of ${questions.length} gains hold in other words`;
  return {
    status: "asked",
    questions,
    wording: `${memorised.length > 0 ? `${holding}; memorised: ${names}` : holding} (the start was not asked for comparison)`,
  };
}

export function skippedParaphrases(reason: string): ParaphraseSummary {
  return { status: "skipped", questions: [], wording: `gains were not asked in other words: ${reason}` };
}
