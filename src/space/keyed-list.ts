import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import { keyOf } from "./canonical-form.js";
import type { ListShape } from "./document-shape.js";

/** The items of a list by what tells them apart. */
export type KeyedItems = ReadonlyMap<
  string,
  { readonly item: JsonObject; readonly index: number; readonly keys: readonly string[] }
>;

/** The list's items by key; undefined where items have no keys, or two have the same one. */
export function keyedItems(list: JsonValue | undefined, shape: ListShape): KeyedItems | undefined {
  const names = shape.keyedBy ?? shape.sortedBy;
  if (!names || !(list === undefined || Array.isArray(list))) return undefined;
  const items = new Map<string, { item: JsonObject; index: number; keys: readonly string[] }>();
  for (const [index, item] of (list ?? []).entries()) {
    if (!isPlainObject(item)) return undefined;
    const keys = names.map((name) => keyOf(item, name));
    const key = keys.join("\n");
    if (keys[0] === "" || items.has(key)) return undefined;
    items.set(key, { item: item as JsonObject, index, keys });
  }
  return items;
}

/** A member of the object itself, never one that every object inherits, such as `toString`. */
export function ownMember(value: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
