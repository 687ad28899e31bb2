/** A value of a sample row; dates and timestamps as text. */
export type SampleCell = string | number | bigint | boolean | null;

/** A table to load into a simulated workspace. */
export interface SampleTable {
  readonly columns: readonly {
    readonly name: string;
    /** SQL type as Databricks spells it: `STRING`, `BIGINT`, `DECIMAL(10,2)`, `DATE`, … */
    readonly type: string;
    readonly comment?: string | undefined;
  }[];
  readonly rows: readonly (readonly SampleCell[])[];
  readonly comment?: string | undefined;
}

/** Tables by three-part name, `catalog.schema.table`. */
export type SampleTables = Readonly<Record<string, SampleTable>>;
