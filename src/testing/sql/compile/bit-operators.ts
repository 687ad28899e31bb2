import { wrongType } from "../failures.js";
import { commonType } from "../types/common-type.js";
import { INT, isInteger, LONG, type SqlType } from "../types/sql-type.js";
import { duckdbType, typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import { type Expression, expression } from "./expression.js";

/** `a & b`, `a | b` and `a ^ b`, of whole numbers. */
export function bitwise(a: Expression, b: Expression, operator: "&" | "|" | "^"): Expression {
  const label = `(${a.label} ${operator} ${b.label})`;
  const type = commonType(wholeType(a, label), wholeType(b, label)) ?? LONG;
  const [left, right] = [castTo(a, type).sql, castTo(b, type).sql];
  return expression(
    operator === "^" ? `xor(${left}, ${right})` : `(${left} ${operator} ${right})`,
    type,
    label,
  );
}

/** `~a` */
export function bitwiseNot(value: Expression): Expression {
  const label = `~${value.label}`;
  const type = wholeType(value, label);
  return expression(`(~${castTo(value, type).sql})`, type, label);
}

/** A shift as Java shifts: by the lowest bits of the count, and what leaves the number is lost. */
export function shift(
  value: Expression,
  by: Expression,
  operator: "<<" | ">>" | ">>>",
  label = `(${value.label} ${operator} ${by.label})`,
): Expression {
  const type = wholeType(value, label).kind === "long" ? LONG : INT;
  const bits = type.kind === "long" ? 64 : 32;
  wholeType(by, label);
  const count = `(${castTo(by, INT).sql} & ${bits - 1})`;
  const macro = { "<<": "dbx_shift_left", ">>": "dbx_shift_right", ">>>": "dbx_shift_right_unsigned" }[
    operator
  ];
  const width = `${2n ** BigInt(bits)}::HUGEINT`;
  const sql = `CAST(${macro}(${castTo(value, type).sql}, ${count}, ${width}) AS ${duckdbType(type)})`;
  return expression(sql, type, label);
}

function wholeType({ type }: Expression, label: string): SqlType {
  if (isInteger(type)) return type;
  if (type.kind === "void") return INT;
  if (type.kind === "string") return LONG;
  throw wrongType(label, '"INTEGRAL"', typeText(type));
}
