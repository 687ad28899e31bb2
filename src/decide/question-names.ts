import type { DecisionBenchmark } from "./acceptance-policy.js";

/** What a question is called in texts for people. */
export type NameOf = (benchmarkId: string) => string;

/** The names that benchmarks carry; their ids where they carry none. */
export function questionNames(benchmarks: readonly DecisionBenchmark[]): NameOf {
  const names = new Map(benchmarks.map(({ id, name }) => [id, name ?? id]));
  return (id) => names.get(id) ?? id;
}
