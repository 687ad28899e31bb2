import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import { sortedItems } from "./canonical-form.js";
import {
  type ListShape,
  type MemberShape,
  memberShape,
  type ObjectShape,
  spaceShape,
} from "./document-shape.js";
import { keyedItems, ownMember } from "./keyed-list.js";
import { mergeText } from "./merge-lines.js";
import { renderObject, semanticMember } from "./semantic-form.js";
import type { SerializedSpace } from "./serialized-space.js";
import type { SpaceDocument } from "./space-document.js";
import { piecesOf } from "./text-pieces.js";

/** A member that both sides changed in different ways. JSON-safe; an absent value is undefined. */
export interface MergeConflict {
  /** Where, by name instead of place: `data_sources.tables[main.shop.orders].description`. */
  readonly path: string;
  readonly base: JsonValue | undefined;
  readonly ours: JsonValue | undefined;
  readonly theirs: JsonValue | undefined;
}

/** The merged document, or what the two sides changed in different ways. */
export type MergeResult =
  | { readonly status: "merged"; readonly document: SpaceDocument }
  | { readonly status: "conflict"; readonly conflicts: readonly MergeConflict[] };

/**
 * Brings together two changes of one document: what only one side changed is taken from it. Objects are matched
 * by id or name, lines of prose are merged singly, synonyms are merged as a set. SQL and questions are taken
 * whole or not at all. To take back one change among several, merge with the document before it:
 * `mergeDocuments(afterTheChange, now, beforeTheChange)`.
 */
export function mergeDocuments(base: SpaceDocument, ours: SpaceDocument, theirs: SpaceDocument): MergeResult {
  const merger = new Merger();
  // Typed documents are JSON by construction; `with` checks the shape of the result.
  const [first, second, third] = [base, ours, theirs].map(({ data }) => data as unknown as JsonObject);
  const merged = merger.object(first ?? {}, second ?? {}, third ?? {}, spaceShape);
  if (merger.conflicts.length > 0) return { status: "conflict", conflicts: merger.conflicts };
  return { status: "merged", document: ours.with(merged as unknown as SerializedSpace) };
}

type Value = JsonValue | undefined;

class Merger {
  readonly conflicts: MergeConflict[] = [];
  readonly #path: string[] = [];

  object(base: JsonObject, ours: JsonObject, theirs: JsonObject, shape: ObjectShape | undefined): JsonObject {
    const merged: Record<string, Value> = {};
    for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs), ...Object.keys(base)])) {
      const value = this.#at(this.#path.length === 0 ? name : `.${name}`, () =>
        this.#member(
          ownMember(base, name),
          ownMember(ours, name),
          ownMember(theirs, name),
          shape && memberShape(shape, name),
        ),
      );
      if (value !== undefined) merged[name] = value;
    }
    return merged;
  }

  #member(base: Value, ours: Value, theirs: Value, shape: MemberShape | undefined): Value {
    if (ours === theirs || base === theirs) return ours;
    if (base === ours) return theirs;
    const [old, our, their] = [base, ours, theirs].map((value) => semanticMember(value, shape));
    if (our === their || old === their) return ours;
    if (old === our) return theirs;
    if (shape?.kind === "text" && shape.isProse) {
      const text = mergeText(joined(base), joined(ours), joined(theirs));
      if (text !== undefined) return piecesOf(text);
    }
    if (shape?.kind === "strings" && shape.isSet)
      return mergeStrings(stringsOf(base), stringsOf(ours), stringsOf(theirs));
    if (shape?.kind === "list") return this.#list(base, ours, theirs, shape);
    // A section that is absent is one in which nothing is said.
    if (shape?.kind === "object")
      return this.object(objectOf(base), objectOf(ours), objectOf(theirs), shape.shape);
    if (shape === undefined && [base ?? {}, ours, theirs].every(isPlainObject))
      return this.object(objectOf(base), objectOf(ours), objectOf(theirs), undefined);
    return this.#conflict(base, ours, theirs);
  }

  #list(base: Value, ours: Value, theirs: Value, shape: ListShape): Value {
    const [old, our, their] = [base, ours, theirs].map((list) => keyedItems(list, shape));
    if (!old || !our || !their) return this.#conflict(base, ours, theirs);
    const merged: JsonObject[] = [];
    for (const key of new Set([...our.keys(), ...their.keys(), ...old.keys()])) {
      const [before, mine, other] = [old.get(key)?.item, our.get(key)?.item, their.get(key)?.item];
      const item = this.#at(`[${key.replaceAll("\n", ", ")}]`, () =>
        this.#item(before, mine, other, shape.item),
      );
      if (isPlainObject(item)) merged.push(item as JsonObject);
    }
    if (shape.isSingle && merged.length > Math.max(1, our.size, their.size))
      return this.#conflict(base, ours, theirs);
    return shape.sortedBy ? sortedItems(merged, shape.sortedBy) : merged;
  }

  #item(base: Value, ours: Value, theirs: Value, shape: ObjectShape): Value {
    if ("column_name" in shape.members) return this.#column(base, ours, theirs, shape);
    if (ours !== undefined && theirs !== undefined)
      return this.object(objectOf(base), objectOf(ours), objectOf(theirs), shape);
    const left = ours ?? theirs;
    if (base === undefined || left === undefined) return left;
    const [before, now] = [base, left].map((item) => renderObject(objectOf(item), shape));
    return before === now ? undefined : this.#conflict(base, ours, theirs);
  }

  /** A column without an entry is one of which nothing is said, so its members are merged all the same. */
  #column(base: Value, ours: Value, theirs: Value, shape: ObjectShape): Value {
    const { column_name } = objectOf(ours ?? theirs ?? base);
    const [old, our, their] = [base, ours, theirs].map((entry) => ({ ...objectOf(entry), column_name }));
    const merged = this.object(old ?? {}, our ?? {}, their ?? {}, shape);
    const isGone = ours === undefined || theirs === undefined;
    return isGone && Object.keys(merged).length === 1 ? undefined : merged;
  }

  #conflict(base: Value, ours: Value, theirs: Value): Value {
    this.conflicts.push({ path: this.#path.join(""), base, ours, theirs });
    return ours;
  }

  #at<Result>(step: string, work: () => Result): Result {
    this.#path.push(step);
    const result = work();
    this.#path.pop();
    return result;
  }
}

/** Ours without what they took away, then what they added. */
function mergeStrings(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const kept = ours.filter((value) => theirs.includes(value) || !base.includes(value));
  return [...kept, ...theirs.filter((value) => !base.includes(value) && !kept.includes(value))];
}

function objectOf(value: Value): JsonObject {
  return isPlainObject(value) ? (value as JsonObject) : {};
}

function stringsOf(value: Value): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function joined(value: Value): string {
  return stringsOf(value).join("");
}
