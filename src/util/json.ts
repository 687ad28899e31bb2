import canonicalize from "canonicalize";

/** A JSON value without parts. */
export type JsonPrimitive = string | number | boolean | null;
/** Any JSON value. */
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject;
/** A plain JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** The one spelling of a JSON value (RFC 8785): sorted keys, no blanks. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? "null";
}

/** Whether `value` is an object made by a literal or `JSON.parse`: no array, no class instance. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value as it comes back from its JSON text: without undefined members and class instances. */
export function jsonCopy(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** Freezes a JSON value through and through and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
