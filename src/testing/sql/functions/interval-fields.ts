import { type Expression, expression } from "../compile/expression.js";
import { intervalLength } from "../compile/intervals.js";
import { decimal, INT, type SqlType } from "../types/sql-type.js";

type IntervalType = Extract<SqlType, { kind: "interval" }>;

const BYTE: SqlType = { kind: "byte" };

/** A field of an interval: how long one of it is, and how many of it make one of the next larger field. */
interface IntervalField {
  readonly unit: number;
  readonly limit?: number;
  readonly type: SqlType;
}

const FIELDS: Readonly<Record<IntervalType["family"], Readonly<Record<string, IntervalField>>>> = {
  "year-month": { year: { unit: 12, type: INT }, month: { unit: 1, limit: 12, type: BYTE } },
  "day-time": {
    day: { unit: 86_400_000_000, type: INT },
    hour: { unit: 3_600_000_000, limit: 24, type: BYTE },
    minute: { unit: 60_000_000, limit: 60, type: BYTE },
  },
};

/** `extract(name FROM interval)`; undefined when intervals of that kind have no such field. */
export function intervalField(name: string, value: Expression, type: IntervalType): Expression | undefined {
  const length = intervalLength(value.sql, type);
  if (name === "second" && type.family === "day-time")
    return expression(`CAST((${length} % 60000000) / 1000000.0 AS DECIMAL(8,6))`, decimal(8, 6));
  const field = FIELDS[type.family][name];
  if (!field) return undefined;
  const count = `(${length} // ${field.unit})`;
  const rest = field.limit === undefined ? count : `(${count} % ${field.limit})`;
  return expression(`CAST(${rest} AS INTEGER)`, field.type);
}
