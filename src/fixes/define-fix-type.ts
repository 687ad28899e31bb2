import * as z from "zod";
import { ConfigurationError, type ConfigurationIssue } from "../errors/configuration-error.js";
import { isPlainObject, type JsonObject } from "../util/json.js";
import type { StandardSchema } from "../util/standard-schema.js";
import { fixCategories } from "./fix.js";
import type { FixType } from "./fix-type.js";

/** A fix type as its author writes it. `jsonSchema` may be left out when the schema is one of zod. */
export type FixTypeDefinition<Params extends object> = Omit<FixType<Params>, "jsonSchema" | "schema"> & {
  readonly schema: StandardSchema<Params>;
  readonly jsonSchema?: JsonObject | undefined;
};

const risks: readonly string[] = ["low", "medium", "high"];
const functions = ["validate", "apply", "invert", "key", "touches", "describe"] as const;
/** Members of every proposal, which a parameter of the same name would hide. */
const reserved = ["type", "reason", "claims"];

/**
 * Makes a fix type, typed from its schema. What it does to documents is checked by `conformFixType` of
 * `genie-enhancer/testing`.
 *
 * @throws ConfigurationError that names everything about it that cannot be used: its name, category and risk,
 * functions that are missing or asynchronous, an empty guide, a JSON Schema that models would not take.
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
  const issues = [...checkMembers(definition), ...checkJsonSchema(jsonSchema)];
  if (!jsonSchema || jsonSchema instanceof Error || issues.length > 0)
    throw new ConfigurationError(`fix type ${definition.type}`, issues);
  return Object.freeze({ ...definition, jsonSchema });
}

function checkMembers(definition: FixTypeDefinition<object>): readonly ConfigurationIssue[] {
  const { type, category, risk, promptGuide, prepare, undo } = definition;
  const missing = functions.filter((name) => typeof definition[name] !== "function");
  const late = functions.filter((name) => definition[name]?.constructor.name === "AsyncFunction");
  return [
    ...problemIf(!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(type), "type", `"${type}" must be snake_case`),
    ...problemIf(!fixCategories.includes(category), "category", `must be one of ${fixCategories.join(", ")}`),
    ...problemIf(!risks.includes(risk), "risk", `must be one of ${risks.join(", ")}`),
    ...problemIf(!promptGuide?.trim(), "promptGuide", "is empty: the model would not know when to use it"),
    ...missing.map((path) => ({ path, message: "must be a function" })),
    ...late.map((path) => ({
      path,
      message: "must answer at once: it is a pure function; what needs time belongs into prepare",
    })),
    ...problemIf(prepare !== undefined && undo === undefined, "undo", "must take back what prepare does"),
  ];
}

function checkJsonSchema(schema: JsonObject | Error | undefined): readonly ConfigurationIssue[] {
  if (schema instanceof Error)
    return [
      { path: "jsonSchema", message: `must be given: ${schema.message}, so it cannot be made of the schema` },
    ];
  if (!schema || !isPlainObject(schema.properties)) {
    const message = "is needed, as an object schema with properties, unless the schema is one of zod";
    return [{ path: "jsonSchema", message }];
  }
  const names = Object.keys(schema.properties);
  return [
    ...names
      .filter((name) => reserved.includes(name))
      .map((name) => ({
        path: `jsonSchema.properties.${name}`,
        message: "is a member of every proposal; rename it",
      })),
    ...refused(schema, "jsonSchema").map((path) => ({
      path,
      message: "is a keyword that model servers do not take in an output schema",
    })),
  ];
}

/** Where a schema uses keywords of which model servers make nothing. */
function refused(schema: unknown, path: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item, index) => refused(item, `${path}.${index}`));
  if (!isPlainObject(schema)) return [];
  return Object.entries(schema).flatMap(([name, member]) => {
    const at = `${path}.${name}`;
    // Below `properties`, names are the author's.
    if (name === "properties" && isPlainObject(member))
      return Object.entries(member).flatMap(([property, inner]) => refused(inner, `${at}.${property}`));
    return ["anyOf", "oneOf", "allOf", "$ref"].includes(name) ? [at] : refused(member, at);
  });
}

function problemIf(isProblem: boolean, path: string, message: string): readonly ConfigurationIssue[] {
  return isProblem ? [{ path, message }] : [];
}

/** What models are to answer with, as far as the schema is one of zod; why not, where zod cannot say. */
function jsonSchemaOf(schema: StandardSchema): JsonObject | Error | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  try {
    return z.toJSONSchema(schema, { target: "draft-2020-12" }) as JsonObject;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
