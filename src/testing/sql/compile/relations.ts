import {
  type AstNode,
  allowOnly,
  isPresent,
  type Json,
  nameOf,
  namesOf,
  nodeOf,
  objectOf,
  textOf,
} from "../ast.js";
import { refused, unsupported } from "../failures.js";
import { isGenerator } from "../functions/registry.js";
import { quoteName } from "../string-literals.js";
import { compileValues } from "./compile-values.js";
import type { CompiledRelation } from "./compiled-relation.js";
import { nameList } from "./distinct-names.js";
import type { Environment } from "./environment.js";
import type { OutputColumn } from "./expression.js";
import { compileGenerator } from "./generators.js";
import { compilePivot } from "./pivot.js";
import { columnsOf, type ScopeColumn } from "./scope.js";
import { compileUnpivot } from "./unpivot.js";

const TABLE_MEMBERS = new Set(["name", "schema", "catalog", "alias", "column_aliases", "table_sample"]);
const SUBQUERY_MEMBERS = new Set([
  "this",
  "alias",
  "column_aliases",
  "lateral",
  "order_by",
  "limit",
  "offset",
  "with",
]);
/** Formats that make a name in backticks a path. */
const PATH_FORMATS = new Set(["delta", "parquet", "csv", "json", "text", "orc", "avro", "binaryfile"]);

/** Translates an item of a FROM clause: a table, a query, a table function, values, a pivot. */
export function compileRelation(
  node: AstNode,
  environment: Environment,
  isLateral: boolean,
): CompiledRelation {
  switch (node.kind) {
    case "table":
      return compileTable(node, environment);
    case "subquery": {
      allowOnly(node.fields, SUBQUERY_MEMBERS);
      const hasTail = ["order_by", "limit", "offset", "with"].some((member) =>
        isPresent(node.fields[member]),
      );
      const query = environment.compile.query(
        hasTail
          ? { kind: "subquery", fields: { ...node.fields, alias: null, column_aliases: [] } }
          : nodeOf(node.fields.this),
        environment,
      );
      return derived(
        query.sql,
        query.columns,
        nameOf(node.fields.alias),
        namesOf(node.fields.column_aliases),
        environment,
        isLateral,
      );
    }
    case "values": {
      const { query, alias } = compileValues(node, environment);
      return derived(query.sql, query.columns, alias, [], environment, false);
    }
    case "alias":
      return tableFunction(
        nodeOf(node.fields.this),
        nameOf(node.fields.alias),
        namesOf(node.fields.column_aliases),
        environment,
        isLateral,
      );
    case "lateral":
      return tableFunction(
        nodeOf(node.fields.this),
        nameOf(node.fields.alias),
        namesOf(node.fields.column_aliases),
        environment,
        isLateral,
      );
    case "function":
      return tableFunction(node, undefined, [], environment, isLateral);
    case "pivot":
    case "unpivot": {
      const source = compileRelation(nodeOf(node.fields.this), environment, false);
      const { sql, columns } =
        node.kind === "pivot"
          ? compilePivot(node, source, environment)
          : compileUnpivot(node, source, environment);
      return derived(sql, columns, nameOf(node.fields.alias), [], environment, false);
    }
    default:
      throw unsupported(`"${node.kind.replaceAll("_", " ")}" in a FROM clause`);
  }
}

