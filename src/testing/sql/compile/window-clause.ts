import {
  isObject,
  isPresent,
  type Json,
  type JsonObject,
  listOf,
  nameOf,
  nodeOf,
  nodesOf,
  objectOf,
} from "../ast.js";
import { parseFailure, refused, unsupported } from "../failures.js";
import { isOrderable } from "../types/sql-type.js";
import { compileIn, type Environment } from "./environment.js";
import type { Expression } from "./expression.js";

/** One key of ORDER BY. NULLs come first when ascending, as the database is set up. */
export function orderKey(json: Json, environment: Environment): string {
  return `${orderable(compileIn(environment, nodeOf(objectOf(json).this))).sql}${orderSuffix(json)}`;
}

/** A value to order by. @throws SqlEngineError when the two databases would order its type differently. */
export function orderable(value: Expression): Expression {
  if (isOrderable(value.type)) return value;
  throw unsupported("Ordering by a nested value");
}

/** What follows the expression of a key of ORDER BY. */
export function orderSuffix(json: Json): string {
  const { desc, nulls_first: nullsFirst } = objectOf(json);
  const nulls = nullsFirst === true ? " NULLS FIRST" : nullsFirst === false ? " NULLS LAST" : "";
  return `${desc === true ? " DESC" : ""}${nulls}`;
}

/** The specification of a window, which may be that of the window it names. */
function specOf(over: Json, environment: Environment): JsonObject {
  const spec = objectOf(over);
  const name = nameOf(spec.window_name);
  if (name === undefined) return spec;
  const named = environment.windows.get(name.toLowerCase());
  if (named === undefined)
    throw refused(
      "MISSING_WINDOW_SPECIFICATION",
      "42P20",
      `Window specification is not defined in the WINDOW clause for \`${name}\`.`,
    );
  if (isPresent(spec.partition_by) || isPresent(spec.order_by) || isPresent(spec.frame))
    throw unsupported("Extending a named window");
  return objectOf(named);
}

/** Whether a window is ordered, without which Databricks ranks and looks beside no row. */
export const isOrderedWindow = (over: Json, environment: Environment): boolean =>
  listOf(specOf(over, environment).order_by).length > 0;

/** ` OVER (…)`, with named windows written out. */
export function overClause(over: Json, environment: Environment): string {
  const spec = specOf(over, environment);
  const partition = nodesOf(spec.partition_by).map((node) => compileIn(environment, node).sql);
  const order = listOf(spec.order_by).map((key) => orderKey(key, environment));
  const parts = [
    partition.length > 0 ? `PARTITION BY ${partition.join(", ")}` : "",
    order.length > 0 ? `ORDER BY ${order.join(", ")}` : "",
    isPresent(spec.frame) ? frameClause(spec.frame ?? null, environment) : "",
  ];
  return ` OVER (${parts.filter((part) => part !== "").join(" ")})`;
}

function frameClause(json: Json, environment: Environment): string {
  const frame = objectOf(json);
  const kind = String(frame.kind).toUpperCase();
  const start = frameBound(frame.start, environment);
  return isPresent(frame.end)
    ? `${kind} BETWEEN ${start} AND ${frameBound(frame.end, environment)}`
    : `${kind} ${start}`;
}

const BOUNDS: Readonly<Record<string, string>> = {
  CurrentRow: "CURRENT ROW",
  UnboundedPreceding: "UNBOUNDED PRECEDING",
  UnboundedFollowing: "UNBOUNDED FOLLOWING",
};

function frameBound(json: Json | undefined, environment: Environment): string {
  if (typeof json === "string") {
    const bound = BOUNDS[json];
    if (bound === undefined) throw unsupported(`The frame bound ${json}`);
    return bound;
  }
  const [side, amount] = isObject(json) ? (Object.entries(json)[0] ?? []) : [];
  if (side !== "Preceding" && side !== "Following") throw parseFailure("the window frame cannot be read");
  return `${compileIn(environment, nodeOf(amount)).sql} ${side.toUpperCase()}`;
}
