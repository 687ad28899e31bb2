import { isPlainObject } from "../../../util/json.js";

export type JsonObject = Record<string, unknown>;

/** The value if it is an object, or an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isPlainObject(value) ? value : {};
}

/** The objects of a list, or none. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}
