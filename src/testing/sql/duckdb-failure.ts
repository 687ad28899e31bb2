import { refused, unsupported } from "./failures.js";
import { SqlEngineError } from "./sql-engine-error.js";

const MUST_BE_GROUPED = /column "?([^"]+?)"? must appear in the GROUP BY clause/;

/** What DuckDB says, and what Databricks says to the same mistake. */
const TRANSLATIONS: readonly (readonly [RegExp, (match: RegExpExecArray) => Error])[] = [
  [
    /(\[[A-Z_.]+\] [\s\S]*?SQLSTATE: (\w{5}))/,
    ([, message = "", sqlState = ""]) => new SqlEngineError({ message, sqlState }),
  ],
  [
    MUST_BE_GROUPED,
    ([, name = ""]) =>
      refused(
        "MISSING_AGGREGATION",
        "42803",
        `The non-aggregating expression "${name}" is based on columns which are not participating in the GROUP BY clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(${name})" if you do not care which of the values within a group is returned.`,
      ),
  ],
  [
    /WHERE clause cannot contain aggregates/,
    () =>
      refused(
        "INVALID_WHERE_CONDITION",
        "42903",
        "The WHERE condition contains invalid expressions: aggregate functions. Rewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.",
      ),
  ],
  [
    /WHERE clause cannot contain window functions/,
    () =>
      refused(
        "INVALID_WHERE_CONDITION",
        "42903",
        "The WHERE condition contains invalid expressions: window functions. Rewrite the query to avoid window functions, aggregate functions, and generator functions in the WHERE clause.",
      ),
  ],
  [
    /GROUP BY clause cannot contain aggregates/,
    () => refused("GROUP_BY_AGGREGATE", "42903", "Aggregate functions are not allowed in GROUP BY."),
  ],
  [
    /aggregate function calls cannot be nested/,
    () =>
      refused(
        "NESTED_AGGREGATE_FUNCTION",
        "42607",
        "It is not allowed to use an aggregate function in the argument of another aggregate function. Please use the inner aggregate function in a sub-query.",
      ),
  ],
  [
    /Date out of range: (\S+)/,
    ([, date = ""]) =>
      refused("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", "22023", `Invalid date: ${date}.`),
  ],
  [
    /Map keys must be unique/,
    () =>
      refused(
        "DUPLICATED_MAP_KEY",
        "23505",
        'Duplicate map key was found, please check the input data. If you want to remove the duplicated keys, you can set "spark.sql.mapKeyDedupPolicy" to "LAST_WIN" so that the key inserted at last takes precedence.',
      ),
  ],
  [/Map keys can not be NULL/, () => refused("NULL_MAP_KEY", "2200E", "Cannot use null as map key.")],
  [
    /More than one row returned by a subquery/,
    () =>
      refused(
        "SCALAR_SUBQUERY_TOO_MANY_ROWS",
        "21000",
        "More than one row returned by a subquery used as an expression.",
      ),
  ],
  [
    // Only sums are so wide.
    /Overflow in|overflow in|Type INT128 with value/,
    () =>
      refused(
        "ARITHMETIC_OVERFLOW",
        "22003",
        "Numeric overflow. Use functions with `try_` to tolerate overflow and return NULL instead.",
      ),
  ],
  [
    /Could not cast value (\S+) to (DECIMAL\([\d,]+\))|Casting value "([^"]+)" to type (DECIMAL\([\d,]+\))/,
    (match) =>
      refused(
        "NUMERIC_VALUE_OUT_OF_RANGE",
        "22003",
        `The value ${match[1] ?? match[3]} cannot be represented as ${match[2] ?? match[4]}.`,
      ),
  ],
  [
    /(?:Type|type) (\w+) with value (\S+) can't be cast[\s\S]*destination type (\w+)/,
    ([, from, value, to]) =>
      refused(
        "CAST_OVERFLOW",
        "22003",
        `The value ${value} of the type "${from}" cannot be cast to "${to}" due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
      ),
  ],
  [
    /Could not convert string '([^']*)' to (\w+)/,
    ([, value, to]) =>
      refused(
        "CAST_INVALID_INPUT",
        "22018",
        `The value '${value}' of the type "STRING" cannot be cast to "${to}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
      ),
  ],
];

const missingGroupBy = () =>
  refused(
    "MISSING_GROUP_BY",
    "42803",
    "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.",
  );

/**
 * An error of DuckDB in the words of Databricks;
 * what has no counterpart there is a limit of this engine. `isGrouped` tells
 * whether the statement groups anything.
 */
export function translateFailure(error: unknown, isGrouped = true): Error {
  if (error instanceof SqlEngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!isGrouped && MUST_BE_GROUPED.test(message)) return missingGroupBy();
  for (const [pattern, translate] of TRANSLATIONS) {
    const match = pattern.exec(message);
    if (match) return translate(match);
  }
  return unsupported(`This statement (${message.split("\n")[0]})`);
}
