import type { FailureCategory } from "./benchmark-result.js";

/** Why an answer is wrong. */
export interface CategorizedFailure {
  readonly category: FailureCategory;
  /** What it rests on. */
  readonly evidence: string;
}
