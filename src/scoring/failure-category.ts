import type { FailureCategory } from "./benchmark-result.js";
import { sqlFacts } from "./sql-facts.js";

export interface CategorizedFailure {
  readonly category: FailureCategory;
  /** What it rests on. */
  readonly evidence: string;
}

/** Why two statements give other results: the first clause that differs, from the tables to the order. */
export function categorizeDifference(expectedSql: string | undefined, genieSql: string): CategorizedFailure {
  const expected = expectedSql === undefined ? undefined : sqlFacts(expectedSql);
  const actual = sqlFacts(genieSql);
  if (!expected || !actual)
    return { category: "result_mismatch", evidence: "the statements could not be compared" };
  const missing = [...expected.tables].filter((table) => !actual.tables.has(table));
  if (
    missing.length > 0 &&
    expected.joins > actual.joins &&
    actual.tables.size > 0 &&
    [...actual.tables].some((table) => expected.tables.has(table))
  ) {
    return {
      category: "missing_join",
      evidence: `the expected SQL joins ${missing.join(", ")}, the answer does not`,
    };
  }
  if (missing.length > 0)
    return {
      category: "missing_table",
      evidence: `the expected SQL reads ${missing.join(", ")}, the answer does not`,
    };
  if (expected.joins !== actual.joins)
    return { category: "wrong_join", evidence: `${expected.joins} joins expected, ${actual.joins} written` };
  const aggregates = differing(expected.aggregates, actual.aggregates);
  if (aggregates) {
    const column = onlyColumnsDiffer(expected.aggregates, actual.aggregates);
    return {
      category: column ? "wrong_column" : "wrong_aggregation",
      evidence: `expected ${aggregates.expected}, written ${aggregates.actual}`,
    };
  }
  if (expected.filter !== actual.filter) {
    return {
      category: "wrong_filter",
      evidence: `expected filter ${expected.filter || "none"}, written ${actual.filter || "none"}`,
    };
  }
  if (expected.groupBy !== actual.groupBy)
    return {
      category: "wrong_aggregation",
      evidence: `expected GROUP ${expected.groupBy || "nothing"}, written ${actual.groupBy || "nothing"}`,
    };
  const names = differing(expected.names, actual.names);
  if (names)
    return { category: "wrong_column", evidence: `expected ${names.expected}, written ${names.actual}` };
  if (expected.order !== actual.order)
    return {
      category: "wrong_ordering_or_limit",
      evidence: `expected ${expected.order || "no order"}, written ${actual.order || "none"}`,
    };
  return {
    category: "result_mismatch",
    evidence: "the statements have the same tables, columns and clauses",
  };
}

/** What the warehouse's words about a failed statement mean. */
export function categorizeError(message: string): CategorizedFailure {
  const evidence = message.slice(0, 300);
  if (/TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND/.test(message))
    return { category: "missing_table", evidence };
  if (/UNRESOLVED_COLUMN|FIELD_NOT_FOUND/.test(message)) return { category: "missing_column", evidence };
  if (/PARSE_SYNTAX_ERROR|syntax error/i.test(message)) return { category: "sql_syntax_error", evidence };
  return { category: "execution_failed", evidence };
}

function differing(expected: ReadonlySet<string>, actual: ReadonlySet<string>) {
  const lacking = [...expected].filter((name) => !actual.has(name));
  const extra = [...actual].filter((name) => !expected.has(name));
  if (lacking.length === 0 && extra.length === 0) return undefined;
  return { expected: lacking.join(", ") || "nothing more", actual: extra.join(", ") || "nothing instead" };
}

/** Whether the same functions are called on other columns. */
function onlyColumnsDiffer(expected: ReadonlySet<string>, actual: ReadonlySet<string>): boolean {
  const functions = (calls: ReadonlySet<string>) =>
    [...calls]
      .map((call) => call.split(" ")[0])
      .toSorted()
      .join();
  return functions(expected) === functions(actual);
}
