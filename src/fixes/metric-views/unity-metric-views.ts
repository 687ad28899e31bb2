import { parse } from "yaml";
import { z } from "zod";
import { GenieEnhancerError } from "../../errors/genie-enhancer-error.js";
import { parseTableName, quoteIdentifier, quoteTableName } from "../../sql/identifier.js";
import type { SqlClient } from "../../sql/sql-client.js";
import { SqlError } from "../../sql/sql-error.js";
import type { Cancellable } from "../../util/cancellable.js";
import type { MetricViewStore } from "../fix-type.js";
import { formatViewMarker, isMarkedBy, withViewMarker } from "./view-marker.js";

const DefinitionSchema = z.looseObject({ measures: z.array(z.looseObject({ name: z.string() })) });

/** A metric view that may not be created, or does not work. */
export class MetricViewError extends GenieEnhancerError {
  readonly code = "METRIC_VIEW";

  constructor(view: string, reason: string, cause?: unknown) {
    super(`Metric view ${view}: ${reason}`, { context: { view }, cause });
  }
}

export interface UnityMetricViewsOptions {
  readonly sql: SqlClient;
  /** Each as `catalog.schema`. Views are created there and nowhere else. */
  readonly allowedSchemas: readonly string[];
  /** Views that an earlier part of the same run created. @default none */
  readonly created?: readonly string[] | undefined;
  /** Goes into the comment of each view, so that it can be told whose it is. @default no marker */
  readonly runId?: string | undefined;
  /** Waited for before a view is created. */
  readonly onCreate?: ((name: string) => Promise<void>) | undefined;
}

/** Creates metric views in Unity Catalog, never over an existing object, and drops only those that it created. */
export class UnityMetricViews implements MetricViewStore {
  readonly #sql: SqlClient;
  readonly #allowed: ReadonlySet<string>;
  readonly #created: Set<string>;
  readonly #runId: string | undefined;
  readonly #onCreate: ((name: string) => Promise<void>) | undefined;

  constructor({ sql, allowedSchemas, created = [], runId, onCreate }: UnityMetricViewsOptions) {
    this.#runId = runId;
    this.#onCreate = onCreate;
    this.#sql = sql;
    this.#allowed = new Set(allowedSchemas.map((schema) => parseTableName(schema).join(".").toLowerCase()));
    this.#created = new Set(created);
  }

  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /**
   * A view that this run made from the same definition at an earlier time is taken for made.
   * @throws MetricViewError when the name is not allowed or taken, or the view does not answer.
   */
  async create(name: string, yaml: string, { signal }: Cancellable = {}): Promise<void> {
    const quoted = this.#requireAllowed(name);
    if (yaml.includes("$$"))
      throw new MetricViewError(name, 'its definition holds "$$", which would end it early.');
    const marker = this.#runId === undefined ? undefined : formatViewMarker(this.#runId, yaml);
    const description = await this.#describe(quoted, signal);
    if (description === undefined) await this.#create(name, quoted, yaml, marker, signal);
    else if (marker === undefined || !description.includes(marker))
      throw new MetricViewError(name, "there is an object of this name already; choose another name.");
    this.#created.add(name);
    try {
      const [measure] = measuresOf(yaml);
      if (measure)
        await this.#sql.query(`SELECT MEASURE(${quoteIdentifier(measure)}) FROM ${quoted}`, {
          rowLimit: 1,
          signal,
        });
    } catch (error) {
      await this.drop(name);
      throw error instanceof SqlError
        ? new MetricViewError(name, `it cannot be queried: ${error.reason}`, error)
        : error;
    }
  }

  /** Whether a view is there and says that this run made it. */
  async isOwn(name: string, { signal }: Cancellable = {}): Promise<boolean> {
    const description = await this.#describe(this.#requireAllowed(name), signal);
    return description !== undefined && this.#runId !== undefined && isMarkedBy(description, this.#runId);
  }

  /** @throws MetricViewError when this run did not create the view. */
  async drop(name: string, { signal }: Cancellable = {}): Promise<void> {
    if (!this.#created.has(name))
      throw new MetricViewError(name, "this run did not create it, so it is not dropped.");
    await this.#sql.execute(`DROP VIEW IF EXISTS ${this.#requireAllowed(name)}`, { signal });
    this.#created.delete(name);
  }

  /** Drops a view if it is there and says that this run made it. @returns whether it did */
  async dropIfOwn(name: string, options: Cancellable = {}): Promise<boolean> {
    if (!(await this.isOwn(name, options))) return false;
    this.#created.add(name);
    await this.drop(name, options);
    return true;
  }

  #requireAllowed(name: string): string {
    const parts = parseTableName(name);
    if (parts.length !== 3) throw new MetricViewError(name, "the name must be catalog.schema.view.");
    if (!this.#allowed.has(parts.slice(0, 2).join(".").toLowerCase())) {
      throw new MetricViewError(name, `views may be created only in ${[...this.#allowed].join(", ")}.`);
    }
    return quoteTableName(name);
  }

  async #create(
    name: string,
    quoted: string,
    yaml: string,
    marker: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const definition = marker === undefined ? yaml : withViewMarker(yaml, marker);
    await this.#onCreate?.(name);
    try {
      await this.#sql.execute(`CREATE VIEW ${quoted} WITH METRICS LANGUAGE YAML AS $$\n${definition}\n$$`, {
        signal,
      });
    } catch (error) {
      throw error instanceof SqlError
        ? new MetricViewError(name, `the warehouse refused it: ${error.reason}`, error)
        : error;
    }
  }

  /** All that the catalog says of an object, as one text; undefined when there is none of this name. */
  async #describe(quoted: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      const { rows } = await this.#sql.execute(`DESCRIBE TABLE EXTENDED ${quoted}`, { signal });
      return rows.flatMap((row) => row.map((cell) => String(cell ?? ""))).join("\n");
    } catch (error) {
      if (error instanceof SqlError && /NOT_FOUND|does not exist/i.test(error.reason)) return undefined;
      throw error;
    }
  }
}

function measuresOf(yaml: string): readonly string[] {
  const definition = DefinitionSchema.safeParse(parse(yaml));
  return definition.data?.measures.map(({ name }) => name) ?? [];
}
