import { ambiguousColumn, columnNotFound } from "../failures.js";
import { quoteName } from "../string-literals.js";
import type { SqlType } from "../types/sql-type.js";
import { distinctNames } from "./distinct-names.js";
import { type Expression, expression } from "./expression.js";
import { fieldOf } from "./field-access.js";

/** A column that can be named in a query. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly sql: string;
  /** Whether `*` leaves it out: the copy of a column that a USING join merged. */
  readonly isMerged?: boolean | undefined;
  /** What is wrong with naming it, such as a measure without `MEASURE()`. */
  readonly refuse?: (() => Error) | undefined;
}

/** A table in a FROM clause. */
export interface Relation {
  /** The parts of its name, the last first in importance: `[catalog, schema, table]` or `[alias]`. */
  readonly path: readonly string[];
  readonly columns: readonly ScopeColumn[];
  /** Whether its columns must be named with their table. @default false */
  readonly isQualifiedOnly?: boolean | undefined;
  /** Gives a measure of a metric view. */
  readonly measure?: ((name: string, grain: MetricGrain | undefined) => Expression | undefined) | undefined;
}

/** What a query of a metric view groups by. */
export interface MetricGrain {
  /** Names of dimensions, none for one group of all rows; undefined when it groups by anything else. */
  readonly dimensions: readonly string[] | undefined;
  /** Whether it has a WHERE. */
  readonly isFiltered: boolean;
}

/** The names in sight at one level of a query. */
export interface Scope {
  readonly relations: readonly Relation[];
  /** Columns that USING joins merged; named without a table. */
  readonly merged: readonly ScopeColumn[];
  /** Names that stand for expressions: aliases of the select list and parameters of lambdas. */
  readonly names: ReadonlyMap<string, Expression>;
  /** Whether `names` come before columns, as parameters of lambdas do. */
  readonly namesFirst?: boolean | undefined;
  readonly parent?: Scope | undefined;
  /** Of a query of a metric view alone. */
  readonly grain?: MetricGrain | undefined;
}

export const emptyScope: Scope = { relations: [], merged: [], names: new Map() };

const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** The columns of a table under an alias. Equal names are told apart as `nameList` does. */
export function columnsOf(
  alias: string,
  columns: readonly { readonly name: string; readonly type: SqlType }[],
): ScopeColumn[] {
  const distinct = distinctNames(columns.map((column) => column.name));
  return columns.map(({ name, type }, at) => ({
    name,
    type,
    sql: `${quoteName(alias)}.${quoteName(distinct[at] ?? name)}`,
  }));
}

/**
 * What a dotted name stands for, innermost level first: a column, with or without its table, and then fields in it.
 * @throws SqlEngineError when nothing or more than one thing has the name.
 */
export function resolveName(scope: Scope, parts: readonly string[]): Expression {
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const found = resolveAt(level, parts);
    if (found) return found;
  }
  throw columnNotFound(parts.join("."), suggestionsFor(scope, parts.at(-1) ?? ""));
}

/** The measure of a metric view in sight. */
export function resolveMeasure(scope: Scope, name: string): Expression | undefined {
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    for (const relation of level.relations) {
      const measure = relation.measure?.(name, level.grain);
      if (measure) return measure;
    }
  }
  return undefined;
}

/** Whether a name is a table in sight. */
export const findRelation = (scope: Scope, path: readonly string[]): Relation | undefined => {
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const relation = level.relations.find((candidate) => endsWith(candidate.path, path));
    if (relation) return relation;
  }
  return undefined;
};

function resolveAt(scope: Scope, parts: readonly string[]): Expression | undefined {
  const byName = () => {
    const named = scope.names.get((parts[0] ?? "").toLowerCase());
    return named && parts.slice(1).reduce(fieldOf, named);
  };
  if (scope.namesFirst) {
    const named = byName();
    if (named) return named;
  }
  for (let taken = Math.min(3, parts.length - 1); taken >= 0; taken -= 1) {
    const name = parts[taken] ?? "";
    const column = findColumn(scope, parts.slice(0, taken), name);
    if (!column) continue;
    if (column.refuse) throw column.refuse();
    return parts.slice(taken + 1).reduce(fieldOf, expression(column.sql, column.type, column.name));
  }
  return scope.namesFirst ? undefined : byName();
}

function findColumn(scope: Scope, path: readonly string[], name: string): ScopeColumn | undefined {
  const isNamed = (column: ScopeColumn) => sameName(column.name, name);
  if (path.length === 0) {
    const merged = scope.merged.find(isNamed);
    if (merged) return merged;
  }
  const owners = scope.relations.filter((relation) =>
    path.length === 0 ? relation.isQualifiedOnly !== true : endsWith(relation.path, path),
  );
  const found = owners.flatMap((relation) =>
    relation.columns
      .filter(isNamed)
      .map((column) => ({ column, name: `${relation.path.join(".")}.${column.name}` })),
  );
  if (found.length > 1)
    throw ambiguousColumn(
      [...path, name].join("."),
      found.map((candidate) => candidate.name),
    );
  return found[0]?.column;
}

const endsWith = (path: readonly string[], end: readonly string[]) =>
  end.length <= path.length &&
  end.every((part, at) => sameName(part, path[path.length - end.length + at] ?? ""));

/** Up to five names in sight, the most alike first. */
function suggestionsFor(scope: Scope, name: string): readonly string[] {
  const names: string[] = [];
  for (const relation of scope.relations) {
    for (const column of relation.columns) {
      if (!column.isMerged) names.push([...relation.path, column.name].slice(-2).join("."));
    }
  }
  const wanted = name.toLowerCase();
  return names
    .map((candidate) => ({
      candidate,
      distance: editDistance(candidate.split(".").at(-1)?.toLowerCase() ?? "", wanted),
    }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
