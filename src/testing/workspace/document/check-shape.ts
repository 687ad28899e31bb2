import { isPlainObject } from "../../../util/json.js";
import { invalid } from "../service-error.js";
import { documentMessages, type FieldKind, version1Flags } from "./document-fields.js";
import type { JsonObject } from "./json-object.js";

const longestText = 25_000;
const longestList = 10_000;

/**
 * Checks that a value is a message of the document: known fields of the right kind, nothing required left out, ids
 * well-formed, nothing too long. `path` is where it stands.
 * @throws ServiceError 400 with the service's words for the first problem
 */
export function checkShape(value: unknown, type: string, path: string, version: number): void {
  if (!isPlainObject(value))
    throw invalid(`Invalid serialized_space: Expected an object for ${path || type}`);
  const { fields = {}, required = [], idOwner } = documentMessages[type] ?? {};
  for (const [key, member] of Object.entries(value)) {
    const kind = fields[key] ?? version1Kind(type, key, path, version);
    if (kind === undefined) throw invalid(`Cannot find field: ${key} in message ${type}`);
    // An unset field may be written as null.
    if (member !== null) checkMember(member, kind, path ? `${path}.${key}` : key, version);
  }
  if (idOwner !== undefined) checkId(value, idOwner);
  for (const key of required) {
    const member = value[key];
    if (member === undefined || member === null || member === "")
      throw invalid(`${path}.${key} is required but missing`);
  }
}

function version1Kind(type: string, key: string, path: string, version: number): FieldKind | undefined {
  if (type !== "ColumnConfig" || !(key in version1Flags)) return undefined;
  if (version === 1) return "flag";
  throw invalid(
    `${path} uses version 1 fields (get_example_values, build_value_dictionary) but the export version is 2. Use enable_format_assistance and enable_entity_matching for version 2.`,
  );
}

function checkMember(member: unknown, kind: FieldKind, path: string, version: number): void {
  if (kind === "text") checkText(member, path);
  else if (kind === "flag") checkFlag(member, path);
  else if (kind === "texts") checkList(member, path, checkText);
  else if (kind !== "version" && "message" in kind) checkShape(member, kind.message, path, version);
  else if (kind !== "version")
    checkList(member, path, (item, itemPath) => checkShape(item, kind.messages, itemPath, version));
}

function checkList(value: unknown, path: string, checkItem: (item: unknown, path: string) => void): void {
  if (!Array.isArray(value)) {
    const key = path.slice(path.lastIndexOf(".") + 1);
    const found = typeof value === "string" ? value : JSON.stringify(value);
    throw invalid(`Invalid serialized_space: Expected an array for ${key} but found "${found.slice(0, 80)}"`);
  }
  if (value.length > longestList)
    throw invalid(`Invalid serialized_space: ${path} has more than ${longestList} items`);
  for (const [index, item] of value.entries()) checkItem(item, `${path}[${index}]`);
}

function checkFlag(value: unknown, path: string): void {
  if (typeof value !== "boolean") throw invalid(`Invalid serialized_space: Expected a boolean for ${path}`);
}

function checkText(value: unknown, path: string): void {
  if (typeof value !== "string") throw invalid(`Invalid serialized_space: Expected a string for ${path}`);
  if (value.length > longestText)
    throw invalid(`Invalid serialized_space: ${path} exceeds ${longestText} characters`);
}

function checkId({ id }: JsonObject, owner: string): void {
  const form = "Expected lowercase 32-hex UUID without hyphens.";
  if (id === undefined || id === null || id === "")
    throw invalid(`Failed to parse export proto: ${owner}.id must be provided and non-empty. ${form}`);
  if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id))
    throw invalid(`Invalid id for ${owner}.id: '${String(id)}'. ${form}`);
}
