import { cellText } from "./difference.js";
import type { ResultComparison } from "./result-comparison.js";

type Facts = Omit<ResultComparison, "summary"> & { readonly sharedByMissing?: string | undefined };

/** One sentence that says what a comparison found. */
export function summarize(facts: Facts): string {
  const { expectedShape: expected } = facts;
  switch (facts.verdict) {
    case "equal":
      return `Both results hold the same ${count(expected.rows, "row")} in the same order${nameNote(facts)}.`;
    case "equal_up_to_order":
      return `Both results hold the same ${count(expected.rows, "row")}; ${facts.areTiesPermuted ? "only tied rows stand" : "the rows stand"} in another order${nameNote(facts)}.`;
    case "equal_rounded":
      return `Both results hold the same ${count(expected.rows, "row")} once fractional values are rounded${nameNote(facts)}.`;
    case "order_differs":
      return `Both results hold the same ${count(expected.rows, "row")}, but not in the order the question asks for.`;
    case "superset_columns":
      return `The answer has all expected values and ${count(facts.unmatchedActual.length, "more column", "more columns")}: ${list(facts.unmatchedActual)}${nameNote(facts)}.`;
    case "subset_columns":
      return `The answer lacks the expected ${plural(facts.unmatchedExpected.length, "column", "columns")} ${list(facts.unmatchedExpected)}; the other values agree.`;
    case "equal_up_to_ties":
      return `The results differ only in rows tied with the last one before the limit (${facts.rowsMissing} missing, ${facts.rowsExtra} extra).`;
    case "equal_relaxed":
      return "The results agree only when case, blanks and the form of numbers and dates are overlooked.";
    case "both_empty":
      return "Both results are empty, so the comparison proves nothing.";
    case "unknown_truncated":
      return facts.isConsistent === true
        ? "What is visible of the cut results agrees; the rest is unknown."
        : "The results are cut, and what is visible of them does not agree.";
    case "unknown_ambiguous":
      return "Too many columns hold the same values to say which belongs to which.";
    case "not_comparable":
      return "One of the results has no columns, so there is nothing to compare.";
    case "different":
      return differenceSentence(facts);
  }
}

function differenceSentence(facts: Facts): string {
  const { expectedShape: expected, actualShape: actual } = facts;
  if (actual.rows === 0)
    return `The answer is empty where ${count(expected.rows, "row")} ${expected.rows === 1 ? "was" : "were"} expected.`;
  if (expected.rows === 0) return `The answer has ${count(actual.rows, "row")} where none was expected.`;
  if (facts.scale !== undefined) {
    return `Values of ${facts.scale.column} are ${facts.scale.factor} times the expected ones; the rest agrees.`;
  }
  if (facts.singleCell !== undefined) {
    const { column, expected: wanted, actual: got } = facts.singleCell;
    return `One cell differs: ${column} is ${cellText(got)} instead of ${cellText(wanted)}.`;
  }
  const columns =
    expected.columns === actual.columns
      ? `Same ${count(expected.columns, "column")}`
      : `${count(actual.columns, "column")} instead of ${expected.columns}`;
  const rows: string[] = [];
  const missing = `${facts.rowsMissing} of ${count(expected.rows, "row")} missing`;
  if (facts.rowsMissing > 0) {
    rows.push(
      facts.sharedByMissing === undefined ? missing : `${missing}, all with ${facts.sharedByMissing}`,
    );
  }
  if (facts.rowsExtra > 0) rows.push(`${count(facts.rowsExtra, "row")} extra`);
  if (facts.reasons.includes("DUPLICATES_ONLY")) rows.push("only the number of duplicates differs");
  if (facts.unmatchedExpected.length > 0)
    rows.push(`nothing corresponds to ${list(facts.unmatchedExpected)}`);
  return `${columns}, ${rows.join(", ")}.`;
}

function nameNote(facts: Facts): string {
  return facts.hasNameConflict ? ", but a column bears the name of another" : "";
}

function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${plural(amount, one, many)}`;
}

function plural(amount: number, one: string, many: string): string {
  return amount === 1 ? one : many;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
