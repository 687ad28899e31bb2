import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import { compareKeys } from "./byte-order.js";
import { canonicalMember, canonicalObject } from "./canonical-form.js";
import {
  type ListShape,
  type MemberShape,
  memberShape,
  type ObjectShape,
  spaceShape,
} from "./document-shape.js";
import type { JsonPatch, JsonPatchOperation } from "./json-patch.js";
import { formatPointer } from "./json-pointer.js";
import { type KeyedItems, keyedItems, ownMember } from "./keyed-list.js";
import { semanticMember } from "./semantic-form.js";
import type { SerializedSpace } from "./serialized-space.js";

/**
 * A JSON patch that takes one document to another. Objects of a list are matched by id or name, not by place,
 * so that each operation names what changed; members that mean the same are left alone.
 */
export function patchBetween(from: SerializedSpace, to: SerializedSpace): JsonPatch {
  const differ = new PatchBuilder();
  // A typed document is JSON by construction.
  differ.object(from as unknown as JsonObject, to as unknown as JsonObject, spaceShape);
  return differ.operations;
}

class PatchBuilder {
  readonly operations: JsonPatchOperation[] = [];
  readonly #path: (string | number)[] = [];

  object(from: JsonObject, to: JsonObject, shape: ObjectShape | undefined): void {
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const [before, after] = [ownMember(from, name), ownMember(to, name)];
      if (before === after) continue;
      const known = shape && memberShape(shape, name);
      const meaning = semanticMember(after, known);
      if (meaning === semanticMember(before, known)) continue;
      this.#at(name, () => {
        if (before === undefined || after === undefined || meaning === "")
          this.#presence(before, after, known);
        else this.#member(before, after, known);
      });
    }
  }

  #presence(
    before: JsonValue | undefined,
    given: JsonValue | undefined,
    shape: MemberShape | undefined,
  ): void {
    const path = this.#here();
    const after = given !== undefined && shape ? canonicalMember(given, shape) : given;
    if (before === undefined) this.operations.push({ op: "add", path, value: after ?? null });
    else if (after === undefined) this.operations.push({ op: "remove", path });
    else this.operations.push({ op: "replace", path, value: after });
  }

  #member(before: JsonValue, after: JsonValue, shape: MemberShape | undefined): void {
    if (isPlainObject(before) && isPlainObject(after) && (shape === undefined || shape.kind === "object")) {
      this.object(before as JsonObject, after as JsonObject, shape?.shape);
      return;
    }
    if (Array.isArray(before) && Array.isArray(after)) {
      if (shape?.kind === "strings" && this.#strings(before, after)) return;
      if (shape?.kind === "list" && this.#list(before, after, shape)) return;
    }
    this.#presence(before, after, shape);
  }

  #list(before: readonly JsonValue[], after: readonly JsonValue[], shape: ListShape): boolean {
    const old = keyedItems(before, shape);
    const next = keyedItems(after, shape);
    if (!old || !next) return this.#sameLengthList(before, after, shape);
    for (const [key, { item, index }] of old) {
      const match = next.get(key);
      if (match) this.#at(index, () => this.object(item, match.item, shape.item));
    }
    this.#removeItems([...old.entries()].filter(([key]) => !next.has(key)).map(([, { index }]) => index));
    this.#addItems(old, next, shape);
    return true;
  }

  #addItems(old: KeyedItems, next: KeyedItems, { sortedBy, item: shape }: ListShape): void {
    const rows = [...old].filter(([key]) => next.has(key)).map(([, { keys }]) => keys);
    for (const [key, { item, index, keys }] of next) {
      if (old.has(key)) continue;
      const later = sortedBy
        ? rows.findIndex((row) => compareKeys(row, keys) > 0)
        : Math.min(index, rows.length);
      const at = later === -1 ? rows.length : later;
      rows.splice(at, 0, keys);
      this.#at(at, () =>
        this.operations.push({ op: "add", path: this.#here(), value: canonicalObject(item, shape) }),
      );
    }
  }

  #sameLengthList(before: readonly JsonValue[], after: readonly JsonValue[], { item }: ListShape): boolean {
    if (before.length !== after.length || item.members.id) return false;
    before.forEach((value, index) => {
      const other = after[index];
      if (isPlainObject(value) && isPlainObject(other)) {
        this.#at(index, () => this.object(value as JsonObject, other as JsonObject, item));
      }
    });
    return true;
  }

  /** Adds and removes single strings, where what stays keeps its order. */
  #strings(before: readonly JsonValue[], after: readonly JsonValue[]): boolean {
    const [old, next] = [new Set(before), new Set(after)];
    if (old.size < before.length || next.size < after.length) return false;
    const kept = before.filter((value) => next.has(value));
    if (after.filter((value) => old.has(value)).some((value, index) => value !== kept[index])) return false;
    this.#removeItems(before.flatMap((value, index) => (next.has(value) ? [] : [index])));
    after.forEach((value, index) => {
      if (!old.has(value))
        this.#at(index, () => this.operations.push({ op: "add", path: this.#here(), value }));
    });
    return true;
  }

  /** From the last to the first, so that each index still holds when its turn comes. */
  #removeItems(indexes: readonly number[]): void {
    for (const index of [...indexes].sort((left, right) => right - left)) {
      this.#at(index, () => this.operations.push({ op: "remove", path: this.#here() }));
    }
  }

  #at(token: string | number, work: () => void): void {
    this.#path.push(token);
    work();
    this.#path.pop();
  }

  #here(): string {
    return formatPointer(this.#path);
  }
}
