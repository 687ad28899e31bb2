import { parse } from "yaml";
import { z } from "zod";
import { ApiError } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { Catalog, CatalogTable } from "./catalog.js";

const TableSchema = z.looseObject({
  full_name: z.string().nullish(),
  table_type: z.string().nullish(),
  comment: z.string().nullish(),
  view_definition: z.string().nullish(),
  columns: z
    .array(
      z.looseObject({
        name: z.string(),
        type_text: z.string().nullish(),
        type_name: z.string().nullish(),
        comment: z.string().nullish(),
      }),
    )
    .nullish(),
});

const ViewDefinitionSchema = z.looseObject({
  measures: z.array(z.looseObject({ name: z.string() })).nullish(),
});

/** Reads tables from Unity Catalog, each once. */
export class CatalogClient {
  readonly #connection: WorkspaceConnection;
  readonly #tables = new Map<string, Promise<CatalogTable | string>>();

  constructor({ connection }: { readonly connection: WorkspaceConnection }) {
    this.#connection = connection;
  }

  /** What is known of some tables. One that cannot be read becomes a problem, not an error. */
  async describe(
    tableNames: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Catalog> {
    const found = await Promise.all(
      tableNames.map(async (name) => ({ name, table: await this.#table(name, signal) })),
    );
    return {
      tables: found.flatMap(({ table }) => (typeof table === "string" ? [] : [table])),
      problems: found.flatMap(({ name, table }) =>
        typeof table === "string" ? [{ table: name, reason: table }] : [],
      ),
    };
  }

  /** Forgets what was read of a table, because it was created, changed or dropped. */
  forget(tableName: string): void {
    this.#tables.delete(tableName);
  }

  #table(name: string, signal: AbortSignal | undefined): Promise<CatalogTable | string> {
    const known = this.#tables.get(name);
    if (known) return known;
    const loading = this.#load(name, signal);
    this.#tables.set(name, loading);
    // A table that could not be read may be there later, such as a view that a fix creates.
    loading.then(
      (table) => typeof table === "string" && this.#tables.delete(name),
      () => this.#tables.delete(name),
    );
    return loading;
  }

  async #load(name: string, signal: AbortSignal | undefined): Promise<CatalogTable | string> {
    try {
      const wire = await this.#connection.request({
        method: "GET",
        path: `/api/2.1/unity-catalog/tables/${encodeURIComponent(name)}`,
        schema: TableSchema,
        retry: "safe",
        signal,
      });
      return catalogTable(name, wire);
    } catch (error) {
      if (error instanceof ApiError && (error.code === "NOT_FOUND" || error.code === "PERMISSION_DENIED"))
        return error.message;
      throw error;
    }
  }
}

function catalogTable(name: string, wire: z.infer<typeof TableSchema>): CatalogTable {
  const isMetricView = wire.table_type === "METRIC_VIEW";
  const measures = isMetricView ? measureNames(wire.view_definition ?? "") : new Set<string>();
  return {
    name: wire.full_name ?? name,
    kind: isMetricView ? "metric_view" : /VIEW/.test(wire.table_type ?? "") ? "view" : "table",
    comment: wire.comment ?? undefined,
    columns: (wire.columns ?? []).map((column) => ({
      name: column.name,
      type: column.type_text ?? column.type_name ?? "unknown",
      comment: column.comment ?? undefined,
      ...(isMetricView ? { isMeasure: measures.has(column.name) } : {}),
    })),
  };
}

/** The API lists dimensions and measures alike as columns; the view's definition tells which is which. */
function measureNames(viewDefinition: string): ReadonlySet<string> {
  try {
    const definition = ViewDefinitionSchema.safeParse(parse(viewDefinition));
    return new Set(definition.data?.measures?.map(({ name }) => name));
  } catch {
    return new Set();
  }
}
