import { defaultFixTypes } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { analysisOutputSchema } from "../../src/analysis/output-schema.js";
import { strictSchema, withoutAddedNulls } from "../../src/llm/strict-schema.js";
import { isPlainObject, type JsonObject } from "../../src/util/json.js";

const schema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: {
    id: { type: "string", pattern: "^[a-z]+$" },
    level: { type: "string", enum: ["low", "high"] },
    pattern: { type: ["string", "null"] },
    list: {
      type: "array",
      maxItems: 3,
      items: {
        type: "object",
        properties: { name: { type: "string" }, note: { type: "string" } },
        required: ["name"],
      },
    },
  },
  required: ["id", "pattern"],
};

/** Every object schema in a schema, however deep. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isPlainObject(value)) return [];
  const own = isPlainObject(value.properties) ? [value] : [];
  return [...own, ...Object.values(value).flatMap(objectsIn)];
}

describe("strictSchema", () => {
  it("requires every member and lets those be null that may be left out", () => {
    expect(strictSchema(schema)).toEqual({
      type: "object",
      properties: {
        id: { type: "string" },
        level: { type: ["string", "null"], enum: ["low", "high", null] },
        pattern: { type: ["string", "null"] },
        list: {
          type: ["array", "null"],
          items: {
            type: "object",
            properties: { name: { type: "string" }, note: { type: ["string", "null"] } },
            required: ["name", "note"],
            additionalProperties: false,
          },
        },
      },
      required: ["id", "level", "pattern", "list"],
      additionalProperties: false,
    });
  });

  it("changes nothing more the second time", () => {
    const once = strictSchema(schema);
    expect(strictSchema(once)).toEqual(once);
  });

  it("makes a schema that strict servers accept of every fix type", () => {
    const strict = strictSchema(analysisOutputSchema(defaultFixTypes).schema);
    const objects = objectsIn(strict);
    expect(objects.length).toBeGreaterThan(4);
    for (const { properties, required, additionalProperties } of objects) {
      expect(required).toEqual(Object.keys(isPlainObject(properties) ? properties : {}));
      expect(additionalProperties).toBe(false);
    }
    expect(JSON.stringify(strict)).not.toMatch(/"(anyOf|oneOf|allOf|\$ref|maxLength|minLength|minItems)":/);
  });
});

describe("withoutAddedNulls", () => {
  it("leaves out the nulls that stand for members left out, and no others", () => {
    const answer = { id: "a", level: null, pattern: null, list: [{ name: "x", note: null }], more: null };
    expect(withoutAddedNulls(answer, schema)).toEqual({
      id: "a",
      pattern: null,
      list: [{ name: "x" }],
      more: null,
    });
  });

  it.each([[null], ["text"], [[1, null]], [{ id: null }], [{ list: "no list" }], [{ constructor: null }]])(
    "leaves %j as it is: it is checked afterwards",
    (value) => {
      expect(withoutAddedNulls(value, schema)).toEqual(value);
    },
  );
});
