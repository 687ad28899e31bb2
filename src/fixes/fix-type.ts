import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import type { JsonObject } from "../util/json.js";
import type { StandardSchema } from "../util/standard-schema.js";
import type { FixCategory } from "./fix.js";
import type { FixProblem } from "./fix-problem.js";
import type { FixStatement } from "./fix-statement.js";

/** What a fix changes: decides which fixes conflict and which questions it may affect. */
export interface FixTouches {
  /** Tables and columns, as `catalog.schema.table` or `catalog.schema.table.column`. */
  readonly objects: readonly string[];
  /**
   * Where it changes the document: JSON pointers in which items of lists are named by their key instead of their
   * place, and `-` stands for one that is new, such as `/instructions/join_specs/-` or
   * `/data_sources/tables/main.shop.orders/column_configs/amount/description`. Nothing outside of these changes.
   * Two fixes that share one conflict, unless both add something new there.
   */
  readonly paths: readonly string[];
}

/** What applying a fix to a document comes to: the new document, or why there is nothing to do. */
export type FixApplication =
  | { readonly status: "applied"; readonly document: SpaceDocument }
  | { readonly status: "no-change"; readonly reason: string };

/** What a fix type may know besides the document. */
export interface FixContext {
  /** Source of new document ids: 32 lowercase hex digits, unique. */
  readonly newId: () => string;
}

/**
 * A kind of change. Everything but `prepare` and `undo` is pure. Make one with `defineFixType`; the prompt and
 * the output schema given to the model are built from the registered types, so a new one works at once.
 */
export interface FixType<Params extends object = JsonObject> {
  /** Unique name in `snake_case`. */
  readonly type: string;
  readonly category: FixCategory;
  /** Checks and shapes `params`. */
  readonly schema: StandardSchema<Params>;
  /** JSON Schema of `params`, for the model's output schema: an object without `anyOf` and `$ref`. */
  readonly jsonSchema: JsonObject;
  /** Tells the model when and how to propose it, in Markdown, with one good example. */
  readonly promptGuide: string;
  /** How likely it is to break what works. */
  readonly risk: "low" | "medium" | "high";
  /** What is wrong with this fix on this document, empty when it can be applied. */
  validate(params: Params, document: SpaceDocument, catalog: Catalog): readonly FixProblem[];
  /** Pure. Applied to its own result it answers `no-change`. */
  apply(params: Params, document: SpaceDocument, context: FixContext): FixApplication;
  /**
   * The document before `apply`, given the one after it and the one it was applied to. What others changed in
   * `after` stays.
   */
  invert(params: Params, after: SpaceDocument, before: SpaceDocument): SpaceDocument;
  /** Equal for fixes of this type with the same effect, whatever their words. */
  key(params: Params): string;
  touches(params: Params, document: SpaceDocument): FixTouches;
  /** One line for people: "Adding synonym 'revenue' to orders.amount". */
  describe(params: Params): string;
  /**
   * Queries that the warehouse compiles before the fix is applied: the SQL that the fix brings, expressions put
   * into a query. @default none
   */
  statements?(params: Params, document: SpaceDocument): readonly FixStatement[];
  /** Side effects outside the document that must come before `apply`, such as creating a view. */
  prepare?(params: Params, resources: FixResources): Promise<void>;
  /** Takes back what `prepare` did. */
  undo?(params: Params, resources: FixResources): Promise<void>;
}

/** What `prepare` and `undo` may use. */
export interface FixResources {
  /** Runs one statement that changes Unity Catalog; refused when the object is not this run's. */
  readonly metricViews: MetricViewStore;
  readonly signal?: AbortSignal | undefined;
}

/** Creates and drops the metric views of one run, and nothing else. */
export interface MetricViewStore {
  /** Creates a view that does not exist yet, from its YAML, and checks that it answers. */
  create(name: string, yaml: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Drops a view that this store created. Does nothing when it is gone already. */
  drop(name: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Names of the views that exist because of this store. */
  readonly created: ReadonlySet<string>;
}
