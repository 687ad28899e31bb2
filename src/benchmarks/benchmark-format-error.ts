import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

export interface BenchmarkProblem {
  /** Such as `line 12` or `[3]`. */
  readonly place: string;
  /** Empty for the row as a whole. */
  readonly field: string;
  readonly message: string;
}

/** Benchmarks that cannot be read. Lists every problem with its place. */
export class BenchmarkFormatError extends GenieEnhancerError {
  readonly code = "BENCHMARK_FORMAT";
  readonly problems: readonly BenchmarkProblem[];

  constructor(fileName: string, problems: readonly BenchmarkProblem[]) {
    const lines = problems.map(
      ({ place, field, message }) => `  ${place}${field ? `, ${field}` : ""}: ${message}`,
    );
    super(`${fileName} holds benchmarks that cannot be used:\n${lines.join("\n")}`, {
      context: { fileName, problems },
    });
    this.problems = problems;
  }
}
