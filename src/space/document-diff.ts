import { describeChanges } from "./describe-changes.js";
import { patchBetween } from "./diff-patch.js";
import type { JsonPatch } from "./json-patch.js";
import type { SerializedSpace } from "./serialized-space.js";

/** What leads from one document to another. JSON-safe. */
export interface DocumentDifference {
  /** RFC 6902; applies to the first document as it stands. Empty when both are equal. */
  readonly patch: JsonPatch;
  /** One line a change, such as `orders.amount: + synonym 'revenue'`. Empty when both are equal. */
  readonly lines: readonly string[];
}

/** What leads from one document to the other. */
export function diffDocuments(from: SerializedSpace, to: SerializedSpace): DocumentDifference {
  return { patch: patchBetween(from, to), lines: describeChanges(from, to) };
}
