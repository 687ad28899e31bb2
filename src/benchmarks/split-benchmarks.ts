import { ConfigurationError } from "../errors/configuration-error.js";
import { hashText } from "../util/hash.js";
import { MergedSets } from "../util/merged-sets.js";
import type { Benchmark } from "./benchmark.js";
import { visitDuplicatePairs } from "./duplicate-benchmarks.js";

/** How a benchmark is split. */
export interface SplitOptions {
  /** Share held out, 0 to 1. @default 0.3 */
  readonly holdout?: number | undefined;
  /** Another seed gives another split. @default 1 */
  readonly seed?: number | string | undefined;
  /** Each group gives its share. @default by category and difficulty */
  readonly stratifyBy?: ((benchmark: Benchmark) => string) | undefined;
}

/** A benchmark in two parts. */
export interface BenchmarkSplit {
  /** For improving the space. In the order given, like the other side. */
  readonly train: readonly Benchmark[];
  /** For finding out whether that helped beyond these questions. */
  readonly holdout: readonly Benchmark[];
}

/** Benchmarks that go to one side together. */
interface Cluster {
  readonly benchmarks: readonly Benchmark[];
  readonly rank: string;
}

/**
 * Splits benchmarks into those to learn from and those to check with. Each stratum gives its share, and questions
 * that are nearly the same, or have the same SQL, stay on one side. Where a benchmark goes is drawn from its id, so
 * that the order of the list does not matter and a benchmark more or less moves few of the others.
 * @throws ConfigurationError when `holdout` is not 0 to 1.
 */
export function splitBenchmarks(
  benchmarks: readonly Benchmark[],
  { holdout = 0.3, seed = 1, stratifyBy = defaultStratum }: SplitOptions = {},
): BenchmarkSplit {
  if (!(holdout >= 0 && holdout <= 1))
    throw new ConfigurationError("split", [{ path: "holdout", message: `must be 0 to 1, not ${holdout}` }]);
  const strata = new Map<string, Cluster[]>();
  for (const cluster of clustersOf(benchmarks, seed)) {
    const [first] = cluster.benchmarks;
    const stratum = first ? stratifyBy(first) : "";
    const known = strata.get(stratum);
    if (known) known.push(cluster);
    else strata.set(stratum, [cluster]);
  }
  const held = new Set<Benchmark>();
  // What a small stratum cannot give in whole questions is passed on, so that the total comes out right.
  let owed = 0;
  for (const [, clusters] of [...strata].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const size = clusters.reduce((sum, cluster) => sum + cluster.benchmarks.length, 0);
    owed += size * holdout;
    for (const cluster of clusters.toSorted((a, b) => (a.rank < b.rank ? -1 : 1))) {
      const { length } = cluster.benchmarks;
      if (owed < length / 2 + 1e-9) continue;
      for (const benchmark of cluster.benchmarks) held.add(benchmark);
      owed -= length;
    }
  }
  return {
    train: benchmarks.filter((benchmark) => !held.has(benchmark)),
    holdout: benchmarks.filter((benchmark) => held.has(benchmark)),
  };
}

function defaultStratum({ category = "", difficulty = "" }: Benchmark): string {
  return JSON.stringify([category, difficulty]);
}

function clustersOf(benchmarks: readonly Benchmark[], seed: number | string): readonly Cluster[] {
  const ids = [...new Set(benchmarks.map(({ id }) => id))].toSorted();
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ id }: Benchmark) => places.get(id) ?? 0;
  const placesInList = benchmarks.map(placeOf);
  const leaders = new MergedSets(ids.length);
  visitDuplicatePairs(benchmarks, {}, (first, second) => {
    leaders.merge(placesInList[first] ?? 0, placesInList[second] ?? 0);
  });
  const clusters = new Map<string, Benchmark[]>();
  for (const benchmark of benchmarks) {
    const leader = ids[leaders.leaderOf(placeOf(benchmark))] ?? benchmark.id;
    const known = clusters.get(leader);
    if (known) known.push(benchmark);
    else clusters.set(leader, [benchmark]);
  }
  return [...clusters].map(([leader, members]) => ({
    benchmarks: members.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    rank: hashText(`${seed} ${leader}`),
  }));
}
