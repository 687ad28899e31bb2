import type { FixType } from "../fixes/fix-type.js";
import type { LlmOutputSchema } from "../llm/llm-client.js";
import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";

/**
 * The JSON Schema of an analysis, built from the fix types on offer. Parameters of all types stand side by side
 * and may be null, because model servers accept no `anyOf`; each fix is checked against its own type afterwards.
 */
export function analysisOutputSchema(types: readonly FixType[]): LlmOutputSchema {
  const parameters: Record<string, JsonValue> = {};
  for (const { jsonSchema } of types) {
    for (const [name, schema] of Object.entries(
      isPlainObject(jsonSchema.properties) ? jsonSchema.properties : {},
    )) {
      parameters[name] ??= nullable(schema as JsonValue);
    }
  }
  const fix = objectOf({
    type: { type: "string", enum: types.map(({ type }) => type) },
    reason: { type: "string" },
    claims: { type: "array", items: { type: "string" } },
    ...parameters,
  });
  return {
    name: "space_analysis",
    schema: objectOf({ diagnosis: { type: "string" }, fixes: { type: "array", items: fix } }),
  };
}

function objectOf(properties: Record<string, JsonValue>): JsonObject {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

function nullable(schema: JsonValue): JsonValue {
  if (!isPlainObject(schema) || typeof schema.type !== "string") return schema;
  const allowed = Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {};
  return { ...schema, ...allowed, type: [schema.type, "null"] } as JsonValue;
}
