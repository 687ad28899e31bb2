import { parse } from "yaml";
import * as z from "zod";
import { parseTableName, quoteIdentifier, quoteTableName } from "../../sql/identifier.js";
import type { SqlClient } from "../../sql/sql-client.js";
import { SqlError } from "../../sql/sql-error.js";
import type { Cancellable } from "../../util/cancellable.js";
import type { MetricViewStore } from "../fix-type.js";
import { MetricViewError } from "./metric-view-error.js";
import { viewMarker, viewOwner } from "./view-marker.js";

const FieldsSchema = z.array(z.looseObject({ name: z.string(), window: z.array(z.unknown()).optional() }));
const DefinitionSchema = z.looseObject({ dimensions: FieldsSchema.default([]), measures: FieldsSchema });

/** Where metric views are made, and by which run. */
export interface UnityMetricViewsOptions {
  readonly sql: SqlClient;
  /** Goes into every view, and only views that hold it are dropped. */
  readonly runId: string;
  /** Each as `catalog.schema`. Views are created there and nowhere else. */
  readonly allowedSchemas: readonly string[];
  /** What the last part of every view's name must begin with. @default nothing */
  readonly namePrefix?: string | undefined;
  /** Views that an earlier part of the same run created. @default none */
  readonly created?: readonly string[] | undefined;
  /** Waited for before a view is created. */
  readonly onCreate?: ((name: string) => Promise<void>) | undefined;
}

/** Creates metric views in Unity Catalog, never over an existing object, and drops only those that it created. */
export class UnityMetricViews implements MetricViewStore {
  readonly #sql: SqlClient;
  readonly #runId: string;
  readonly #allowed: ReadonlySet<string>;
  readonly #namePrefix: string;
  readonly #created: Set<string>;
  readonly #onCreate: ((name: string) => Promise<void>) | undefined;
  #unavailable: string | undefined;

  constructor({
    sql,
    runId,
    allowedSchemas,
    namePrefix = "",
    created = [],
    onCreate,
  }: UnityMetricViewsOptions) {
    this.#onCreate = onCreate;
    this.#sql = sql;
    this.#runId = runId;
    this.#allowed = new Set(allowedSchemas.map((schema) => parseTableName(schema).join(".").toLowerCase()));
    this.#namePrefix = namePrefix;
    this.#created = new Set(created);
  }

  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** Why no view can be created, once that is known: nothing is asked of the warehouse any more. */
  get unavailable(): string | undefined {
    return this.#unavailable;
  }

