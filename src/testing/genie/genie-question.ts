import type { SerializedSpace } from "../../space/serialized-space.js";

/** A column of a source as the catalog describes it. */
export interface GenieCatalogColumn {
  readonly name: string;
  /** SQL type as Unity Catalog spells it, such as `decimal(10,2)`. */
  readonly type: string;
  readonly comment?: string | undefined;
  /** In a metric view: whether the column is read with `MEASURE()`. */
  readonly isMeasure?: boolean | undefined;
}

/** A table, view or metric view as the catalog describes it. */
export interface GenieCatalogTable {
  /** Three-part name. */
  readonly name: string;
  readonly kind: "table" | "view" | "metric_view";
  readonly comment?: string | undefined;
  readonly columns: readonly GenieCatalogColumn[];
  /** YAML of a metric view; its `display_name`, `comment` and `synonyms` are read. */
  readonly viewDefinition?: string | undefined;
}

/** All that the simulated Genie is told. Benchmarks in the document are never read. */
export interface GenieQuestion {
  readonly question: string;
  readonly document: SerializedSpace;
  readonly catalog: readonly GenieCatalogTable[];
  /** Current time in milliseconds since the epoch; "last month" is relative to it (UTC). */
  readonly now: number;
  /** Whether it asks back where two readings fit equally well, instead of taking the first. @default false */
  readonly asksWhenAmbiguous?: boolean | undefined;
  /**
   * Stored values by `catalog.schema.table.column`. Read only for columns whose configuration switches entity
   * matching or format assistance on.
   */
  readonly sampleValues?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** One step of the explanation: which words led to what, through which part of the document. */
export interface GenieThought {
  /** `THOUGHT_TYPE_…` as in the service's messages. */
  readonly type: string;
  readonly content: string;
}

/** Value bound to a `:name` marker of the answer's SQL. */
export interface GenieParameter {
  readonly name: string;
  /** SQL type: `STRING`, `INTEGER`, `DATE`, … */
  readonly type: string;
  readonly value: string;
}

/** What the simulated Genie says: a query, or a text that asks back or gives up. */
export interface SimulatedAnswer {
  /** One Databricks SQL statement; may hold `:name` markers, each bound in `parameters`. */
  readonly sql?: string | undefined;
  /** One sentence about the query, or the question asked back. */
  readonly text?: string | undefined;
  readonly parameters?: readonly GenieParameter[] | undefined;
  readonly thoughts: readonly GenieThought[];
  /** Whether `text` asks the user to be more precise. */
  readonly isClarification?: boolean | undefined;
}
