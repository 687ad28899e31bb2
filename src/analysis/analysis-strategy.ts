import type { FailureCase } from "./analysis-input.js";

/**
 * How failures are put together into calls: each alone, or those of one failure category together, so that the
 * number of calls does not grow with the number of failures.
 */
export type AnalysisStrategy = "per-failure" | "per-category";

/** Failures of one category that one call can do justice to. */
const largestGroup = 12;

export function groupFailures(
  failures: readonly FailureCase[],
  strategy: AnalysisStrategy,
): readonly (readonly FailureCase[])[] {
  if (strategy === "per-failure") return failures.map((failure) => [failure]);
  const byCategory = new Map<string, FailureCase[]>();
  for (const failure of failures) {
    byCategory.set(failure.failureCategory, [...(byCategory.get(failure.failureCategory) ?? []), failure]);
  }
  return [...byCategory.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / largestGroup) }, (_, index) =>
      group.slice(index * largestGroup, (index + 1) * largestGroup),
    ),
  );
}
