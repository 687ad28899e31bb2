import { unsupported } from "./failures.js";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One node of the parser's tree: its kind and its members. */
export interface AstNode {
  readonly kind: string;
  readonly fields: JsonObject;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The node that a tagged object such as `{ select: {…} }` stands for. */
export function nodeOf(json: Json | undefined): AstNode {
  const entry = isObject(json) ? Object.entries(json)[0] : undefined;
  if (!entry) throw unsupported("This syntax");
  return { kind: entry[0], fields: isObject(entry[1]) ? entry[1] : {} };
}

export const nodesOf = (json: Json | undefined): readonly AstNode[] => (isList(json) ? json.map(nodeOf) : []);

export const listOf = (json: Json | undefined): readonly Json[] => (isList(json) ? json : []);

export const objectOf = (json: Json | undefined): JsonObject => (isObject(json) ? json : {});

export const textOf = (json: Json | undefined): string | undefined =>
  typeof json === "string" ? json : undefined;

/** Whether a member is there at all: the parser writes absent ones as null, false or an empty list. */
export const isPresent = (json: Json | undefined): boolean =>
  json !== undefined && json !== null && json !== false && !(isList(json) && json.length === 0);

/** The name in an identifier, a column, a variable or a plain string. */
export function nameOf(json: Json | undefined): string | undefined {
  if (typeof json === "string") return json === "" ? undefined : json;
  if (!isObject(json)) return undefined;
  if (typeof json.name === "string") return json.name === "" ? undefined : json.name;
  if (typeof json.this === "string") return json.this;
  const inner = json.column ?? json.identifier ?? json.name ?? json.var ?? json.this;
  return inner === undefined ? undefined : nameOf(inner);
}

export const namesOf = (json: Json | undefined): readonly string[] =>
  listOf(json)
    .map(nameOf)
    .filter((name) => name !== undefined);

/** Members that carry layout and no meaning. */
const COSMETIC = new Set([
  "span",
  "alias_explicit_as",
  "alias_keyword",
  "nesting_group",
  "use_inner_keyword",
  "use_outer_keyword",
  "hint",
  "hints",
]);

/**
 * Refuses a node that has something beyond the members named, because leaving out what is not understood would
 * give a wrong answer instead of none.
 */
export function allowOnly(fields: JsonObject, known: ReadonlySet<string>): void {
  for (const [member, value] of Object.entries(fields)) {
    if (isPresent(value) && !known.has(member) && !COSMETIC.has(member) && !member.endsWith("comments")) {
      throw unsupported(`The clause "${member.replaceAll("_", " ").trim()}"`);
    }
  }
}
