import type { JsonObject } from "../util/json.js";

/** The four kinds of change, in the order in which a loop applies them. */
export const fixCategories = ["metric_views", "metadata", "sample_queries", "instructions"] as const;
export type FixCategory = (typeof fixCategories)[number];

/** One proposed change of a space, validated against its type's schema. JSON-safe. */
export interface Fix<Params extends object = JsonObject> {
  /** Unique in the run. */
  readonly id: string;
  /** Name of the fix type, such as `add_synonym`. */
  readonly type: string;
  readonly category: FixCategory;
  readonly params: Params;
  /** Why it was proposed, in one or two sentences. */
  readonly reason: string;
  /** Ids of the benchmarks that it should help. */
  readonly claims: readonly string[];
  /** Ids of the benchmarks whose question or SQL it repeats; a gain on these proves nothing. */
  readonly derivedFrom: readonly string[];
}
