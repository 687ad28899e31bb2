import { isPlainObject } from "./json.js";

/** Columns that a line of JSON may take. */
const lineWidth = 110;

/**
 * JSON for people and models to read: whatever fits on a line stands on one, everything else is indented. About half
 * as long as when each member has its own line. Integers beyond what JSON holds become texts.
 */
export function readableJson(value: unknown, indent = ""): string {
  const compact = JSON.stringify(value, bigintAsText) ?? "null";
  if (indent.length + compact.length <= lineWidth) return compact;
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => inner + readableJson(item, inner));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  if (!isPlainObject(value)) return compact;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${inner}${JSON.stringify(name)}:${readableJson(member, inner)}`);
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
