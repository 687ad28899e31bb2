import { refused, typesDiffer } from "../failures.js";
import { commonType } from "../types/common-type.js";
import {
  asDecimal,
  boundedDecimal,
  DATE,
  type DecimalType,
  DOUBLE,
  decimal,
  isInteger,
  isNumeric,
  isTemporal,
  isTimestamp,
  LONG,
  type SqlType,
  TIMESTAMP,
} from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import { cutProduct, cutSum, decimalQuotient } from "./decimal-digits.js";
import { type Expression, expression } from "./expression.js";
import { intervalLength, intervalOfLength, intervalType } from "./intervals.js";

/** `a + b`, for numbers, times and intervals. */
export function add(a: Expression, b: Expression): Expression {
  return plusOrMinus(a, b, "+");
}

/** `a - b`, for numbers, times and intervals. */
export function subtract(a: Expression, b: Expression): Expression {
  return plusOrMinus(a, b, "-");
}

function plusOrMinus(a: Expression, b: Expression, operator: "+" | "-"): Expression {
  const label = `(${a.label} ${operator} ${b.label})`;
  const temporal = temporalSum(a, b, operator, label);
  if (temporal) return temporal;
  const decimals = decimalOperands(a, b);
  if (!decimals) return plain(a, b, operator, label);
  const [left, right] = decimals;
  const scale = Math.max(left.scale, right.scale);
  const digits = Math.max(left.precision - left.scale, right.precision - right.scale);
  const type = boundedDecimal(digits + scale + 1, scale);
  const sql =
    type.scale === scale ? `(${a.sql} ${operator} ${b.sql})` : cutSum([a.sql, b.sql], operator, scale, type);
  return expression(sql, type, label);
}

export function multiply(a: Expression, b: Expression): Expression {
  const label = `(${a.label} * ${b.label})`;
  for (const [interval, factor] of [[a, b] as const, [b, a] as const]) {
    if (interval.type.kind !== "interval") continue;
    const times = castTo(numeric(factor, label), DOUBLE).sql;
    return intervalOfLength(
      `${intervalLength(interval.sql, interval.type)} * ${times}`,
      interval.type,
      label,
    );
  }
  const decimals = decimalOperands(a, b);
  if (!decimals) return plain(a, b, "*", label);
  const [left, right] = decimals;
  const type = boundedDecimal(left.precision + right.precision + 1, left.scale + right.scale);
  const isCut = type.scale < left.scale + right.scale;
  const sql = isCut ? cutProduct(a.sql, left, b.sql, right, type) : `(${a.sql} * ${b.sql})`;
  return expression(sql, type, label);
}

/** `a / b`: a double, or a decimal when decimals and integers are divided, or a shorter interval; zero is an error. */
export function divide(a: Expression, b: Expression, { isTry = false } = {}): Expression {
  const label = `(${a.label} / ${b.label})`;
  const macro = isTry ? "dbx_try_divide" : "dbx_divide";
  if (a.type.kind === "interval") {
    const parts = castTo(numeric(b, label), DOUBLE).sql;
    const length = `CAST(${intervalLength(a.sql, a.type)} AS DOUBLE)`;
    return intervalOfLength(`${macro}(${length}, ${parts})`, a.type, label);
  }
  const [left, right] = [numeric(a, label), numeric(b, label)];
  const decimals = decimalOperands(left, right);
  if (!decimals)
    return expression(`${macro}(CAST(${left.sql} AS DOUBLE), CAST(${right.sql} AS DOUBLE))`, DOUBLE, label);
  const [dividend, divisor] = decimals;
  const scale = Math.max(6, dividend.scale + divisor.precision + 1);
  const type = boundedDecimal(dividend.precision - dividend.scale + divisor.scale + scale, scale);
  return expression(decimalQuotient(left.sql, dividend, right.sql, divisor, type, isTry), type, label);
}

/** `a % b`, with the sign of `a`; zero is an error. */
export function remainder(a: Expression, b: Expression): Expression {
  const label = `(${a.label} % ${b.label})`;
  const decimals = decimalOperands(a, b);
  const common = decimals ? undefined : commonNumeric(a, b, label);
  const [left, right] = common ? [castTo(a, common), castTo(b, common)] : [a, b];
  const type = common ?? remainderType(decimals ?? [decimal(38, 0), decimal(38, 0)]);
  return expression(`dbx_remainder(${left.sql}, ${right.sql})`, type, label);
}

const remainderType = ([left, right]: readonly [DecimalType, DecimalType]): DecimalType => {
  const scale = Math.max(left.scale, right.scale);
  return boundedDecimal(Math.min(left.precision - left.scale, right.precision - right.scale) + scale, scale);
};