  /**
   * Creates a view, then looks at its columns and queries one of its measures. One that does not work is dropped. A
   * view that this run made from the same definition before it was interrupted is taken for made.
   * @throws MetricViewError when the name is not allowed or taken, views may not be created at all, or the view
   * does not answer.
   */
  async create(name: string, yaml: string, { signal }: Cancellable = {}): Promise<void> {
    const quoted = this.#requireAllowed(name);
    if (this.#unavailable !== undefined) throw new MetricViewError(name, this.#unavailable);
    if (yaml.includes("$$"))
      throw new MetricViewError(name, 'its definition holds "$$", which would end it early.');
    const definition = await this.#definitionOf(quoted, signal);
    if (definition === undefined) await this.#create(name, quoted, yaml, signal);
    else if (definition.trim() !== this.#marked(yaml).trim())
      throw new MetricViewError(name, "there is an object of this name already; choose another name.");
    this.#created.add(name);
    try {
      await this.#check(quoted, yaml, signal);
    } catch (error) {
      await this.drop(name);
      throw error instanceof SqlError
        ? new MetricViewError(name, `it cannot be queried: ${error.reason}`, error)
        : error;
    }
  }

  /**
   * Drops a view that carries the mark of this run. One that is gone already is left at that.
   * @throws MetricViewError when the view is not this run's, or was changed by somebody since.
   */
  async drop(name: string, { signal }: Cancellable = {}): Promise<void> {
    if (!this.#created.has(name))
      throw new MetricViewError(name, "this run did not create it, so it is not dropped.");
    const quoted = this.#requireAllowed(name);
    const definition = await this.#definitionOf(quoted, signal);
    if (definition !== undefined && viewOwner(definition) !== this.#runId)
      throw new MetricViewError(
        name,
        "it does not carry the mark of this run any more, so it is not dropped.",
      );
    if (definition !== undefined) await this.#sql.execute(`DROP VIEW ${quoted}`, { signal });
    this.#created.delete(name);
  }

  async #create(name: string, quoted: string, yaml: string, signal: AbortSignal | undefined): Promise<void> {
    await this.#onCreate?.(name);
    try {
      await this.#sql.execute(
        `CREATE VIEW ${quoted} WITH METRICS LANGUAGE YAML AS $$\n${this.#marked(yaml)}\n$$`,
        { signal },
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SqlError)) {
        // The answer was lost; the statement may have been carried out all the same.
        const definition = await this.#definitionOf(quoted, signal).catch(() => undefined);
        if (definition !== undefined && viewOwner(definition) === this.#runId) return;
        throw error;
      }
      if (isDenied(error))
        this.#unavailable = `views cannot be created by this identity, so no more are tried: ${error.reason}`;
      throw new MetricViewError(name, `the warehouse refused it: ${error.reason}`, error);
    }
  }

  /** Whether the view has the columns that it was defined with, and answers. */
  async #check(quoted: string, yaml: string, signal: AbortSignal | undefined): Promise<void> {
    const { dimensions, measures } = DefinitionSchema.parse(parse(yaml));
    const described = await this.#sql.execute(`DESCRIBE TABLE ${quoted}`, { signal });
    const columns = new Set(described.rows.map(([column]) => String(column).toLowerCase()));
    const missing = [...dimensions, ...measures].filter(({ name }) => !columns.has(name.toLowerCase()));
    if (missing.length > 0)
      throw new SqlError(`it has no column ${missing.map(({ name }) => name).join(", ")}`);
    // A measure over a window needs its dimension beside it, so that one without is the better probe.
    const measure = measures.find(({ window }) => !window) ?? measures[0];
    const dimension = measure?.window && dimensions[0] ? `${quoteIdentifier(dimensions[0].name)}, ` : "";
    if (measure)
      await this.#sql.query(
        `SELECT ${dimension}MEASURE(${quoteIdentifier(measure.name)}) FROM ${quoted}${dimension ? " GROUP BY ALL" : ""}`,
        { rowLimit: 1, signal },
      );
  }

  /** Whether there is an object of this name, whoever made it. */
  async exists(name: string, { signal }: Cancellable = {}): Promise<boolean> {
    return (await this.#definitionOf(this.#requireAllowed(name), signal)) !== undefined;
  }

  /** Whether a view is there and carries the mark of this run. */
  async isOwn(name: string, { signal }: Cancellable = {}): Promise<boolean> {
    const definition = await this.#definitionOf(this.#requireAllowed(name), signal);
    return definition !== undefined && viewOwner(definition) === this.#runId;
  }

  /** Drops a view if it is there and carries the mark of this run. @returns whether it did */
  async dropIfOwn(name: string, options: Cancellable = {}): Promise<boolean> {
    if (!(await this.isOwn(name, options))) return false;
    this.#created.add(name);
    await this.drop(name, options);
    return true;
  }

  #marked(yaml: string): string {
    return `${viewMarker(this.#runId)}\n${yaml.trimEnd()}`;
  }

  #requireAllowed(name: string): string {
    const parts = parseTableName(name);
    if (parts.length !== 3) throw new MetricViewError(name, "the name must be catalog.schema.view.");
    if (!this.#allowed.has(parts.slice(0, 2).join(".").toLowerCase()))
      throw new MetricViewError(name, `views may be created only in ${[...this.#allowed].join(", ")}.`);
    if (!parts[2]?.startsWith(this.#namePrefix))
      throw new MetricViewError(name, `the name of a view must begin with ${this.#namePrefix}.`);
    return quoteTableName(name);
  }

  /** The text of a view, empty for another kind of object; undefined when there is nothing of this name. */
  async #definitionOf(quoted: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      const { rows } = await this.#sql.execute(`DESCRIBE TABLE EXTENDED ${quoted}`, { signal });
      const text = rows.find(([fact]) => String(fact).trim().toLowerCase() === "view text")?.[1];
      return typeof text === "string" ? text : "";
    } catch (error) {
      if (error instanceof SqlError && /NOT_FOUND|does not exist/i.test(error.reason)) return undefined;
      throw error;
    }
  }
}

/** Whether the identity lacks the permission, or the warehouse the feature, which no other definition mends. */
function isDenied({ reason, sqlState }: SqlError): boolean {
  return (
    sqlState === "42501" ||
    /PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS|does not have (?:the )?(?:privilege|permission)|FEATURE_NOT_ENABLED/i.test(
      reason,
    )
  );
}
