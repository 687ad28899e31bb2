import { quoteIdentifier } from "../../../sql/identifier.js";
import { type AstNode, nodesOf } from "../ast.js";
import { compileFrom } from "../compile/compile-from.js";
import { truth } from "../compile/conditions.js";
import { compileIn, type Environment, type MetricSource, withScope } from "../compile/environment.js";
import { type Expression, expression } from "../compile/expression.js";
import type { MetricGrain, Relation, Scope, ScopeColumn } from "../compile/scope.js";
import { refused, unsupported } from "../failures.js";
import { quoteName } from "../string-literals.js";
import {
  invalidMetricView,
  type MetricDefinition,
  type MetricField,
  type MetricJoin,
  parseMetricDefinition,
} from "./metric-definition.js";
import { type OrderingDimension, windowMeasure } from "./window-measure.js";

/** Reads Databricks SQL into a tree, with an environment of its own. */
export type ReadSql = (sql: string) => { readonly node: AstNode; readonly environment: Environment };

/**
 * Makes a metric view ready to be queried: one query with its dimensions and, under hidden names, every column of
 * its sources, over which the measures are then aggregated at the grain of the query that asks.
 */
export function metricSource(yaml: string, read: ReadSql): MetricSource {
  const definition = parseMetricDefinition(yaml);
  if (definition.hasParameters) throw unsupported("A metric view with parameters");
  const { environment, scope, sql: from } = sources(definition, read);
  const dimensions = compileDimensions(definition.dimensions, environment, scope, read);
  const raw = scope.relations.flatMap((relation) =>
    relation.columns.map((column) => ({ column, hidden: hiddenName(relation, column) })),
  );
  const items = [
    ...dimensions.map(({ name, value }) => `${value.sql} AS ${quoteName(name)}`),
    ...raw.map(({ column, hidden }) => `${column.sql} AS ${quoteName(hidden)}`),
  ];
  const where =
    definition.filter === undefined
      ? ""
      : ` WHERE ${truth(compileText(definition.filter, environment, scope, read, "the filter")).sql}`;
  const rows = `SELECT ${items.join(", ")} FROM ${from}${where}`;
  return {
    query: {
      sql: rows,
      columns: dimensions.map(({ name, value }) => ({ name, type: value.type })),
    },
    dimensions: dimensions.map(({ name, value }) => ({ name, type: value.type })),
    measures: definition.measures.map((measure) => measure.name),
    measure: (name, alias, grain) =>
      compileMeasure(name, { alias, grain }, definition, { dimensions, scope, environment, rows }, read, []),
  };
}

interface Compiled {
  readonly dimensions: readonly OrderingDimension[];
  readonly scope: Scope;
  readonly environment: Environment;
  /** The query with all rows. */
  readonly rows: string;
}

/** The query that asks for a measure. */
interface Asking {
  readonly alias: string;
  readonly grain: MetricGrain | undefined;
  /** Whether it is the window of a measure. */
  readonly isWindow?: boolean | undefined;
}

const hiddenName = (relation: Relation, column: ScopeColumn) => `~${relation.path.join(".")}.${column.name}`;

/** The source and its joins, each under the name by which expressions call it. */
function sources(
  definition: MetricDefinition,
  read: ReadSql,
): { readonly environment: Environment; readonly scope: Scope; readonly sql: string } {
  const joins: { readonly join: MetricJoin; readonly path: readonly string[] }[] = [];
  const text = [`SELECT 1 FROM ${sourceText(definition.source)} AS source`];
  const addJoins = (list: readonly MetricJoin[], owner: string, path: readonly string[]) => {
    for (const join of list) {
      if (join.isOneToMany) throw unsupported("A metric view with a one_to_many join");
      const on =
        join.on ??
        join.using
          .map(
            (column) =>
              `${quoteIdentifier(owner)}.${quoteIdentifier(column)} = ${quoteIdentifier(join.name)}.${quoteIdentifier(column)}`,
          )
          .join(" AND ");
      text.push(`LEFT JOIN ${sourceText(join.source)} AS ${quoteIdentifier(join.name)} ON ${on}`);
      joins.push({ join, path: [...path, join.name] });
      addJoins(join.joins, join.name, [...path, join.name]);
    }
  };
  addJoins(definition.joins, "source", []);
  const { node, environment } = attempt("the source or a join", () => read(text.join("\n")));
  const from = attempt("the source or a join", () => compileFrom(node.fields, environment));
  const relations = from.scope.relations.map((relation, at): Relation => {
    if (relation.measure) throw unsupported("A metric view over a metric view");
    return at === 0
      ? relation
      : { ...relation, path: joins[at - 1]?.path ?? relation.path, isQualifiedOnly: true };
  });
  return { environment, scope: { ...from.scope, relations }, sql: from.sql };
}

