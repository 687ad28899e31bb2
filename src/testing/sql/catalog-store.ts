import type { EngineTable } from "../workspace/ports.js";
import { tableExists, tableNotFound } from "./failures.js";
import { quoteName } from "./string-literals.js";
import type { SqlType } from "./types/sql-type.js";
import { catalogTypeText } from "./types/type-names.js";

export interface StoredColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly comment?: string | undefined;
  readonly isMeasure?: boolean | undefined;
}

/** A table or view of the workspace. */
export interface StoredTable {
  readonly path: readonly [catalog: string, schema: string, name: string];
  readonly kind: "table" | "view" | "metric_view";
  readonly columns: readonly StoredColumn[];
  readonly comment?: string | undefined;
  /** The query of a view in Databricks SQL, or the YAML of a metric view. */
  readonly definition?: string | undefined;
}

/** The tables and views by name. Names of Databricks do not mind case. */
export class CatalogStore {
  readonly #tables = new Map<string, StoredTable>();
  /** Grows with every change, so that translations made before can be dropped. */
  version = 0;
  #described: { readonly version: number; readonly tables: readonly EngineTable[] } | undefined;

  /** @param defaults of names that give no catalog or schema; a statement may bring its own */
  constructor(public defaults: { readonly catalog: string; readonly schema: string }) {}

  /** @throws SqlEngineError TABLE_OR_VIEW_NOT_FOUND. */
  get(path: readonly string[]): StoredTable {
    const found = this.find(path);
    if (!found) throw tableNotFound(path.join("."));
    return found;
  }

  find(path: readonly string[]): StoredTable | undefined {
    return this.#tables.get(keyOf(this.fullPath(path)));
  }

  /** One to three parts of a name, filled up with the session's catalog and schema. */
  fullPath(path: readonly string[]): readonly [string, string, string] {
    const [name = "", schema = this.defaults.schema, catalog = this.defaults.catalog] = [...path].reverse();
    return [catalog, schema, name];
  }

  /** @throws SqlEngineError TABLE_OR_VIEW_ALREADY_EXISTS unless it may be replaced. */
  put(table: StoredTable, { replace = false } = {}): void {
    const key = keyOf(table.path);
    if (!replace && this.#tables.has(key)) throw tableExists(table.path.join("."));
    this.#tables.set(key, table);
    this.version += 1;
  }

  delete(path: readonly string[]): void {
    this.#tables.delete(keyOf(this.fullPath(path)));
    this.version += 1;
  }

  all(): readonly StoredTable[] {
    return [...this.#tables.values()];
  }

  /** All tables as Unity Catalog tells of them: the same list until something changes. */
  describe(): readonly EngineTable[] {
    if (this.#described?.version !== this.version)
      this.#described = { version: this.version, tables: this.all().map(describeTable) };
    return this.#described.tables;
  }
}

const keyOf = (path: readonly string[]) => path.map((part) => part.toLowerCase()).join("\0");

/**
 * Where a table lies in DuckDB: catalog and schema together name a schema of the one database, because DuckDB
 * reserves some catalog names that Databricks allows.
 */
export const duckdbSchema = ([catalog, schema]: StoredTable["path"]): string =>
  quoteName(`${catalog}.${schema}`.toLowerCase());
export const duckdbTable = (path: StoredTable["path"]): string =>
  `${duckdbSchema(path)}.${quoteName(path[2].toLowerCase())}`;

/** A table as Unity Catalog tells of it. */
const describeTable = ({ path, kind, columns, comment, definition }: StoredTable): EngineTable => ({
  name: path.join("."),
  kind,
  comment,
  columns: columns.map((column) => ({
    name: column.name,
    type: catalogTypeText(column.type),
    comment: column.comment,
    isMeasure: column.isMeasure,
  })),
  viewDefinition: definition,
});
