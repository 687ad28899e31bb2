import { parseTableName, quoteIdentifier } from "../../../sql/identifier.js";
import type { EngineResult } from "../../workspace/ports.js";
import type { StoredColumn, StoredTable } from "../catalog-store.js";
import { translateFailure } from "../duckdb-failure.js";
import { refused, tableExists, wrongType } from "../failures.js";
import {
  invalidMetricView,
  type MetricField,
  parseMetricDefinition,
  sentenceOf,
} from "../metric-view/metric-definition.js";
import { SqlEngineError } from "../sql-engine-error.js";
import type { StatementEnvironment } from "./statement-context.js";
import { done } from "./statement-result.js";

const NAME = "((?:`(?:[^`]|``)+`|[\\w$-]+)(?:\\s*\\.\\s*(?:`(?:[^`]|``)+`|[\\w$-]+))*)";
const CREATE = new RegExp(
  `^\\s*CREATE\\s+(OR\\s+REPLACE\\s+)?VIEW\\s+(IF\\s+NOT\\s+EXISTS\\s+)?${NAME}\\s+((?:(?!\\bAS\\s*\\$\\$)[\\s\\S])*?)\\bAS\\s*\\$\\$([\\s\\S]*)\\$\\$\\s*;?\\s*$`,
  "i",
);
const ALTER = new RegExp(`^\\s*ALTER\\s+VIEW\\s+${NAME}\\s+AS\\s*\\$\\$([\\s\\S]*)\\$\\$\\s*;?\\s*$`, "i");

/** A statement that defines a metric view; its YAML between dollars is no SQL, so it is recognised before parsing. */
export interface MetricViewStatement {
  readonly name: string;
  readonly yaml: string;
  readonly action: "create" | "replace" | "create-if-absent" | "alter";
}

/** The statement that a text is, if it defines a metric view. */
export function readMetricViewStatement(sql: string): MetricViewStatement | undefined {
  const altered = ALTER.exec(sql);
  if (altered) return { name: altered[1] ?? "", yaml: altered[2] ?? "", action: "alter" };
  const created = CREATE.exec(sql);
  if (!created) return undefined;
  const [, replace, ifAbsent, name = "", clauses = "", yaml = ""] = created;
  if (!/\bWITH\s+METRICS\b/i.test(clauses) || !/\bLANGUAGE\s+YAML\b/i.test(clauses)) {
    throw refused(
      "PARSE_SYNTAX_ERROR",
      "42601",
      "Syntax error: a view between dollars needs WITH METRICS LANGUAGE YAML.",
    );
  }
  return { name, yaml, action: replace ? "replace" : ifAbsent ? "create-if-absent" : "create" };
}

/** Defines a metric view after every part of it has been tried. */
export async function defineMetricView(
  { name, yaml, action }: MetricViewStatement,
  environment: StatementEnvironment,
): Promise<EngineResult> {
  const { catalog } = environment;
  const path = catalog.fullPath(parseTableName(name.replace(/\s*\.\s*/g, ".")));
  const existing = catalog.find(path);
  if (existing && action === "create-if-absent") return done;
  if (existing && action === "create") throw tableExists(path.join("."));
  if (action === "alter") {
    const current = catalog.get(path);
    if (current.kind !== "metric_view")
      throw wrongType(path.join("."), "METRIC VIEW", current.kind.toUpperCase());
  } else if (existing && existing.kind === "table") throw tableExists(path.join("."));
  const definition = parseMetricDefinition(yaml);
  const table: StoredTable = {
    path,
    kind: "metric_view",
    columns: [],
    comment: definition.comment,
    definition: yaml.trim(),
  };
  catalog.put(table, { replace: true });
  try {
    catalog.put({ ...table, columns: await tryColumns(table, environment) }, { replace: true });
  } catch (error) {
    if (existing) catalog.put(existing, { replace: true });
    else catalog.delete(path);
    throw error;
  }
  return done;
}

/** Plans a query of every dimension and measure, which finds what cannot work, and reads off their types. */
async function tryColumns(
  { path, definition = "" }: StoredTable,
  environment: StatementEnvironment,
): Promise<readonly StoredColumn[]> {
  const { dimensions, measures } = parseMetricDefinition(definition);
  const from = path.map(quoteIdentifier).join(".");
  const columns: StoredColumn[] = [];
  for (const field of dimensions) {
    const query = await plan(
      `SELECT ${quoteIdentifier(field.name)} FROM ${from}`,
      `the dimension "${field.name}"`,
      "must not aggregate",
      environment,
    );
    columns.push({
      name: field.name,
      type: query.columns[0]?.type ?? { kind: "string" },
      comment: field.comment,
    });
  }
  for (const field of measures) {
    const query = await planMeasure(field, measures, from, environment);
    columns.push({
      name: field.name,
      type: query?.columns.at(-1)?.type ?? { kind: "double" },
      comment: field.comment,
      isMeasure: true,
    });
  }
  return columns;
}

/** Undefined for a measure over windows that cannot be computed here: the service takes it, and so it is kept. */
async function planMeasure(
  { name, expr, windows }: MetricField,
  measures: readonly MetricField[],
  from: string,
  environment: StatementEnvironment,
) {
  const measure = `MEASURE(${quoteIdentifier(name)})`;
  const where = `the measure "${name}"`;
  const used = measures.filter((other) => expr.toLowerCase().includes(other.name.toLowerCase()));
  const orders = new Set([windows, ...used.map((other) => other.windows)].flat().map(({ order }) => order));
  const query =
    orders.size === 0
      ? `SELECT count(*), ${measure} FROM ${from}`
      : `SELECT ${[...orders].map(quoteIdentifier).join(", ")}, ${measure} FROM ${from} GROUP BY ALL`;
  try {
    return await plan(query, where, "must be an aggregate", environment);
  } catch (error) {
    const isOpen = orders.size > 0 && error instanceof SqlEngineError && error.isUnsupported;
    if (isOpen) return undefined;
    throw error;
  }
}

/** Translates a query and plans it; `grain` says what it means when rows and totals do not go together. */
async function plan(
  sql: string,
  where: string,
  grain: string,
  { translator, execute }: StatementEnvironment,
) {
  const query = translator.query(sql);
  try {
    await execute(`EXPLAIN ${query.sql}`);
    return query;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/GROUP BY clause|cannot contain aggregates/.test(message))
      throw invalidMetricView(`${where} ${grain}`);
    throw invalidMetricView(`${where} cannot be used: ${sentenceOf(translateFailure(error))}`);
  }
}
