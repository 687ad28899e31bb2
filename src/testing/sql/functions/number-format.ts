import { castTo } from "../compile/cast.js";
import { digitsOf, ofDigits, power } from "../compile/decimal-digits.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { unsupported } from "../failures.js";
import { asDecimal, decimal, isFractional, STRING } from "../types/sql-type.js";
import { argumentsOf, bring, type Functions, labelOf, type SqlFunction, special } from "./define.js";

/** Digits of doubles beyond these are those of their shortest text. */
const EXACT_DIGITS = 15;

/** `format_number(x, digits)`: thousands set apart by commas, rounded half to even. */
const formatNumber: SqlFunction = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const value = bring(values[0] ?? nullLiteral, "number", label);
  const digits = values[1]?.literal;
  if (digits === null || (typeof digits === "number" && digits < 0))
    return expression("CAST(NULL AS VARCHAR)", STRING, label);
  if (typeof digits !== "number" || digits > EXACT_DIGITS)
    throw unsupported(`${call.name} with the format ${values[1]?.label ?? ""}`);
  const exact = decimalText(value, digits);
  if (!isFractional(value.type)) return expression(exact, STRING, label);
  const isShort = `abs(${value.sql}) < 1e${EXACT_DIGITS - digits}`;
  const short = `format('{:,.${digits}f}', CAST(${value.sql} AS DOUBLE))`;
  return expression(`CASE WHEN ${isShort} THEN ${short} ELSE ${exact} END`, STRING, label);
});

function decimalText(value: Expression, digits: number): string {
  const from = asDecimal(value.type) ?? decimal(38, EXACT_DIGITS);
  const number = castTo(value, from).sql;
  const cut = from.scale - digits;
  const units = digitsOf(number, from.scale);
  const kept =
    cut > 0 ? ofDigits(`dbx_half_even(${units}, ${power(cut)}::HUGEINT)`, decimal(38, digits)) : number;
  const missing = from.scale > 0 || digits === 0 ? Math.max(-cut, 0) : digits;
  const point = from.scale === 0 && digits > 0 ? "." : "";
  return `dbx_grouped_text(${number} < 0, CAST(abs(${kept}) AS VARCHAR) || '${point}${"0".repeat(missing)}')`;
}

export const numberFormatFunctions: Functions = { format_number: formatNumber };
