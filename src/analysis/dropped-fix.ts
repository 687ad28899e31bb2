/** Why a proposal is not tried. */
export type DropKind =
  /** The model's answer could not be read, or the model refused. */
  | "unusable-answer"
  /** Of a kind that is not on offer. */
  | "unknown-type"
  /** Wrong parameters, or not applicable to the space. */
  | "invalid"
  /** The space says so already. */
  | "no-effect"
  /** Repeats the question, the SQL or the answer of a benchmark. */
  | "copies-benchmark"
  /** Repeats one that is held out. */
  | "copies-holdout"
  /** More fixes than the answer was to hold. */
  | "beyond-limit"
  /** Was tried with the same effect, and nothing that matters changed since. */
  | "tried-before"
  /** The budget of the analysis was spent before the call. */
  | "budget-spent";

/** A proposal that will not be tried. JSON-safe. */
export interface DroppedFix {
  readonly kind: DropKind;
  /** Name of its type as the model wrote it; `unknown` where there is none. */
  readonly fixType: string;
  /** One line for people. */
  readonly description: string;
  readonly reason: string;
  /** The failed benchmarks that it was proposed for. */
  readonly benchmarkIds: readonly string[];
}
