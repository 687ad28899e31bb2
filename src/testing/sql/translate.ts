import type { EngineParameter } from "../workspace/ports.js";
import type { AstNode } from "./ast.js";
import { type CatalogStore, duckdbTable, type StoredTable } from "./catalog-store.js";
import { castTo } from "./compile/cast.js";
import { compileExpression } from "./compile/compile-expression.js";
import { compileQuery } from "./compile/compile-query.js";
import { nameList } from "./compile/distinct-names.js";
import type { Environment, StatementContext, TableEntry } from "./compile/environment.js";
import { type CompiledQuery, type Expression, nullLiteral, stringLiteral } from "./compile/expression.js";
import { emptyScope } from "./compile/scope.js";
import { refused, unboundParameter } from "./failures.js";
import { isFunctionName } from "./functions/registry.js";
import { metricSource } from "./metric-view/metric-source.js";
import { type PreparedText, prepareText, restoreString } from "./prepare-text.js";
import { parseType } from "./types/parse-type.js";

/** Stands in translated SQL for the time of the workspace, which is put in when the statement runs. */
export const NOW_MARK = "\uE000now\uE000";

const MAX_VIEW_DEPTH = 20;

/** Translates statements of Databricks SQL to DuckDB SQL. */
export class Translator {
  constructor(
    readonly catalog: CatalogStore,
    readonly parse: (text: string) => AstNode,
  ) {}

  /** Reads a statement into the parser's tree, with an environment in which its parts can be translated. */
  read(
    sql: string,
    parameters: readonly EngineParameter[] = [],
  ): { readonly node: AstNode; readonly environment: Environment } {
    const prepared = prepareText(sql, isFunctionName, parameters);
    return {
      node: this.parse(prepared.text),
      environment: this.#environment(prepared, parameters, 0, new Set()),
    };
  }

  /** Translates a query. */
  query(sql: string, parameters: readonly EngineParameter[] = []): CompiledQuery {
    const { node, environment } = this.read(sql, parameters);
    return environment.compile.query(node, environment);
  }

  #environment(
    prepared: PreparedText,
    parameters: readonly EngineParameter[],
    depth: number,
    aliases: Set<string>,
  ): Environment {
    const freshAlias = (stem: string): string => {
      let alias = stem;
      for (let copy = 2; aliases.has(alias.toLowerCase()); copy += 1) alias = `${stem}_${copy}`;
      aliases.add(alias.toLowerCase());
      return alias;
    };
    const statement: StatementContext = {
      table: (path) => this.#entry(this.catalog.get(path), depth, aliases),
      parameter: (name) => parameterValue(name, parameters),
      string: (value) => restoreString(value, prepared.strings),
      freshAlias,
      defaults: this.catalog.defaults,
      clock: () => `TIMESTAMP '${NOW_MARK}'`,
    };
    return {
      statement,
      scope: emptyScope,
      ctes: new Map(),
      windows: new Map(),
      compile: { expression: compileExpression, query: compileQuery },
    };
  }

  #entry(table: StoredTable, depth: number, aliases: Set<string>): TableEntry {
    const { path, columns } = table;
    if (table.kind === "table") return { kind: "table", path, sql: duckdbTable(path), columns };
    if (depth > MAX_VIEW_DEPTH)
      throw refused(
        "VIEW_EXCEED_MAX_NESTED_DEPTH",
        "54K00",
        `The depth of view ${path.join(".")} exceeds the maximum view resolution depth.`,
      );
    const definition = table.definition ?? "";
    const inside = (sql: string) => {
      const prepared = prepareText(sql, isFunctionName);
      const environment = this.#environment(prepared, [], depth + 1, aliases);
      return { node: this.parse(prepared.text), environment };
    };
    if (table.kind === "metric_view")
      return { kind: "metric_view", path, view: metricSource(definition, inside) };
    const { node, environment } = inside(definition);
    const query = environment.compile.query(node, environment);
    const renamed = query.columns.map((column, at) => ({
      name: columns[at]?.name ?? column.name,
      type: column.type,
    }));
    const isRenamed = renamed.some((column, at) => column.name !== query.columns[at]?.name);
    const sql = isRenamed
      ? `SELECT * FROM (${query.sql}) AS renamed${nameList(renamed.map((column) => column.name))}`
      : query.sql;
    return { kind: "view", path, query: { sql, columns: renamed } };
  }
}

/** A parameter as a literal of its type, which is text unless told otherwise. */
function parameterValue(name: string, parameters: readonly EngineParameter[]): Expression {
  const parameter = parameters.find((candidate) => candidate.name === name);
  if (!parameter) throw unboundParameter(name);
  const type = parameter.type === undefined ? parseType("string") : parseType(parameter.type);
  if (parameter.value === null) return { ...castTo(nullLiteral, type), label: `:${name}`, literal: null };
  const text = stringLiteral(parameter.value);
  if (type.kind === "string") return { ...text, label: `:${name}` };
  const isWhole = (type.kind === "int" || type.kind === "long") && /^-?\d+$/.test(parameter.value.trim());
  return { ...castTo(text, type), label: `:${name}`, literal: isWhole ? Number(parameter.value) : undefined };
}
