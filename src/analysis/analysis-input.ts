import type { FailureCategory } from "../scoring/benchmark-result.js";
import type { SerializedSpace } from "../space/serialized-space.js";
import type { Catalog } from "../sql/catalog.js";
import type { ResultTable } from "../sql/result-table.js";
import type { JsonObject } from "../util/json.js";
import type { FixBasis } from "./fix-basis.js";

/** A failed benchmark as the model is told about it. */
export interface FailureCase {
  readonly benchmarkId: string;
  readonly question: string;
  readonly expectedSql?: string | undefined;
  readonly genieSql?: string | undefined;
  readonly genieText?: string | undefined;
  readonly failureCategory: FailureCategory;
  readonly explanation: string;
  /** A few rows of each side. */
  readonly expectedSample?: ResultTable | undefined;
  readonly actualSample?: ResultTable | undefined;
}

/** A fix that was tried before, and what came of it. */
export interface TriedFix {
  readonly type: string;
  /** Equal for fixes with the same effect. */
  readonly key: string;
  readonly description: string;
  readonly params?: JsonObject | undefined;
  /** `skipped`: it could not be applied, or changed nothing, or contradicted one that was kept. */
  readonly verdict: "accepted" | "rejected" | "inconclusive" | "redundant" | "leaky" | "skipped";
  readonly evidence: string;
  /** Where it was tried, for people, such as `loop 1 of this run`. */
  readonly when?: string | undefined;
  /** What it was tried against. Without it the fix counts as tried for good. */
  readonly basis?: FixBasis | undefined;
}

/**
 * Everything a model is given to propose fixes. The rendered prompt carries `failures`, `space`, `catalog` and
 * `history` as JSON in data blocks of these names.
 */
export interface AnalysisInput {
  readonly failures: readonly FailureCase[];
  /** The document, trimmed to what the failures touch when it would not fit. */
  readonly space: SerializedSpace;
  readonly catalog: Catalog;
  readonly history: readonly TriedFix[];
  /** Fixes that one answer may hold; what it holds beyond is not tried. @default unlimited */
  readonly maxFixes?: number | undefined;
  /** Where new metric views may be created, as `catalog.schema`; absent when the type is switched off. */
  readonly metricViewSchema?: string | undefined;
}
