/** A score as events tell of it. */
export interface ScoreSummary {
  /** 0 to 1. */
  readonly value: number;
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly invalid: number;
  /** Wilson 95 % interval. */
  readonly low: number;
  readonly high: number;
}
