import type { FixCategory } from "../events/run-event.js";
import type { JsonObject } from "../util/json.js";

/** The four kinds of change, in the order in which a loop applies them. */
export const fixCategories = [
  "metric_views",
  "metadata",
  "sample_queries",
  "instructions",
] as const satisfies readonly FixCategory[];

export type { FixCategory };

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
  /** Ids of the failed benchmarks that it was proposed for. */
  readonly proposedFor?: readonly string[] | undefined;
  /** Ids of all benchmarks that it may help: those above, and those that fail for the same cause on the same objects. */
  readonly claims: readonly string[];
  /** Ids of the benchmarks whose question, SQL or answer it was made from; a gain on these proves nothing. */
  readonly derivedFrom: readonly string[];
}
