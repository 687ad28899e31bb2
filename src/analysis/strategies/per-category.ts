import type { FailureCase } from "../analysis-input.js";
import type { AnalysisStrategy } from "../analysis-strategy.js";

/** A call for each failure category, in the order of their first failures: never more calls than categories. */
export const perCategory: AnalysisStrategy = Object.freeze({
  name: "per-category",
  group: (failures) => {
    const groups = new Map<string, FailureCase[]>();
    for (const failure of failures) {
      const group = groups.get(failure.failureCategory);
      if (group) group.push(failure);
      else groups.set(failure.failureCategory, [failure]);
    }
    return [...groups].map(([label, members]) => ({ label, failures: members }));
  },
} satisfies AnalysisStrategy);
