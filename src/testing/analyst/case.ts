import type { AnalysisInput, FailureCase } from "../../analysis/analysis-input.js";
import type { JsonObject } from "../../util/json.js";
import { outlineOf, type QueryOutline } from "./query-outline.js";

/** A fix as the analyst writes it into its answer. */
export type Proposal = JsonObject & {
  readonly type: string;
  readonly reason: string;
  readonly claims: readonly string[];
};

/** What the analyst has before it: one failure with the space around it. */
export interface Case {
  readonly failure: FailureCase;
  readonly input: AnalysisInput;
  /** The expected SQL in parts, where it is simple enough. */
  readonly outline: QueryOutline | undefined;
}

export function caseOf(failure: FailureCase, input: AnalysisInput): Case {
  return { failure, input, outline: outlineOf(failure.expectedSql ?? "") };
}

/** A fix for one failure, in the form of the agreed answer. */
export function propose(
  { failure }: Pick<Case, "failure">,
  type: string,
  reason: string,
  params: JsonObject,
): Proposal {
  return { type, reason, claims: [failure.benchmarkId], ...params };
}