/** `a DIV b`: how often `b` goes into `a`, cut towards zero; zero is an error. */
export function integerDivide(a: Expression, b: Expression): Expression {
  const label = `(${a.label} div ${b.label})`;
  const common = commonNumeric(a, b, label);
  const [left, right] = [castTo(a, common), castTo(b, common)];
  const macro = isInteger(common) ? "dbx_integer_divide" : "dbx_whole_quotient";
  return expression(`CAST(${macro}(${left.sql}, ${right.sql}) AS BIGINT)`, LONG, label);
}

export function negate(value: Expression): Expression {
  const label = `(- ${value.label})`;
  const operand = value.type.kind === "interval" ? value : numeric(value, label);
  const literal = typeof value.literal === "number" ? -value.literal : undefined;
  return {
    sql: `(-${operand.sql})`,
    type: operand.type,
    label: literal === undefined ? label : `-${value.label}`,
    literal,
  };
}

function temporalSum(
  a: Expression,
  b: Expression,
  operator: "+" | "-",
  label: string,
): Expression | undefined {
  if (operator === "+" && a.type.kind === "interval" && isTemporal(b.type))
    return temporalSum(b, a, operator, label);
  if (a.type.kind === "interval" && b.type.kind === "interval" && a.type.family === b.type.family) {
    const isWholeDays = a.type.isWholeDays && b.type.isWholeDays;
    return expression(`(${a.sql} ${operator} ${b.sql})`, { ...a.type, isWholeDays }, label);
  }
  if (b.type.kind === "interval") {
    const start = isTemporal(a.type) ? a : castTo(a, TIMESTAMP);
    const staysDate = start.type.kind === "date" && (b.type.family === "year-month" || b.type.isWholeDays);
    const sum = `(${start.sql} ${operator} ${b.sql})`;
    return staysDate
      ? expression(`CAST(${sum} AS DATE)`, DATE, label)
      : expression(sum, isTimestamp(start.type) ? start.type : TIMESTAMP, label);
  }
  if (a.type.kind === "date" && isInteger(b.type))
    return expression(`(${a.sql} ${operator} CAST(${b.sql} AS INTEGER))`, DATE, label);
  if (operator === "+" && b.type.kind === "date" && isInteger(a.type))
    return temporalSum(b, a, operator, label);
  if (operator === "-" && (isTemporal(a.type) || isTemporal(b.type))) {
    const common = commonType(a.type, b.type);
    if (!common || !isTemporal(common)) throw typesDiffer(label, typeText(a.type), typeText(b.type));
    const [left, right] = [castTo(a, common).sql, castTo(b, common).sql];
    if (common.kind === "date")
      return expression(
        `to_days(CAST(${left} - ${right} AS INTEGER))`,
        intervalType("day-time", true),
        label,
      );
    return expression(`(${left} - ${right})`, intervalType("day-time"), label);
  }
  return undefined;
}

/** Both operands as decimals, when the rules for decimals hold for them. */
function decimalOperands(a: Expression, b: Expression): readonly [DecimalType, DecimalType] | undefined {
  if (a.type.kind !== "decimal" && b.type.kind !== "decimal") return undefined;
  const left = decimalOf(a);
  const right = decimalOf(b);
  return left && right ? [left, right] : undefined;
}

function decimalOf(value: Expression): DecimalType | undefined {
  const isWholeLiteral = isInteger(value.type) && typeof value.literal === "number";
  return isWholeLiteral
    ? decimal(Math.max(1, String(Math.abs(Number(value.literal))).length), 0)
    : asDecimal(value.type);
}

function plain(a: Expression, b: Expression, operator: string, label: string): Expression {
  const type = commonNumeric(a, b, label);
  return expression(`(${castTo(a, type).sql} ${operator} ${castTo(b, type).sql})`, type, label);
}

function commonNumeric(a: Expression, b: Expression, label: string): SqlType {
  const isTextBeside = (text: Expression, other: Expression) =>
    text.type.kind === "string" && isNumeric(other.type);
  // Text takes the kind of number that stands beside it.
  if (isTextBeside(a, b) || isTextBeside(b, a)) return commonType(a.type, b.type) ?? DOUBLE;
  const [left, right] = [numeric(a, label), numeric(b, label)];
  const common = commonType(left.type, right.type) ?? DOUBLE;
  return common.kind === "void" ? DOUBLE : common;
}

/** An operand as a number; text counts as a double, or as the other side's integer. */
function numeric(value: Expression, label: string): Expression {
  if (isNumeric(value.type)) return value;
  if (value.type.kind === "string" || value.type.kind === "void") return castTo(value, DOUBLE);
  throw refused(
    "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
    "42K09",
    `Cannot resolve "${label}" due to data type mismatch: the binary operator requires the input type "NUMERIC", not "${typeText(value.type)}".`,
  );
}
