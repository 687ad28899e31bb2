import type { BenchmarkProblem } from "./benchmark-format-error.js";

/** A row of a benchmark file as it was read, with where it stands. */
export interface BenchmarkRow {
  /** Such as `line 12` or `[3]`. */
  readonly place: string;
  readonly value: unknown;
}

/** The rows of a file, and what could not be read of it. */
export interface RowReading {
  readonly rows: readonly BenchmarkRow[];
  readonly problems: readonly BenchmarkProblem[];
}
