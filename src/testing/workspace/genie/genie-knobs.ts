import type { SpacePermission } from "./space-permission.js";

/** How Genie behaves in a simulated workspace. Every member may be changed while it runs. */
export interface GenieKnobs {
  /**
   * Questions whose messages fail, with the type of their error, such as
   * `RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION`.
   */
  failures: Readonly<Record<string, string>>;
  /** Whether Genie asks back where two readings of a question fit equally well, instead of taking the first by name. */
  asksWhenAmbiguous: boolean;
  /** Whether a document is refused when it names a table that the catalog lacks, as the service does of late. */
  requiresTables: boolean;
  /** What the caller may do in a space, by its id. @default CAN_MANAGE for a space that is not named */
  permissions: Record<string, SpacePermission>;
  /** Whether the workspace has evaluation runs; without, they are refused with `FEATURE_DISABLED`. */
  hasEvalRuns: boolean;
  /** Milliseconds that an evaluation run takes for each question. */
  evalQuestionMs: number;
  /** Milliseconds after which an evaluation run that is not done is `EVALUATION_TIMEOUT`. */
  evalTimeoutMs: number;
}

/** Half a minute a question is what has been reported of evaluation runs. */
export const defaultGenieKnobs: Readonly<GenieKnobs> = Object.freeze({
  failures: {},
  asksWhenAmbiguous: false,
  requiresTables: false,
  permissions: {},
  hasEvalRuns: true,
  evalQuestionMs: 30_000,
  evalTimeoutMs: Number.POSITIVE_INFINITY,
});
