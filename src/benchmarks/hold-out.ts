import { ConfigurationError, type ConfigurationIssue } from "../errors/configuration-error.js";
import type { Benchmark } from "./benchmark.js";
import { splitBenchmarks } from "./split-benchmarks.js";

/**
 * Which benchmarks are kept from a run, to see at its end whether what it learned from the others helps with questions
 * that it never saw. Without `ids` and `benchmarks` a share is drawn.
 */
export interface HoldoutSettings {
  /** Share to draw, 0 to 1. @default 0.3 */
  readonly share?: number | undefined;
  /** With fewer benchmarks than this none are drawn: so few questions could tell nothing. @default 40 */
  readonly minBenchmarks?: number | undefined;
  /** Hold out these of the benchmarks, and draw none. */
  readonly ids?: readonly string[] | undefined;
  /** Hold out these questions, which are not among the benchmarks, and draw none. */
  readonly benchmarks?: readonly Benchmark[] | undefined;
}

/** A benchmark in two parts: what a run works on, and what it only measures with. */
export interface HeldOutBenchmarks {
  /** For improving the space. */
  readonly train: readonly Benchmark[];
  readonly holdout: readonly Benchmark[];
  /** How this came about, in one sentence for people. */
  readonly note: string;
}

/**
 * Puts aside the benchmarks of `settings`. A share is drawn from each category and difficulty with near duplicates on
 * one side, by a hash of the ids, so that the same questions are held out in every run.
 * @throws ConfigurationError when ids are unknown or used twice, or nothing is left to improve the space with.
 */
export function holdOut(
  benchmarks: readonly Benchmark[],
  settings: HoldoutSettings | "none" = {},
): HeldOutBenchmarks {
  if (settings === "none") {
    return { train: benchmarks, holdout: [], note: "No questions are held out, as configured." };
  }
  const { share = 0.3, minBenchmarks = 40, ids, benchmarks: further } = settings;
  if (ids || further) return chosen(benchmarks, ids ?? [], further ?? []);
  const total = benchmarks.length;
  if (total < minBenchmarks) {
    const note = `No questions are held out: ${total} are too few to tell anything from a part of them (${minBenchmarks} or more are needed).`;
    return { train: benchmarks, holdout: [], note };
  }
  const { train, holdout } = splitBenchmarks(benchmarks, { holdout: share });
  if (train.length === 0) throw refusal([{ path: "holdout.share", message: noneLeft }]);
  return { train, holdout, note: `${holdout.length} of ${total} questions are held out.` };
}

const noneLeft = "leaves no benchmark to improve the space with";

function chosen(
  benchmarks: readonly Benchmark[],
  ids: readonly string[],
  further: readonly Benchmark[],
): HeldOutBenchmarks {
  const known = new Set(benchmarks.map(({ id }) => id));
  const held = new Set(ids);
  const train = benchmarks.filter(({ id }) => !held.has(id));
  const repeated = further.filter(
    ({ id }, index) => known.has(id) || further.findIndex((other) => other.id === id) !== index,
  );
  const issues = [
    ...ids
      .filter((id) => !known.has(id))
      .map((id) => ({ path: "holdout.ids", message: `there is no benchmark "${id}"` })),
    ...repeated.map(({ id }) => ({
      path: "holdout.benchmarks",
      message: `the id "${id}" is used more than once`,
    })),
    ...(train.length === 0 ? [{ path: "holdout.ids", message: noneLeft }] : []),
  ];
  if (issues.length > 0) throw refusal(issues);
  const holdout = [...benchmarks.filter(({ id }) => held.has(id)), ...further];
  return { train, holdout, note: `${holdout.length} questions are held out, as configured.` };
}

function refusal(issues: readonly ConfigurationIssue[]): ConfigurationError {
  return new ConfigurationError("enhancer configuration", issues);
}
