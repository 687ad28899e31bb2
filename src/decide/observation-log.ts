import type {
  Ask,
  AskPurpose,
  Configuration,
  DecisionState,
  Outcome,
  PlannedFix,
} from "./acceptance-policy.js";

/** The fixes accepted so far: the best configuration. */
export function acceptedFixes({ decisions }: DecisionState): Configuration {
  return decisions.filter(({ verdict }) => verdict === "accepted").map(({ fixId }) => fixId);
}

/** The fix whose turn it is: the first that is not decided. */
export function fixOnTrial({ fixes, decisions }: DecisionState): PlannedFix | undefined {
  const decided = new Set(decisions.map(({ fixId }) => fixId));
  return fixes.find(({ id }) => !decided.has(id));
}

/** Asks of several questions on one configuration. */
export function asksOf(
  configuration: Configuration,
  benchmarkIds: readonly string[],
  purpose: AskPurpose,
): readonly Ask[] {
  return benchmarkIds.map((benchmarkId) => ({ configuration, benchmarkId, purpose }));
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Passed / (passed + failed); 0 when nothing was observed. */
  readonly score: number;
}

/** Counts outcomes. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const passed = outcomes.filter((outcome) => outcome === "pass").length;
  const failed = outcomes.filter((outcome) => outcome === "fail").length;
  return { passed, failed, score: passed + failed === 0 ? 0 : passed / (passed + failed) };
}

/** 0.455 as "45.5%". */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
