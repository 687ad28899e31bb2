import { quoteString } from "../string-literals.js";
import { type SqlType, STRING, VOID } from "../types/sql-type.js";

/** A translated expression. */
export interface Expression {
  /** DuckDB SQL, safe to stand as an operand. */
  readonly sql: string;
  readonly type: SqlType;
  /** The name that Databricks gives to a column made by it. */
  readonly label: string;
  /** The value when it is a literal. */
  readonly literal?: string | number | boolean | null | undefined;
}

/** A column of a query's result. */
export interface OutputColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** A translated query. */
export interface CompiledQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

export const expression = (sql: string, type: SqlType, label = sql): Expression => ({ sql, type, label });

export const stringLiteral = (value: string): Expression => ({
  sql: quoteString(value),
  type: STRING,
  label: value,
  literal: value,
});

export const nullLiteral: Expression = { sql: "NULL", type: VOID, label: "NULL", literal: null };

/** An error with a text of the service, raised when a row reaches it. */
export const raise = (message: string): string => `error(${message})`;
