import { unsupported } from "../failures.js";
import type { DecimalType } from "../types/sql-type.js";

/** One and as many zeros. */
export const power = (exponent: number) => `1${"0".repeat(exponent)}`;

/** The exact quotient of two decimals, rounded half up to the scale of `type`. */
export function decimalQuotient(
  dividendSql: string,
  dividend: DecimalType,
  divisorSql: string,
  divisor: DecimalType,
  type: DecimalType,
  isTry = false,
): string {
  const shift = type.scale + divisor.scale - dividend.scale;
  const args = [
    digitsOf(dividendSql, dividend.scale),
    digitsOf(divisorSql, divisor.scale),
    whole(power(shift)),
  ];
  return ofDigits(`${isTry ? "dbx_try_decimal_quotient" : "dbx_decimal_quotient"}(${args.join(", ")})`, type);
}

/** The exact product of two decimals, rounded half up to the scale of `type`, which has fewer digits after the point. */
export function cutProduct(
  sqlA: string,
  a: DecimalType,
  sqlB: string,
  b: DecimalType,
  type: DecimalType,
): string {
  const cut = a.scale + b.scale - type.scale;
  if (cut > 36) throw unsupported(`A product of decimals that loses ${cut} digits`);
  const low = Math.floor(cut / 2);
  const args = [digitsOf(sqlA, a.scale), digitsOf(sqlB, b.scale), whole(power(low)), whole(power(cut - low))];
  return ofDigits(`dbx_cut_product(${args.join(", ")})`, type);
}

/** The exact sum or difference of two decimals, rounded half up to the scale of `type`. */
export function cutSum(
  [a, b]: readonly [string, string],
  operator: "+" | "-",
  scale: number,
  type: DecimalType,
): string {
  const total = `${digitsOf(a, scale)} ${operator} ${digitsOf(b, scale)}`;
  return ofDigits(`dbx_cut_sum(${total}, ${whole(power(scale - type.scale))})`, type);
}

const whole = (text: string) => `${text}::HUGEINT`;

/** A decimal of the scale as a whole number. */
export const digitsOf = (sql: string, scale: number) =>
  `CAST(replace(CAST(CAST(${sql} AS DECIMAL(38,${scale})) AS VARCHAR), '.', '') AS HUGEINT)`;

/** The decimal whose digits a whole number has. */
export function ofDigits(sql: string, { precision, scale }: DecimalType): string {
  const unit = scale === 0 ? "1" : `CAST('0.${"0".repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return `CAST(CAST(${sql} AS DECIMAL(38,0)) * ${unit} AS DECIMAL(${precision},${scale}))`;
}
