import { isPresent, type Json, type JsonObject, listOf, nameOf, nodeOf, objectOf } from "../ast.js";
import { refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { isInteger, isOrderable } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { compileIn, type Environment, withScope } from "./environment.js";
import type { OutputColumn } from "./expression.js";
import { emptyScope } from "./scope.js";
import { orderable, orderSuffix } from "./window-clause.js";

/**
 * ` ORDER BY …` over the columns of a result. A key that is one of them is written as its position, so that the
 * two databases cannot resolve the name differently. `expressions` are what the columns were made from, and any
 * other key sees what is in sight of `visible`.
 */
export function orderByOutput(
  keys: Json | undefined,
  columns: readonly OutputColumn[],
  environment: Environment,
  expressions: readonly string[] = [],
  visible: Environment = environment,
): string {
  const parts = listOf(keys).map((key) => orderPart(key, columns, environment, expressions, visible));
  return parts.length > 0 ? ` ORDER BY ${parts.join(", ")}` : "";
}

function orderPart(
  key: Json,
  columns: readonly OutputColumn[],
  environment: Environment,
  expressions: readonly string[],
  visible: Environment,
): string {
  const node = nodeOf(objectOf(key).this);
  const suffix = orderSuffix(key);
  const name = node.kind === "column" && !isPresent(node.fields.table) ? nameOf(node.fields.name) : undefined;
  if (name?.toUpperCase() === "ALL") return columns.map((_, at) => `${at + 1}${suffix}`).join(", ");
  if (name !== undefined) {
    const at = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    const column = columns[at];
    if (column !== undefined && !isOrderable(column.type)) throw unsupported("Ordering by a nested value");
    if (at >= 0) return `${at + 1}${suffix}`;
  }
  const value = orderable(compileIn(environment, node));
  if (typeof value.literal === "number" && isInteger(value.type) && node.kind === "literal") {
    if (value.literal < 1 || value.literal > columns.length) {
      throw refused(
        "ORDER_BY_POS_OUT_OF_RANGE",
        "42805",
        `ORDER BY position ${value.literal} is not in select list (valid range is [1, ${columns.length}]).`,
      );
    }
    return `${value.literal}${suffix}`;
  }
  const same = expressions.indexOf(value.sql);
  return same >= 0 ? `${same + 1}${suffix}` : `${compileIn(visible, node).sql}${suffix}`;
}

/** ` LIMIT … OFFSET …`. */
export function limitClause(fields: JsonObject, environment: Environment): string {
  return `${count("LIMIT", fields.limit, environment)}${count("OFFSET", fields.offset, environment)}`;
}

function count(word: string, json: Json | undefined, environment: Environment): string {
  if (!isPresent(json)) return "";
  const holder = objectOf(json);
  const node = nodeOf("this" in holder ? holder.this : json);
  if (node.kind === "column" && nameOf(node.fields.name)?.toUpperCase() === "ALL") return "";
  const value = compileIn(withScope(environment, emptyScope), node);
  const number = typeof value.literal === "string" ? Number(value.literal) : value.literal;
  const name = word.toLowerCase();
  const invalid = (reason: string, sentence: string) =>
    refused(
      `INVALID_LIMIT_LIKE_EXPRESSION.${reason}`,
      "42K0E",
      `The ${name} like expression "${value.label}" is invalid. The ${name} expression ${sentence}.`,
    );
  if (typeof number === "number" && number < 0)
    throw invalid("IS_NEGATIVE", `must be equal to or greater than 0, but got ${number}`);
  if (number === undefined && isInteger(value.type))
    return ` ${word} dbx_row_count(${value.sql}, ${quoteString(name)})`;
  if (typeof number !== "number" || !Number.isInteger(number))
    throw invalid("DATA_TYPE", `must be integer type, but got "${typeText(value.type)}"`);
  return ` ${word} ${number}`;
}
