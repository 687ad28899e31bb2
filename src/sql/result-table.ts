/** One cell of a result. The statement API sends every value as text and NULL as `null`. */
export type Cell = string | number | bigint | boolean | null;

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  /** The service's type name, such as `DECIMAL` or `TIMESTAMP`; absent when unknown. */
  readonly type?: string | undefined;
}

/** Rows and columns of a query result. */
export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether the service cut the result, so that rows are missing at the end. */
  readonly truncated?: boolean | undefined;
}
