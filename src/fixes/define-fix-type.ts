import { z } from "zod";
import { ConfigurationError } from "../errors/configuration-error.js";
import { isPlainObject, type JsonObject } from "../util/json.js";
import type { StandardSchema } from "../util/standard-schema.js";
import { fixCategories } from "./fix.js";
import type { FixType } from "./fix-type.js";

/** A fix type as its author writes it. `jsonSchema` may be left out when the schema is one of zod. */
export type FixTypeDefinition<Params extends object> = Omit<FixType<Params>, "jsonSchema" | "schema"> & {
  readonly schema: StandardSchema<Params>;
  readonly jsonSchema?: JsonObject | undefined;
};

/**
 * Makes a fix type, typed from its schema.
 * @throws ConfigurationError when its name, its category or its JSON Schema cannot be used.
 *
 * @example
 * const hideColumn = defineFixType({
 *   type: "hide_column",
 *   category: "metadata",
 *   schema: z.object({ table: z.string(), column: z.string() }),
 *   …
 * });
 */
export function defineFixType<Params extends object>(definition: FixTypeDefinition<Params>): FixType<Params> {
  const jsonSchema = definition.jsonSchema ?? jsonSchemaOf(definition.schema);
  const issues = [
    ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(definition.type)
      ? []
      : [{ path: "type", message: `"${definition.type}" must be snake_case` }]),
    ...(fixCategories.includes(definition.category)
      ? []
      : [{ path: "category", message: `must be one of ${fixCategories.join(", ")}` }]),
    ...(jsonSchema && isPlainObject(jsonSchema.properties)
      ? []
      : [
          {
            path: "jsonSchema",
            message: "is needed, as an object schema with properties, unless the schema is one of zod",
          },
        ]),
    ...(definition.promptGuide.trim()
      ? []
      : [{ path: "promptGuide", message: "is empty: the model would not know when to use it" }]),
  ];
  if (!jsonSchema || issues.length > 0) throw new ConfigurationError(`fix type ${definition.type}`, issues);
  return { ...definition, jsonSchema };
}

function jsonSchemaOf(schema: StandardSchema): JsonObject | undefined {
  return schema instanceof z.ZodType
    ? (z.toJSONSchema(schema, { target: "draft-2020-12" }) as JsonObject)
    : undefined;
}
