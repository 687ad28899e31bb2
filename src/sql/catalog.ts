/** What Unity Catalog knows about the tables of a space. JSON-safe. */
export interface Catalog {
  readonly tables: readonly CatalogTable[];
  /** Tables that could not be read, each with the reason; reported once per table. */
  readonly problems: readonly { readonly table: string; readonly reason: string }[];
}

/** A table or view as the catalog describes it. */
export interface CatalogTable {
  /** Three-part name, spelled as it was asked for and so as the space spells it. */
  readonly name: string;
  readonly kind: "table" | "view" | "metric_view";
  readonly comment?: string | undefined;
  readonly columns: readonly CatalogColumn[];
  /** Columns of the declared primary key, in its order. */
  readonly primaryKey?: readonly string[] | undefined;
  /** Declared foreign keys: Genie joins by them without being told. */
  readonly foreignKeys?: readonly CatalogForeignKey[] | undefined;
}

/** A declared foreign key. */
export interface CatalogForeignKey {
  readonly columns: readonly string[];
  /** Three-part name of the table that the columns refer to. */
  readonly table: string;
  /** Columns of that table, in the order of `columns`. */
  readonly tableColumns: readonly string[];
}

/** A column as the catalog describes it. */
export interface CatalogColumn {
  readonly name: string;
  /** SQL type as Unity Catalog spells it, such as `decimal(10,2)`. */
  readonly type: string;
  readonly comment?: string | undefined;
  /** In a metric view: whether the column is read with `MEASURE()`. */
  readonly isMeasure?: boolean | undefined;
}
