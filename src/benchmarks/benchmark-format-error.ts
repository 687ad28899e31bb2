import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

/** One thing that is wrong with a text of benchmarks, and where. */
export interface BenchmarkProblem {
  /** Such as `line 12` or `[3]`. */
  readonly place: string;
  /** Empty for the row as a whole. */
  readonly field: string;
  readonly message: string;
}

/** Problems that the message names; a hostile file has any number of them. */
const named = 100;
const longest = 300;

/** Benchmarks that cannot be read. Lists every problem with its place in `problems`, and the first in its message. */
export class BenchmarkFormatError extends GenieEnhancerError {
  readonly code = "BENCHMARK_FORMAT";
  readonly problems: readonly BenchmarkProblem[];

  constructor(fileName: string, problems: readonly BenchmarkProblem[]) {
    const shown = problems.slice(0, named).map(({ place, field, message }) => ({
      place,
      field: field.slice(0, longest),
      message: message.slice(0, longest),
    }));
    const lines = shown.map(
      ({ place, field, message }) => `  ${place}${field ? `, ${field}` : ""}: ${message}`,
    );
    if (problems.length > named) lines.push(`  and ${problems.length - named} more`);
    super(`${fileName} holds benchmarks that cannot be used:\n${lines.join("\n")}`, {
      context: { fileName, problems: shown },
    });
    this.problems = problems;
  }
}
