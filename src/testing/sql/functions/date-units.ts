import { type AstNode, nameOf, textOf } from "../ast.js";
import type { Environment } from "../compile/environment.js";
import { refused } from "../failures.js";

const UNITS: Readonly<Record<string, string>> = {
  year: "year",
  years: "year",
  yyyy: "year",
  yy: "year",
  quarter: "quarter",
  quarters: "quarter",
  month: "month",
  months: "month",
  mon: "month",
  mm: "month",
  week: "week",
  weeks: "week",
  day: "day",
  days: "day",
  dd: "day",
  dayofyear: "day",
  hour: "hour",
  hours: "hour",
  minute: "minute",
  minutes: "minute",
  second: "second",
  seconds: "second",
  millisecond: "millisecond",
  milliseconds: "millisecond",
  microsecond: "microsecond",
  microseconds: "microsecond",
};

/** The unit that a text names, in the spelling of DuckDB; undefined when there is none. */
export const unitNamed = (name: string): string | undefined => UNITS[name.toLowerCase()];

/** The unit that an argument names, as a bare word or as text. @throws SqlEngineError when it is none. */
export function unitOf(node: AstNode | undefined, environment: Environment, call: string): string {
  const word = wordOf(node, environment);
  const unit = unitNamed(word);
  if (unit === undefined) {
    throw refused(
      "INVALID_PARAMETER_VALUE.DATETIME_UNIT",
      "22023",
      `The value of parameter(s) \`unit\` in \`${call}\` is invalid: expects one of the units without quotes YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, but got '${word}'.`,
    );
  }
  return unit;
}

/** The word or text that an argument is. */
export function wordOf(node: AstNode | undefined, environment: Environment): string {
  if (node?.kind === "literal") return environment.statement.string(textOf(node.fields.value) ?? "");
  return nameOf(node?.fields) ?? "";
}
