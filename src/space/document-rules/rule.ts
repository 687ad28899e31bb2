import type { DocumentFinding, FindingSeverity } from "../document-finding.js";
import type { DocumentLimits } from "../document-limits.js";
import { formatPointer } from "../json-pointer.js";
import type { SerializedSpace } from "../serialized-space.js";

/** Where in a document, as unescaped tokens of a JSON pointer. */
export type Place = readonly (string | number)[];

/** One rule that a space document may break. JSON-safe. */
export interface DocumentRule {
  /** Stable id, such as `id-format`. */
  readonly id: string;
  readonly severity: FindingSeverity;
  /**
   * `format`: the service's documentation demands it of every document; `practice`: the service takes it, and
   * answers or upkeep suffer.
   */
  readonly kind: "format" | "practice";
  /** Whether normalising a document mends it. */
  readonly isFixable: boolean;
  /** What to do about a breach. */
  readonly mend: string;
}

/** What the rules look at, and where they put what they find. */
export interface RuleContext {
  readonly data: SerializedSpace;
  readonly sourceVersion: 1 | 2;
  readonly limits: DocumentLimits;
  readonly isTemplate: boolean;
  /** Size of the document as it is sent. */
  documentBytes(): number;
  report(rule: DocumentRule, place: Place, message: string): void;
}

/** A group of rules that are checked together. */
export type RuleCheck = (context: RuleContext) => void;

/** Turns a breach into a finding. */
export function findingOf(rule: DocumentRule, place: Place, message: string): DocumentFinding {
  const { id, severity, mend, isFixable } = rule;
  return { pointer: formatPointer(place), rule: id, severity, message, mend, isFixable };
}
