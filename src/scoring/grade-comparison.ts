import type { ResultComparison } from "./comparison/result-comparison.js";

/**
 * How verdicts become grades. `genie`: the published rules of the service's own benchmark evaluation, which round all
 * numbers to four significant digits. `analyst`: what
 * a careful analyst would say; an answer is good only where no reader could be misled.
 */
export type GradingPolicy = "genie" | "analyst";

/** What a comparison counts for. */
export interface ComparisonGrade {
  /** `review`: comparison alone cannot tell; a judge or a person should look. */
  readonly grade: "good" | "bad" | "review";
  /** One sentence for people. */
  readonly reason: string;
}

/**
 * Grades a comparison.
 * @param policy default `analyst`
 */
export function gradeComparison(
  comparison: ResultComparison,
  policy: GradingPolicy = "analyst",
): ComparisonGrade {
  const grade = policy === "genie" ? genieGrade(comparison) : analystGrade(comparison);
  return { grade, reason: comparison.summary };
}

function analystGrade(comparison: ResultComparison): ComparisonGrade["grade"] {
  switch (comparison.verdict) {
    case "equal":
    case "equal_up_to_order":
    case "equal_rounded":
      return comparison.hasNameConflict ? "review" : "good";
    case "superset_columns":
      return comparison.keepsGrain && !isInOtherOrder(comparison) ? "good" : "review";
    case "subset_columns":
      if (comparison.missingRequired.length > 0) return "bad";
      return comparison.hasNameConflict || isInOtherOrder(comparison) ? "review" : "good";
    case "different":
      return isInOtherUnit(comparison) ? "review" : "bad";
    case "not_comparable":
      return "bad";
    case "order_differs":
    case "equal_up_to_ties":
    case "equal_relaxed":
    case "both_empty":
    case "unknown_truncated":
    case "unknown_ambiguous":
      return "review";
  }
}

function genieGrade(comparison: ResultComparison): ComparisonGrade["grade"] {
  switch (comparison.verdict) {
    case "equal":
    case "equal_up_to_order":
    case "equal_rounded":
    case "order_differs":
      return "good";
    case "superset_columns":
    case "subset_columns":
    case "not_comparable":
      return "bad";
    case "different": {
      if (comparison.agreesWhenIntegersRound) return "good";
      if (isInOtherUnit(comparison)) return "review";
      const { reasons } = comparison;
      return reasons.includes("SINGLE_CELL_DIFFERENCE") || reasons.includes("EMPTY_RESULT")
        ? "bad"
        : "review";
    }
    case "equal_up_to_ties":
    case "equal_relaxed":
    case "both_empty":
    case "unknown_truncated":
    case "unknown_ambiguous":
      return "review";
  }
}

/** A factor that is a power of ten is a matter of units (percent, thousands), which the question may leave open. */
function isInOtherUnit(comparison: ResultComparison): boolean {
  const factor = comparison.scale?.factor;
  return factor !== undefined && factor > 0 && Number.isInteger(Math.log10(factor));
}

function isInOtherOrder(comparison: ResultComparison): boolean {
  return comparison.reasons.includes("ROW_ORDER");
}
