import { type Expression, raise } from "../compile/expression.js";
import type { MetricGrain } from "../compile/scope.js";
import { unsupported } from "../failures.js";
import { quoteName, quoteString } from "../string-literals.js";
import { inRange, type MetricWindow } from "./metric-window.js";

/** A dimension as it was translated. */
export interface OrderingDimension {
  readonly name: string;
  /** As the YAML has it. */
  readonly expr: string;
  readonly value: Expression;
}

export interface WindowMeasure {
  readonly name: string;
  readonly windows: readonly MetricWindow[];
  readonly dimensions: readonly OrderingDimension[];
  /** What the query groups by; undefined where it is no query of the metric view alone. */
  readonly grain: MetricGrain | undefined;
  /** The query with the rows of the metric view. */
  readonly rows: string;
  /** The relation of the query that asks. */
  readonly alias: string;
  /** The measure's own expression over the rows that stand under an alias. */
  readonly over: (alias: string) => Expression;
}

interface Frame extends MetricWindow {
  readonly dimension: OrderingDimension;
  readonly isGrouped: boolean;
}

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/**
 * A measure over windows, for each group of the query that asks: its expression over the rows that agree with the
 * group in every other dimension and lie in the windows around the group's values of those that order them. What the
 * service's documentation leaves open is refused.
 */
export function windowMeasure(measure: WindowMeasure): Expression {
  const { grain, alias, over } = measure;
  const frames = framesOf(measure);
  // Around each value lie all rows of it, and of all rows it does not matter around which.
  const isPlain = frames.every(({ range, isGrouped }) =>
    isGrouped ? range.kind === "current" : range.kind === "all",
  );
  if (isPlain && (!grain?.isFiltered || frames.every(({ range }) => range.kind === "current")))
    return over(alias);
  if (grain?.isFiltered)
    throw unsupported("A WHERE of a query with a measure over a window beyond its group");
  return acrossGroups(measure, frames);
}

function framesOf({ windows, dimensions, grain, name }: WindowMeasure): readonly Frame[] {
  const grouped = grain?.dimensions;
  if (!grouped)
    throw unsupported(`Grouping the measure ${name}, which is over a window, by anything but dimensions`);
  const known = dimensions.filter((one) => grouped.some((other) => sameName(one.name, other)));
  return windows.map((window): Frame => {
    const dimension = dimensions.find((one) => sameName(one.name, window.order));
    if (!dimension) throw unsupported(`A window ordered by ${window.order}, which is no dimension`);
    const isGrouped = known.includes(dimension);
    const { range } = window;
    if (window.hasOffset) throw unsupported("A window with an offset");
    const isGiven =
      isGrouped || range.kind === "all" || (range.kind === "current" && followsFrom(dimension, known));
    if (!isGiven)
      throw unsupported(`The measure ${name}, which is over a window, without ${dimension.name} in GROUP BY`);
    if (range.kind === "trailing" || range.kind === "leading") checkUnit(range.unit, dimension);
    return { ...window, dimension, isGrouped };
  });
}

function acrossGroups(
  { alias, rows, dimensions, grain, name, over }: WindowMeasure,
  frames: readonly Frame[],
): Expression {
  const [frame, anchor] = [`${alias}~frame`, `${alias}~anchor`];
  const column = (table: string, { name: dimension }: OrderingDimension) =>
    `${quoteName(table)}.${quoteName(dimension)}`;
  const orders = frames.filter(({ range }) => range.kind !== "all");
  const others = dimensions.filter(
    (one) =>
      grain?.dimensions?.some((grouped) => sameName(grouped, one.name)) &&
      !frames.some(({ dimension }) => dimension === one),
  );
  for (const { dimension } of orders) {
    const entangled = others.find((one) => shareColumns(one, dimension));
    if (entangled)
      throw unsupported(
        `Grouping a measure over a window of ${dimension.name} by ${entangled.name}, which is made of the same column`,
      );
  }
  const given = orders.filter(({ isGrouped }) => isGrouped);
  const conditions = [
    ...others.map((one) => `${column(frame, one)} IS NOT DISTINCT FROM ${column(alias, one)}`),
    ...given.map(({ dimension }) => `${column(anchor, dimension)} = ${column(alias, dimension)}`),
    ...orders.map(({ dimension, range }) =>
      inRange(column(frame, dimension), column(anchor, dimension), range),
    ),
  ];
  const anchors =
    orders.length === 0
      ? ""
      : `, (SELECT DISTINCT ${orders.map(({ dimension }) => quoteName(dimension.name)).join(", ")} FROM (${rows})) AS ${quoteName(anchor)}`;
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const value = over(frame);
  const open = (what: string) =>
    raise(quoteString(`The measure ${name} ${what} is not supported by the simulation.`));
  // Over no rows most aggregates are NULL whichever way the service computes them; a count might be 0 or NULL.
  const result = `CASE WHEN count(*) > 0 THEN ${value.sql} WHEN ${value.sql} IS NULL THEN NULL ELSE ${open("over a window without rows")} END`;
  const sql = `(SELECT ${result} FROM (${rows}) AS ${quoteName(frame)}${anchors}${where})`;
  const isNull = given.map(({ dimension }) => `${column(alias, dimension)} IS NULL`).join(" OR ");
  return {
    ...value,
    sql:
      isNull === "" ? sql : `(CASE WHEN ${isNull} THEN ${open("over a window around NULL")} ELSE ${sql} END)`,
  };
}

/** Days back from a date are clear; of longer units only those are that the dimension itself counts in. */
function checkUnit(unit: string | undefined, { name, expr, value }: OrderingDimension): void {
  if (unit === undefined) throw unsupported("A window whose reach has no unit");
  if (unit === "day" && value.type.kind === "date") return;
  const truncated = /^\s*date_trunc\s*\(\s*'(\w+)'/i.exec(expr)?.[1]?.toLowerCase();
  if (truncated !== unit || !["day", "week", "month", "quarter", "year"].includes(unit))
    throw unsupported(`A window of ${unit}s over ${name}, which does not count in them`);
}

/** Whether a dimension is made of nothing but columns by which the query groups. */
function followsFrom(dimension: OrderingDimension, grouped: readonly OrderingDimension[]): boolean {
  const given = new Set(
    grouped.filter(({ value }) => columnsIn(value)[0] === value.sql).map(({ value }) => value.sql),
  );
  const columns = columnsIn(dimension.value);
  return columns.length > 0 && columns.every((column) => given.has(column));
}

function shareColumns(one: OrderingDimension, other: OrderingDimension): boolean {
  const columns = new Set(columnsIn(one.value));
  return columnsIn(other.value).some((column) => columns.has(column));
}

const columnsIn = ({ sql }: Expression): readonly string[] =>
  sql.match(/"(?:[^"]|"")*"\."(?:[^"]|"")*"/g) ?? [];
