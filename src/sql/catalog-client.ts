import { parse } from "yaml";
import * as z from "zod";
import { ApiError, type ApiErrorCode } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { SharedRun } from "../util/shared-run.js";
import type { Catalog, CatalogTable } from "./catalog.js";
import { IdentifierError, parseTableName } from "./identifier.js";
import { keysOf, TableConstraintsSchema } from "./table-keys.js";

const TableSchema = z.looseObject({
  table_type: z.string().nullish(),
  comment: z.string().nullish(),
  view_definition: z.string().nullish(),
  columns: z
    .array(
      z.looseObject({
        name: z.string(),
        type_text: z.string().nullish(),
        type_name: z.string().nullish(),
        type_json: z.string().nullish(),
        comment: z.string().nullish(),
      }),
    )
    .nullish(),
  table_constraints: TableConstraintsSchema.nullish(),
});

const ViewDefinitionSchema = z.looseObject({
  measures: z.array(z.looseObject({ name: z.string() })).nullish(),
});

const ColumnTypeSchema = z.looseObject({
  metadata: z.looseObject({ "metric_view.type": z.string() }),
});

/** A table, or why it cannot be read. */
type Lookup = CatalogTable | string;

/** Reads tables from Unity Catalog, each once. */
export class CatalogClient {
  readonly #connection: WorkspaceConnection;
  readonly #lookups = new Map<string, SharedRun<Lookup>>();

  constructor({ connection }: { readonly connection: WorkspaceConnection }) {
    this.#connection = connection;
  }

  /**
   * What is known of some tables, by three-part name. One that does not exist, may not be read or has an
   * impossible name becomes a problem, not an error.
   */
  async describe(
    tableNames: readonly string[],
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Catalog> {
    const found = await Promise.all(
      [...new Set(tableNames)].map(async (name) => ({ name, table: await this.#lookup(name, signal) })),
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
    this.#lookups.delete(tableName);
  }

  #lookup(name: string, signal: AbortSignal | undefined): Promise<Lookup> {
    const known = this.#lookups.get(name);
    if (known && !known.isAbandoned) return known.wait(signal);
    const lookup = new SharedRun((stop) => this.#load(name, stop));
    this.#lookups.set(name, lookup);
    // A table that could not be read may be there later, such as a view that a fix creates.
    const forget = () => {
      if (this.#lookups.get(name) === lookup) this.#lookups.delete(name);
    };
    const outcome = lookup.wait(signal);
    outcome.then((table) => typeof table === "string" && forget(), forget);
    return outcome;
  }

  async #load(name: string, signal: AbortSignal): Promise<Lookup> {
    try {
      const fullName = parseTableName(name).join(".");
      const wire = await this.#connection.request({
        method: "GET",
        path: `/api/2.1/unity-catalog/tables/${encodeURIComponent(fullName)}`,
        schema: TableSchema,
        retry: "safe",
        signal,
      });
      return catalogTable(name, wire);
    } catch (error) {
      const isProblem =
        error instanceof IdentifierError || (error instanceof ApiError && problemCodes.has(error.code));
      if (isProblem) return error.message;
      throw error;
    }
  }
}

/** Refusals that concern one table. */
const problemCodes: ReadonlySet<ApiErrorCode> = new Set(["NOT_FOUND", "PERMISSION_DENIED", "BAD_REQUEST"]);

function catalogTable(name: string, wire: z.infer<typeof TableSchema>): CatalogTable {
  const isMetricView = wire.table_type === "METRIC_VIEW";
  const measures = isMetricView ? measureNames(wire.view_definition ?? "") : undefined;
  return {
    name,
    kind: isMetricView ? "metric_view" : /VIEW/.test(wire.table_type ?? "") ? "view" : "table",
    comment: wire.comment ?? undefined,
    columns: (wire.columns ?? []).map((column) => ({
      name: column.name,
      type: column.type_text ?? column.type_name ?? "unknown",
      comment: column.comment ?? undefined,
      ...(isMetricView
        ? { isMeasure: measures?.has(column.name) ?? isMarkedMeasure(column.type_json ?? "") }
        : {}),
    })),
    ...keysOf(wire.table_constraints ?? []),
  };
}

/**
 * The API lists dimensions and measures alike as columns; the view's definition tells which is which. Undefined
 * when it cannot be read: only the owner may be shown it.
 */
function measureNames(viewDefinition: string): ReadonlySet<string> | undefined {
  try {
    const definition = ViewDefinitionSchema.safeParse(parse(viewDefinition));
    return definition.success ? new Set(definition.data.measures?.map(({ name }) => name)) : undefined;
  } catch {
    return undefined;
  }
}

/** Spark writes the kind of a metric view's column into its metadata; undefined where it did not. */
function isMarkedMeasure(typeJson: string): boolean | undefined {
  const json = parseJsonSafely(typeJson);
  const type = ColumnTypeSchema.safeParse(json.ok ? json.value : undefined);
  return type.success ? type.data.metadata["metric_view.type"] === "measure" : undefined;
}
