import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";

/** Keywords that servers with strict schemas refuse. What they say is checked when the answer is read. */
const refusedKeywords: ReadonlySet<string> = new Set([
  "$schema",
  "default",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "propertyNames",
]);

/**
 * A schema in the form that strict structured output asks for: every member required and none besides, members
 * that may be left out nullable instead, no keyword that servers refuse. `withoutAddedNulls` is its counterpart.
 */
export function strictSchema(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).filter(([keyword]) => !refusedKeywords.has(keyword));
  const { properties, items, ...rest } = Object.fromEntries(kept);
  const required = requiredOf(schema);
  return {
    ...rest,
    ...(isPlainObject(items) ? { items: strictSchema(items as JsonObject) } : {}),
    ...(isPlainObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, member]) => [
              name,
              isPlainObject(member)
                ? strictMember(member as JsonObject, required.has(name))
                : (member as JsonValue),
            ]),
          ),
          required: Object.keys(properties),
          additionalProperties: false,
        }
      : {}),
  };
}

function strictMember(member: JsonObject, isRequired: boolean): JsonObject {
  const strict = strictSchema(member);
  if (isRequired || typeof strict.type !== "string") return strict;
  return {
    ...strict,
    type: [strict.type, "null"],
    ...(Array.isArray(strict.enum) ? { enum: [...strict.enum, null] } : {}),
  };
}

/** `value` without the nulls that stand for members which the schema lets a model leave out. */
export function withoutAddedNulls(value: unknown, schema: JsonObject): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isPlainObject(items)
      ? value.map((item: unknown) => withoutAddedNulls(item, items as JsonObject))
      : value;
  }
  const { properties } = schema;
  if (!isPlainObject(value) || !isPlainObject(properties)) return value;
  const required = requiredOf(schema);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!isPlainObject(known)) return [[name, member]];
      if (member === null && !required.has(name)) return [];
      return [[name, withoutAddedNulls(member, known as JsonObject)]];
    }),
  );
}

function requiredOf({ required }: JsonObject): ReadonlySet<unknown> {
  return new Set(Array.isArray(required) ? required : []);
}
