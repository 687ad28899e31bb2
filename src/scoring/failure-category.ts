import type { FailureCategory } from "./benchmark-result.js";
import type { CategorizedFailure } from "./categorized-failure.js";
import type { ResultComparison } from "./compare-results.js";
import { failureRules, firstDifference } from "./failure-rules.js";
import { sqlFacts } from "./sql-facts.js";

export interface FailureToCategorize {
  readonly expectedSql: string | undefined;
  readonly genieSql: string;
  readonly comparison?: ResultComparison | undefined;
  /** What a judge thinks. Counts where the rules cannot tell. */
  readonly judged?: string | undefined;
}

/** Categories that a judge may name; the others are facts that rules know. */
const judgeable: readonly FailureCategory[] = [
  "missing_table",
  "missing_column",
  "wrong_column",
  "wrong_join",
  "missing_join",
  "wrong_aggregation",
  "wrong_filter",
  "wrong_ordering_or_limit",
];

/**
 * Why an answer is wrong: what the comparison of the results proves, then the first difference between the two
 * statements, from the tables read to the order of rows and the calculations, then the judge's opinion.
 */
export function categorizeFailure({
  expectedSql,
  genieSql,
  comparison,
  judged,
}: FailureToCategorize): CategorizedFailure {
  const expected = expectedSql === undefined ? undefined : sqlFacts(expectedSql);
  const actual = sqlFacts(genieSql);
  const bySql = (rules: Parameters<typeof firstDifference>[0]) =>
    expected && actual && firstDifference(rules, expected, actual);
  const found =
    orderOnly(comparison) ??
    bySql(failureRules.sources) ??
    missingColumns(comparison) ??
    bySql(failureRules.values) ??
    bySql(failureRules.order) ??
    bySql(failureRules.rest);
  if (found) return found;
  const category = judgeable.find((known) => known === judged);
  if (category) return { category, evidence: "the judge says so; the statements show no such difference" };
  const why =
    expected && actual
      ? "the statements show no difference that explains it"
      : "there are no two statements to compare";
  return { category: "result_mismatch", evidence: comparison ? `${comparison.summary} (${why})` : why };
}

/** The right rows in the wrong order, or others of a tie. */
function orderOnly(comparison: ResultComparison | undefined): CategorizedFailure | undefined {
  const isOrder = comparison?.verdict === "order_differs" || comparison?.verdict === "equal_up_to_ties";
  return isOrder ? { category: "wrong_ordering_or_limit", evidence: comparison.summary } : undefined;
}

/** The right rows without all of their columns. */
function missingColumns(comparison: ResultComparison | undefined): CategorizedFailure | undefined {
  return comparison?.verdict === "subset_columns"
    ? { category: "missing_column", evidence: comparison.summary }
    : undefined;
}
