import type { AnalysisStrategy } from "../analysis-strategy.js";

/** A call for each failure: the most thorough, and as many calls as failures. */
export const perFailure: AnalysisStrategy = Object.freeze({
  name: "per-failure",
  group: (failures) => failures.map((failure) => ({ label: failure.benchmarkId, failures: [failure] })),
} satisfies AnalysisStrategy);
