/** A value of a sample row; dates and timestamps as text, arrays, structs and maps as JSON. */
export type SampleCell =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly SampleCell[]
  | { readonly [key: string]: SampleCell };

/** A table to load into a simulated workspace. */
export interface SampleTable {
  readonly columns: readonly {
    readonly name: string;
    /** SQL type as Databricks spells it: `STRING`, `BIGINT`, `DECIMAL(10,2)`, `ARRAY<STRING>`, … */
    readonly type: string;
    readonly comment?: string | undefined;
  }[];
  readonly rows: Iterable<readonly SampleCell[]>;
  readonly comment?: string | undefined;
}

/** A table to read from a file. Its columns and their types come from the file. */
export interface SampleFile {
  /** CSV with a header line, JSON (a list or one object a line) or Parquet. */
  readonly path: string;
  /** @default by the ending of the path */
  readonly format?: "csv" | "json" | "parquet" | undefined;
  readonly comment?: string | undefined;
  /** Comments by column name. */
  readonly columnComments?: Readonly<Record<string, string>> | undefined;
}

/** Tables by three-part name, `catalog.schema.table`. */
export type SampleTables = Readonly<Record<string, SampleTable | SampleFile>>;
