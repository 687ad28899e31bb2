import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import type { JsonObject } from "../util/json.js";
import type { StandardSchema } from "../util/standard-schema.js";
import type { Fix, FixCategory } from "./fix.js";

/** Why a fix cannot be applied. */
export interface FixProblem {
  /** Member of `params` at fault, such as `params.column`; empty for the fix as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What a fix changes: decides which fixes conflict and which questions it may affect. */
export interface FixTouches {
  /** Tables and columns, as `catalog.schema.table` or `catalog.schema.table.column`. */
  readonly objects: readonly string[];
  /** JSON pointers into the document. Two fixes that share one cannot be merged blindly. */
  readonly paths: readonly string[];
}

export type FixApplication =
  | { readonly status: "applied"; readonly document: SpaceDocument }
  | { readonly status: "no-change"; readonly reason: string };

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
  apply(params: Params, document: SpaceDocument, context: FixContext): FixApplication;
  /** The document before `apply`, given the one after it and the one it was applied to. */
  invert(params: Params, after: SpaceDocument, before: SpaceDocument): SpaceDocument;
  /** Equal for fixes of this type with the same effect, whatever their words. */
  key(params: Params): string;
  touches(params: Params, document: SpaceDocument): FixTouches;
  /** One line for people: "Adding synonym 'revenue' to orders.amount". */
  describe(params: Params): string;
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

/** Result of applying one fix to one space. */
export type FixOutcome =
  | {
      readonly status: "applied";
      readonly fix: Fix;
      readonly patch: readonly JsonObject[];
      readonly summary: readonly string[];
      /** With the fix applied. */
      readonly document: SpaceDocument;
    }
  | { readonly status: "no-change"; readonly fix: Fix; readonly reason: string }
  | { readonly status: "invalid"; readonly fix: Fix; readonly problems: readonly FixProblem[] };
