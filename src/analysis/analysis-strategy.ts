import type { FailureCase } from "./analysis-input.js";

/** Failures that one call is about. */
export interface FailureGroup {
  /** What they have in common, for people. */
  readonly label: string;
  /** At least one. */
  readonly failures: readonly FailureCase[];
}

/** How failures are put together into calls. A pure function; each failure belongs to exactly one group. */
export interface AnalysisStrategy {
  /** Name for reports, such as `per-failure`. */
  readonly name: string;
  group(failures: readonly FailureCase[]): readonly FailureGroup[];
}