const sourceText = (source: string) =>
  /^\s*(select|with|from|values)\b/i.test(source) ? `(${source.trim().replace(/;$/, "")})` : source.trim();

function compileDimensions(
  fields: readonly MetricField[],
  environment: Environment,
  scope: Scope,
  read: ReadSql,
) {
  const names = new Map<string, Expression>();
  return fields.map((field) => {
    const value = compileText(
      field.expr,
      environment,
      { ...scope, names },
      read,
      `the dimension "${field.name}"`,
    );
    names.set(field.name.toLowerCase(), value);
    return { name: field.name, expr: field.expr, value };
  });
}

function compileMeasure(
  name: string,
  asking: Asking,
  definition: MetricDefinition,
  compiled: Compiled,
  read: ReadSql,
  trail: readonly string[],
): Expression | undefined {
  const measure = definition.measures.find(
    (candidate) => candidate.name.toLowerCase() === name.toLowerCase(),
  );
  if (!measure) return undefined;
  if (trail.includes(measure.name)) throw invalidMetricView(`the measure "${measure.name}" refers to itself`);
  if (measure.windows.length === 0) return measureOver(measure, asking, definition, compiled, read, trail);
  if (asking.isWindow) throw unsupported("A measure over a window of measures over windows");
  const { dimensions, rows } = compiled;
  const over = (alias: string) =>
    measureOver(measure, { ...asking, alias, isWindow: true }, definition, compiled, read, trail);
  const { windows } = measure;
  return windowMeasure({ name: measure.name, windows, dimensions, rows, ...asking, over });
}

function measureOver(
  measure: MetricField,
  asking: Asking,
  definition: MetricDefinition,
  compiled: Compiled,
  read: ReadSql,
  trail: readonly string[],
): Expression {
  const { alias } = asking;
  const hidden = (relation: Relation, column: ScopeColumn): ScopeColumn => ({
    ...column,
    sql: `${quoteName(alias)}.${quoteName(hiddenName(relation, column))}`,
  });
  const relations = compiled.scope.relations.map(
    (relation, at): Relation => ({
      ...relation,
      columns: relation.columns.map((column) => hidden(relation, column)),
      ...(at === 0
        ? {
            measure: (other: string) =>
              compileMeasure(other, asking, definition, compiled, read, [...trail, measure.name]),
          }
        : {}),
    }),
  );
  const names = new Map(
    compiled.dimensions.map((dimension) => [
      dimension.name.toLowerCase(),
      expression(`${quoteName(alias)}.${quoteName(dimension.name)}`, dimension.value.type, dimension.name),
    ]),
  );
  const value = compileText(
    measure.expr,
    compiled.environment,
    { relations, merged: [], names },
    read,
    `the measure "${measure.name}"`,
  );
  return { ...value, sql: `(${value.sql})` };
}

/** Translates an expression of the YAML. */
function compileText(
  text: string,
  environment: Environment,
  scope: Scope,
  read: ReadSql,
  where: string,
): Expression {
  return attempt(where, () => {
    const { node, environment: own } = read(`SELECT ${text}`);
    const [item, ...rest] = nodesOf(node.fields.expressions);
    if (node.kind !== "select" || !item || rest.length > 0)
      throw refused("PARSE_SYNTAX_ERROR", "42601", "Syntax error: one expression is expected.");
    return compileIn(withScope({ ...own, windows: environment.windows }, scope), item);
  });
}

/** Says where in the definition something is wrong. */
function attempt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "isUnsupported") === true) throw error;
    throw invalidMetricView(
      `${where} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
