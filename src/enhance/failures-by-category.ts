import type { BenchmarkResult } from "../scoring/benchmark-result.js";

/** Failed results by category, for reports. */
export function failuresByCategory(results: readonly BenchmarkResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict, failureCategory = "result_mismatch" } of results) {
    if (verdict === "fail") counts[failureCategory] = (counts[failureCategory] ?? 0) + 1;
  }
  return counts;
}
