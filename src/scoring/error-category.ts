import type { CategorizedFailure } from "./categorized-failure.js";

/**
 * Error classes and SQLSTATEs of Databricks SQL, and how other engines say the same. First match wins. SQLSTATE 42704 stands
 * for schemas as well as for fields, so it decides nothing.
 */
const meanings: readonly (readonly [RegExp, CategorizedFailure["category"]])[] = [
  [
    /TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|NO_SUCH_CATALOG|NO_SUCH_TABLE|\b42P01\b|table (?:or view )?(?:with name )?\S+ (?:does not exist|not found|cannot be found)/i,
    "missing_table",
  ],
  [
    /UNRESOLVED_COLUMN|UNRESOLVED_FIELD|FIELD_NOT_FOUND|AMBIGUOUS_REFERENCE|\b42703\b|(?:column|field) (?:with name )?\S+ (?:does not exist|not found|cannot be (?:found|resolved))|referenced column/i,
    "missing_column",
  ],
  [/PARSE_SYNTAX_ERROR|PARSE_EMPTY_STATEMENT|INVALID_SQL_SYNTAX|\b42601\b|syntax error/i, "sql_syntax_error"],
  [
    /MISSING_AGGREGATION|MISSING_GROUP_BY|GROUP_BY_AGGREGATE|UNRESOLVED_ALL_IN_GROUP_BY|NESTED_AGGREGATE|METRIC_VIEW_MISSING_MEASURE|must appear in the GROUP BY/i,
    "wrong_aggregation",
  ],
  [
    /(?:query|statement|execution)[^.]{0,40}timed? ?out|QUERY_EXECUTION_TIMEOUT|DEADLINE_EXCEEDED/i,
    "timeout",
  ],
];

const longestEvidence = 300;

/** What the warehouse's words about a failed statement mean. */
export function categorizeError(message: string): CategorizedFailure {
  const category = meanings.find(([pattern]) => pattern.test(message))?.[1] ?? "execution_failed";
  return { category, evidence: message.slice(0, longestEvidence) };
}
