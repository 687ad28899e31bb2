import { parseFailure, refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import {
  BINARY,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimal,
  INT,
  LONG,
  type SqlType,
  TIMESTAMP,
} from "../types/sql-type.js";
import { duckdbType } from "../types/type-names.js";
import { type Expression, nullLiteral, stringLiteral } from "./expression.js";

/** A literal of the parser's tree. */
export function compileLiteral(kind: string, value: string): Expression {
  switch (kind) {
    case "string":
    case "raw_string":
      return stringLiteral(value);
    case "number":
      return numberLiteral(value);
    case "date":
      return {
        sql: `DATE ${quoteString(isoDate(value))}`,
        type: DATE,
        label: `DATE '${value}'`,
        literal: value,
      };
    case "timestamp":
      return timestampLiteral(value);
    case "hex_string":
      return { sql: `from_hex(${quoteString(value)})`, type: BINARY, label: `X'${value}'` };
    default:
      throw unsupported(`A literal of the kind ${kind}`);
  }
}

/** The integer, decimal or double that a number without sign is. */
export function numberLiteral(text: string): Expression {
  if (/e/i.test(text)) {
    if (!Number.isFinite(Number(text)))
      throw refused(
        "INVALID_NUMERIC_LITERAL_RANGE",
        "22003",
        `Numeric literal ${text} is outside the valid range for double with minimum value of -1.7976931348623157E+308 and maximum value of 1.7976931348623157E+308. Please adjust the value accordingly.`,
      );
    return number(text, DOUBLE, Number(text));
  }
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole.replace(/^0+(?=\d)/, "");
  if (!/^\d*$/.test(whole) || !/^\d*$/.test(fraction)) throw parseFailure(`"${text}" is not a number`);
  if (!text.includes(".")) {
    const value = BigInt(digits === "" ? "0" : digits);
    if (value <= 2147483647n) return { sql: digits, type: INT, label: digits, literal: Number(value) };
    if (value <= 9223372036854775807n) return number(digits, LONG, Number(value));
  }
  const scale = fraction.length;
  const precision = Math.max((digits === "0" ? "" : digits).length + scale, scale, 1);
  if (precision > 38)
    throw refused(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      "22003",
      "Decimal precision exceeds max precision 38.",
    );
  return number(text.endsWith(".") ? digits : text, decimal(precision, scale), Number(text));
}

/** The smallest integers, whose digits alone would be too large for their type. */
const SMALLEST: Readonly<Record<string, SqlType>> = { "2147483648": INT, "9223372036854775808": LONG };

/** A number with a minus before it, when the two together are another literal than the number negated. */
export function smallestInteger(digits: string): Expression | undefined {
  const type = SMALLEST[digits];
  return type && number(`-${digits}`, type, -Number(digits));
}

const number = (text: string, type: SqlType, literal: number): Expression => ({
  sql: `CAST(${quoteString(text)} AS ${duckdbType(type)})`,
  type,
  label: text,
  literal,
});

export const booleanLiteral = (value: boolean): Expression => ({
  sql: value ? "TRUE" : "FALSE",
  type: BOOLEAN,
  label: String(value),
  literal: value,
});

export { nullLiteral };

function isoDate(text: string): string {
  const parts = /^\s*([+-]?\d{4,})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[ T].*)?\s*$/.exec(text);
  const iso =
    parts && `${parts[1]}-${(parts[2] ?? "1").padStart(2, "0")}-${(parts[3] ?? "1").padStart(2, "0")}`;
  const day = iso ? new Date(`${iso}T00:00:00Z`) : undefined;
  if (!iso || !day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== iso)
    throw invalid(text, "DATE");
  return iso;
}

function timestampLiteral(text: string): Expression {
  const parts =
    /^\s*(\S+?)(?:[ T](\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{1,2}:?\d{2})?)?\s*$/i.exec(
      text,
    );
  if (!parts) throw invalid(text, "TIMESTAMP");
  const time = `${isoDate(parts[1] ?? "")} ${parts[2] ?? "00:00:00"}`;
  const zone = parts[3];
  const isOffset = zone !== undefined && !/^(z|utc)$/i.test(zone);
  const sql = isOffset
    ? `timezone('UTC', CAST(${quoteString(`${time}${zone}`)} AS TIMESTAMPTZ))`
    : `CAST(${quoteString(time)} AS TIMESTAMP)`;
  return { sql, type: TIMESTAMP, label: `TIMESTAMP '${text}'`, literal: text };
}

const invalid = (text: string, type: string) =>
  refused(
    "INVALID_TYPED_LITERAL",
    "42604",
    `The value of the typed literal "${type}" is invalid: '${text}'.`,
  );
