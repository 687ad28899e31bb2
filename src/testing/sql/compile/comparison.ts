import { typesDiffer, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { commonType, commonTypeOf } from "../types/common-type.js";
import { BOOLEAN, isOrderable, STRING } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import { type Expression, expression } from "./expression.js";

const OPERATORS: Readonly<Record<string, { readonly duckdb: string; readonly label: string }>> = {
  eq: { duckdb: "=", label: "=" },
  neq: { duckdb: "<>", label: "!=" },
  lt: { duckdb: "<", label: "<" },
  lte: { duckdb: "<=", label: "<=" },
  gt: { duckdb: ">", label: ">" },
  gte: { duckdb: ">=", label: ">=" },
  null_safe_eq: { duckdb: "IS NOT DISTINCT FROM", label: "<=>" },
  null_safe_neq: { duckdb: "IS DISTINCT FROM", label: "IS DISTINCT FROM" },
};

export const isComparison = (kind: string): boolean => kind in OPERATORS;

/** A comparison by the parser's name for it, after both sides were brought to one type. */
export function compare(kind: string, a: Expression, b: Expression): Expression {
  const operator = OPERATORS[kind] ?? { duckdb: kind, label: kind };
  const label = `(${a.label} ${operator.label} ${b.label})`;
  const isOrder =
    operator.duckdb === "<" ||
    operator.duckdb === "<=" ||
    operator.duckdb === ">" ||
    operator.duckdb === ">=";
  if (isOrder && !(isOrderable(a.type) && isOrderable(b.type)))
    throw unsupported("Comparing the order of nested values");
  const [left, right] = alike(a, b, label);
  return expression(`(${left} ${operator.duckdb} ${right})`, BOOLEAN, label);
}

/** Both sides brought to one type. @throws SqlEngineError when they cannot be compared. */
export function alike(a: Expression, b: Expression, label: string): readonly [string, string] {
  const type = commonType(a.type, b.type);
  if (!type) throw typesDiffer(label, typeText(a.type), typeText(b.type));
  return [castTo(a, type).sql, castTo(b, type).sql];
}

/** `value IN (a, b, …)`. */
export function inList(value: Expression, items: readonly Expression[], isNegated: boolean): Expression {
  const label = `(${value.label} IN (${items.map((item) => item.label).join(", ")}))`;
  const type = commonTypeOf([value.type, ...items.map((item) => item.type)]);
  if (!type) throw typesDiffer(label, typeText(value.type), typeText(items[0]?.type ?? STRING));
  const list = items.map((item) => castTo(item, type).sql).join(", ");
  return expression(`(${castTo(value, type).sql} ${isNegated ? "NOT IN" : "IN"} (${list}))`, BOOLEAN, label);
}

/** `value [I]LIKE pattern [ESCAPE c]`, where a backslash escapes unless told otherwise. */
export function like(
  value: Expression,
  pattern: Expression,
  escapeWith: string | undefined,
  isCaseless: boolean,
): Expression {
  const [left, right] = [castTo(value, STRING).sql, castTo(pattern, STRING).sql];
  const mayEscape = typeof pattern.literal !== "string" || pattern.literal.includes(escapeWith ?? "\\");
  const suffix = mayEscape ? ` ESCAPE ${quoteString(escapeWith ?? "\\")}` : "";
  const label = `${value.label} LIKE ${pattern.label}`;
  return expression(`(${left} ${isCaseless ? "ILIKE" : "LIKE"} ${right}${suffix})`, BOOLEAN, label);
}
