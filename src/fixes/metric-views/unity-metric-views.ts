import { parse } from "yaml";
import { z } from "zod";
import { GenieEnhancerError } from "../../errors/genie-enhancer-error.js";
import { parseTableName, quoteIdentifier, quoteTableName } from "../../sql/identifier.js";
import type { SqlClient } from "../../sql/sql-client.js";
import { SqlError } from "../../sql/sql-error.js";
import type { Cancellable } from "../../util/cancellable.js";
import type { MetricViewStore } from "../fix-type.js";

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
}

/** Creates metric views in Unity Catalog, never over an existing object, and drops only those that it created. */
export class UnityMetricViews implements MetricViewStore {
  readonly #sql: SqlClient;
  readonly #allowed: ReadonlySet<string>;
  readonly #created: Set<string>;

  constructor({ sql, allowedSchemas, created = [] }: UnityMetricViewsOptions) {
    this.#sql = sql;
    this.#allowed = new Set(allowedSchemas.map((schema) => parseTableName(schema).join(".").toLowerCase()));
    this.#created = new Set(created);
  }

  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** @throws MetricViewError when the name is not allowed or taken, or the view does not answer. */
  async create(name: string, yaml: string, { signal }: Cancellable = {}): Promise<void> {
    const quoted = this.#requireAllowed(name);
    if (yaml.includes("$$"))
      throw new MetricViewError(name, 'its definition holds "$$", which would end it early.');
    if (await this.#exists(quoted, signal))
      throw new MetricViewError(name, "there is an object of this name already; choose another name.");
    try {
      await this.#sql.execute(`CREATE VIEW ${quoted} WITH METRICS LANGUAGE YAML AS $$\n${yaml}\n$$`, {
        signal,
      });
    } catch (error) {
      throw error instanceof SqlError
        ? new MetricViewError(name, `the warehouse refused it: ${error.reason}`, error)
        : error;
    }
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

  /** @throws MetricViewError when this run did not create the view. */
  async drop(name: string, { signal }: Cancellable = {}): Promise<void> {
    if (!this.#created.has(name))
      throw new MetricViewError(name, "this run did not create it, so it is not dropped.");
    await this.#sql.execute(`DROP VIEW IF EXISTS ${this.#requireAllowed(name)}`, { signal });
    this.#created.delete(name);
  }

  #requireAllowed(name: string): string {
    const parts = parseTableName(name);
    if (parts.length !== 3) throw new MetricViewError(name, "the name must be catalog.schema.view.");
    if (!this.#allowed.has(parts.slice(0, 2).join(".").toLowerCase())) {
      throw new MetricViewError(name, `views may be created only in ${[...this.#allowed].join(", ")}.`);
    }
    return quoteTableName(name);
  }

  async #exists(quoted: string, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await this.#sql.execute(`DESCRIBE TABLE ${quoted}`, { signal });
      return true;
    } catch (error) {
      if (error instanceof SqlError && /NOT_FOUND|does not exist/i.test(error.reason)) return false;
      throw error;
    }
  }
}

function measuresOf(yaml: string): readonly string[] {
  const definition = DefinitionSchema.safeParse(parse(yaml));
  return definition.data?.measures.map(({ name }) => name) ?? [];
}
