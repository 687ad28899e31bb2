import type { AstNode, JsonObject } from "../ast.js";
import { isObject, nodeOf, objectOf, textOf } from "../ast.js";
import { refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { INT, type SqlType } from "../types/sql-type.js";
import { castTo } from "./cast.js";
import { compileIn, type Environment } from "./environment.js";
import { type Expression, expression } from "./expression.js";

type IntervalType = Extract<SqlType, { kind: "interval" }>;

/** Units by singular name: how DuckDB makes an interval of so many, and what kind it is. */
const UNITS: Readonly<Record<string, { readonly make: string; readonly type: IntervalType }>> = {
  year: { make: "to_years", type: intervalType("year-month") },
  quarter: { make: "to_quarters", type: intervalType("year-month") },
  month: { make: "to_months", type: intervalType("year-month") },
  week: { make: "to_weeks", type: intervalType("day-time", true) },
  day: { make: "to_days", type: intervalType("day-time", true) },
  hour: { make: "to_hours", type: intervalType("day-time") },
  minute: { make: "to_minutes", type: intervalType("day-time") },
  second: { make: "to_seconds", type: intervalType("day-time") },
  millisecond: { make: "to_milliseconds", type: intervalType("day-time") },
  microsecond: { make: "to_microseconds", type: intervalType("day-time") },
};

export function intervalType(family: IntervalType["family"], isWholeDays = false): IntervalType {
  return { kind: "interval", family, isWholeDays };
}

/** Months of a year-month interval, or microseconds of a day-time one: DuckDB counts days apart from hours. */
export function intervalLength(sql: string, { family }: IntervalType): string {
  if (family === "day-time") return `epoch_us(${sql})`;
  return `(datepart('year', ${sql}) * 12 + datepart('month', ${sql}))`;
}

/** An interval of a computed length, rounded to whole units. Unlike literals it does not count as one of whole days. */
export function intervalOfLength(length: string, { family }: IntervalType, label: string): Expression {
  const sql =
    family === "day-time"
      ? `to_microseconds(CAST(round(${length}) AS BIGINT))`
      : `to_months(CAST(round(${length}) AS INTEGER))`;
  return expression(sql, intervalType(family), label);
}

/** The interval of so many of a unit. @throws SqlEngineError when there is no such unit. */
export function intervalOf(amount: Expression, unitName: string): Expression {
  const unit = UNITS[unitName.toLowerCase().replace(/s$/, "")];
  if (!unit) throw refused("INVALID_INTERVAL_FORMAT", "22006", `'${unitName}' is not a unit of time.`);
  const isWhole = unit.make !== "to_seconds";
  const count = isWhole ? castTo(amount, INT).sql : `CAST(${amount.sql} AS DOUBLE)`;
  return expression(
    `${unit.make}(${count})`,
    unit.type,
    `INTERVAL ${amount.label} ${unitName.toUpperCase()}`,
  );
}

/** `INTERVAL …` in each of its spellings. */
export function compileInterval(node: AstNode, environment: Environment): Expression {
  const unit = objectOf(node.fields.unit);
  const amount = compileIn(environment, nodeOf(node.fields.this));
  const text = typeof amount.literal === "string" ? amount.literal : undefined;
  if (unit.type === "span") return spanInterval(text, unit);
  const unitName = textOf(unit.unit);
  if (unitName !== undefined) {
    return intervalOf(text === undefined ? amount : countOf(text, unitName), unitName);
  }
  if (text === undefined || isObject(node.fields.unit)) throw unsupported("This interval");
  return severalUnits(text);
}

/** How many of a unit a text tells; only of seconds there are fractions. */
function countOf(text: string, unitName: string): Expression {
  const form = /^seconds?$/i.test(unitName) ? /^\s*[+-]?\d+(\.\d+)?\s*$/ : /^\s*[+-]?\d+\s*$/;
  if (!form.test(text)) throw malformed(text);
  return expression(text.trim(), INT, text);
}

function severalUnits(text: string): Expression {
  const parts = [...text.matchAll(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  if (parts.length === 0 || text.replace(/([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/gi, "").trim() !== "")
    throw malformed(text);
  return parts
    .map(([, count = "", unitName = ""]) => intervalOf(countOf(count, unitName), unitName))
    .reduce((sum, part) => {
      if (
        sum.type.kind !== "interval" ||
        part.type.kind !== "interval" ||
        sum.type.family !== part.type.family
      )
        throw malformed(text);
      const isWholeDays = sum.type.isWholeDays && part.type.isWholeDays;
      return expression(`(${sum.sql} + ${part.sql})`, { ...sum.type, isWholeDays }, text);
    });
}

/** `INTERVAL '1-2' YEAR TO MONTH` and `INTERVAL '1 02:03:04' DAY TO SECOND`. */
function spanInterval(text: string | undefined, unit: JsonObject): Expression {
  const from = textOf(unit.this)?.toLowerCase() ?? "";
  const to = textOf(unit.expression)?.toLowerCase() ?? "";
  if (text === undefined) throw unsupported("An interval over several units that is no literal");
  const sign = /^\s*-/.test(text) ? "-" : "";
  const numbers = text
    .replace(/^\s*[+-]/, "")
    .split(/[-:\s]+/)
    .filter((part) => part !== "");
  const scale = ["year", "month", "day", "hour", "minute", "second"];
  const units = scale.slice(scale.indexOf(from), scale.indexOf(to) + 1);
  if (units.length !== numbers.length || numbers.some((part) => !/^\d+(\.\d+)?$/.test(part)))
    throw malformed(text);
  const literal = units.map((name, at) => `${sign}${numbers[at]} ${name}`).join(" ");
  return expression(
    `INTERVAL ${quoteString(literal)}`,
    intervalType(from === "year" ? "year-month" : "day-time"),
    `INTERVAL '${text}'`,
  );
}

const malformed = (text: string) =>
  refused("INVALID_INTERVAL_FORMAT", "22006", `Error parsing '${text}' to interval.`);
