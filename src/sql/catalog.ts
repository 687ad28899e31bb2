/** What Unity Catalog knows about the tables of a space. JSON-safe. */
export interface Catalog {
  readonly tables: readonly CatalogTable[];
  /** Tables that could not be read, each with the reason; reported once per table. */
  readonly problems: readonly { readonly table: string; readonly reason: string }[];
}

export interface CatalogTable {
  /** Three-part name. */
  readonly name: string;
  readonly kind: "table" | "view" | "metric_view";
  readonly comment?: string | undefined;
  readonly columns: readonly CatalogColumn[];
  /** Columns of the declared primary key. Unity Catalog does not enforce it. */
  readonly primaryKey?: readonly string[] | undefined;
  /** Declared foreign keys. Genie joins along them without being told. */
  readonly foreignKeys?: readonly ForeignKey[] | undefined;
}

/** Columns of a table that refer to those of another, in the same order. */
export interface ForeignKey {
  readonly columns: readonly string[];
  /** Three-part name of the other table. */
  readonly table: string;
  readonly tableColumns: readonly string[];
}

export interface CatalogColumn {
  readonly name: string;
  /** SQL type as Unity Catalog spells it, such as `decimal(10,2)`. */
  readonly type: string;
  readonly comment?: string | undefined;
  /** In a metric view: whether the column is read with `MEASURE()`. */
  readonly isMeasure?: boolean | undefined;
}