function compileTable(node: AstNode, environment: Environment): CompiledRelation {
  const { fields } = node;
  if (isPresent(fields.version)) throw unsupported("Time travel");
  allowOnly(fields, TABLE_MEMBERS);
  const path = ["catalog", "schema", "name"]
    .map((member) => nameOf(fields[member]))
    .filter((part) => part !== undefined);
  const name = path.at(-1) ?? "";
  const given = nameOf(fields.alias);
  const alias = environment.statement.freshAlias(given ?? name);
  const names = namesOf(fields.column_aliases);
  const sample = sampleOf(fields.table_sample, environment);
  const cte = path.length === 1 ? environment.ctes.get(name.toLowerCase()) : undefined;
  const relation = (
    sql: string,
    columns: readonly OutputColumn[],
    fullPath: readonly string[],
  ): CompiledRelation => {
    const renamed = columns.map((column, at) => ({ name: names[at] ?? column.name, type: column.type }));
    const list = needsNames(columns, names) ? nameList(renamed.map((column) => column.name)) : "";
    return {
      sql: `${sample.firstRows === undefined ? sql : `(SELECT * FROM ${sql} LIMIT ${sample.firstRows})`} AS ${quoteName(alias)}${list}${sample.clause}`,
      relations: [{ path: given === undefined ? fullPath : [given], columns: columnsOf(alias, renamed) }],
      merged: [],
      isLateral: false,
    };
  };
  if (cte) return relation(quoteName(cte.alias), cte.columns, path);
  if (path.length === 2 && PATH_FORMATS.has((path[0] ?? "").toLowerCase()))
    throw unsupported("Reading files by path");
  const entry = environment.statement.table(path);
  if (entry.kind === "table") return relation(entry.sql, entry.columns, entry.path);
  if (entry.kind === "view") return relation(`(${entry.query.sql})`, entry.query.columns, entry.path);
  if (names.length > 0 || isPresent(fields.table_sample))
    throw unsupported("Column aliases or a sample of a metric view");
  const { view } = entry;
  const measures = view.measures.map(
    (measure): ScopeColumn => ({
      name: measure,
      type: { kind: "void" },
      sql: "NULL",
      refuse: () =>
        refused(
          "METRIC_VIEW_MISSING_MEASURE_FUNCTION",
          "42K0E",
          `The usage of measure column [${measure}] of a metric view requires a MEASURE() function to produce results.`,
        ),
    }),
  );
  return {
    sql: `(${view.query.sql}) AS ${quoteName(alias)}`,
    relations: [
      {
        path: given === undefined ? entry.path : [given],
        columns: [...columnsOf(alias, view.dimensions), ...measures],
        measure: (wanted, grain) => view.measure(wanted, alias, grain),
      },
    ],
    merged: [],
    isLateral: false,
  };
}

/** Whether a table needs names behind its alias: new ones, or because two columns have the same. */
function needsNames(columns: readonly OutputColumn[], names: readonly string[]): boolean {
  return (
    names.length > 0 || new Set(columns.map((column) => column.name.toLowerCase())).size < columns.length
  );
}

function derived(
  sql: string,
  columns: readonly OutputColumn[],
  given: string | undefined,
  names: readonly string[],
  environment: Environment,
  isLateral: boolean,
): CompiledRelation {
  const alias = environment.statement.freshAlias(given ?? "subquery");
  if (names.length > 0 && names.length !== columns.length) {
    throw refused(
      "ASSIGNMENT_ARITY_MISMATCH",
      "42802",
      `Number of column aliases does not match number of columns. Number of column aliases: ${names.length}; number of columns: ${columns.length}.`,
    );
  }
  const renamed = columns.map((column, at) => ({ name: names[at] ?? column.name, type: column.type }));
  const list = needsNames(columns, names) ? nameList(renamed.map((column) => column.name)) : "";
  return {
    sql: `(${sql}) AS ${quoteName(alias)}${list}`,
    relations: [{ path: [given ?? alias], columns: columnsOf(alias, renamed) }],
    merged: [],
    isLateral,
  };
}

function tableFunction(
  call: AstNode,
  given: string | undefined,
  names: readonly string[],
  environment: Environment,
  isLateral: boolean,
): CompiledRelation {
  const name = (textOf(call.fields.name) ?? "").toLowerCase().replace(/^dbx_/, "");
  if (call.kind !== "function" || !isGenerator(name))
    throw unsupported(`The table function ${name === "" ? call.kind : name}`);
  if (/_outer$/.test(name)) throw unsupported(`${name} in a FROM clause`);
  const alias = environment.statement.freshAlias(given ?? name);
  const generated = compileGenerator(call, environment, names, alias);
  return {
    sql: generated.sql,
    relations: [{ path: [given ?? alias], columns: columnsOf(alias, generated.columns) }],
    merged: [],
    isLateral,
  };
}

/** A number of rows means the first ones, as in Databricks; a percentage is left to chance. */
function sampleOf(
  json: Json | undefined,
  environment: Environment,
): { readonly firstRows?: number; readonly clause: string } {
  if (!isPresent(json)) return { clause: "" };
  const sample = objectOf(json);
  if (isPresent(sample.bucket_numerator)) throw unsupported("TABLESAMPLE by buckets");
  const size = environment.compile.expression(nodeOf(sample.size), environment).literal;
  if (typeof size !== "number") throw unsupported("TABLESAMPLE with a size that is no literal");
  const seed = isPresent(sample.seed)
    ? environment.compile.expression(nodeOf(sample.seed), environment).literal
    : undefined;
  if (sample.is_percent !== true && sample.method !== "Percent") return { firstRows: size, clause: "" };
  const repeatable = typeof seed === "number" ? ` REPEATABLE (${seed})` : "";
  return { clause: ` TABLESAMPLE bernoulli(${size}%)${repeatable}` };
}
