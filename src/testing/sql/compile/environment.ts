import type { AstNode, Json } from "../ast.js";
import type { CompiledQuery, Expression, OutputColumn } from "./expression.js";
import type { MetricGrain, Scope } from "./scope.js";

/** A table or view that a query can name. */
export type TableEntry =
  | {
      readonly kind: "table";
      readonly path: readonly string[];
      readonly sql: string;
      readonly columns: readonly OutputColumn[];
    }
  | { readonly kind: "view"; readonly path: readonly string[]; readonly query: CompiledQuery }
  | { readonly kind: "metric_view"; readonly path: readonly string[]; readonly view: MetricSource };

/** A metric view made ready to be queried. */
export interface MetricSource {
  /** A query with the dimensions, and under hidden names the columns that measures read. */
  readonly query: CompiledQuery;
  readonly dimensions: readonly OutputColumn[];
  readonly measures: readonly string[];
  /** A measure as an aggregate over the rows of `query`, which stand under `alias`. */
  measure(name: string, alias: string, grain: MetricGrain | undefined): Expression | undefined;
}

/** What holds for a whole statement. */
export interface StatementContext {
  /** Finds a table by its one to three name parts. @throws SqlEngineError when there is none. */
  table(path: readonly string[]): TableEntry;
  /** The value of a named parameter. @throws SqlEngineError when it is not given. */
  parameter(name: string): Expression;
  /** The text of a string literal of the parser. */
  string(value: string): string;
  /** An alias that no other table of the statement has. */
  freshAlias(stem: string): string;
  /** Catalog and schema of names that give none. */
  readonly defaults: { readonly catalog: string; readonly schema: string };
  /** The time of the workspace, as a DuckDB TIMESTAMP. */
  clock(): string;
}

/** What is in sight where an expression or a query stands. */
export interface Environment {
  readonly statement: StatementContext;
  readonly scope: Scope;
  /** Common table expressions, by lower-case name. */
  readonly ctes: ReadonlyMap<string, { readonly alias: string; readonly columns: readonly OutputColumn[] }>;
  /** Named windows, by lower-case name. */
  readonly windows: ReadonlyMap<string, Json>;
  readonly compile: {
    expression(node: AstNode, environment: Environment): Expression;
    query(node: AstNode, environment: Environment): CompiledQuery;
  };
}

export const withScope = (environment: Environment, scope: Scope): Environment => ({ ...environment, scope });

/** Compiles an expression where it stands. */
export const compileIn = (environment: Environment, node: AstNode): Expression =>
  environment.compile.expression(node, environment);
