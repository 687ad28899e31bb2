import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import { compareBytes, compareKeys } from "./byte-order.js";
import { type MemberShape, memberShape, type ObjectShape, spaceShape } from "./document-shape.js";
import { joinSqlPieces } from "./join-sql.js";
import { runsTogether } from "./line-breaks.js";
import type { SerializedSpace } from "./serialized-space.js";
import { piecesOf, textOf } from "./text-pieces.js";

/**
 * The document as the service likes it: members in its order, then unknown ones by name; lists sorted by their
 * keys, byte by byte; texts cut into lines that keep their `\n`; optional members that say nothing left out.
 * Unknown members keep their values untouched.
 */
export function canonicalForm(data: SerializedSpace): SerializedSpace {
  const { version, ...rest } = data;
  // Shape in, same shape out: members are only ordered, re-cut or dropped where optional.
  return { version, ...canonicalObject(rest, spaceShape) } as SerializedSpace;
}

/** The canonical form as compact JSON text. */
export function canonicalText(data: SerializedSpace): string {
  return JSON.stringify(canonicalForm(data));
}

/** The canonical form of one object. */
export function canonicalObject(value: object, shape: ObjectShape): JsonObject {
  const source = value as JsonObject;
  const canonical: Record<string, JsonValue | undefined> = {};
  for (const name in shape.members) {
    const member = shape.members[name];
    const before = source[name];
    if (member === undefined || before === undefined) continue;
    const after = canonicalMember(before, member);
    if (member.isRequired || !saysNothing(after)) canonical[name] = after;
  }
  const unknown = Object.keys(source).filter((name) => memberShape(shape, name) === undefined);
  for (const name of unknown.sort(compareBytes)) canonical[name] = source[name];
  return canonical;
}

/** The canonical form of one member. */
export function canonicalMember(value: JsonValue, member: MemberShape): JsonValue {
  switch (member.kind) {
    case "object":
      return isPlainObject(value) ? canonicalObject(value, member.shape) : value;
    case "text":
      return isStrings(value) ? canonicalPieces(value) : value;
    case "join-sql":
      return isStrings(value) ? joinSqlPieces(value) : value;
    case "list": {
      if (!Array.isArray(value)) return value;
      const items: JsonObject[] = value.map((item: object) => canonicalObject(item, member.item));
      return member.sortedBy ? sortedItems(items, member.sortedBy) : items;
    }
    default:
      return value;
  }
}

/** Sorts by key; items with the same key keep a stable order of their own content, so that equal lists agree. */
export function sortedItems<Item extends object>(items: readonly Item[], keys: readonly string[]): Item[] {
  const rows = items.map((item) => ({ item, keys: keys.map((key) => keyOf(item, key)) }));
  rows.sort((left, right) => {
    const order = compareKeys(left.keys, right.keys);
    return order !== 0 ? order : compareBytes(JSON.stringify(left.item), JSON.stringify(right.item));
  });
  return rows.map(({ item }) => item);
}

/** The value of one key member, as text. */
export function keyOf(item: object, key: string): string {
  const value: unknown = (item as Readonly<Record<string, unknown>>)[key];
  return typeof value === "string" ? value : "";
}

/** Lines that run together stay apart, so that the break that was meant can still be seen and mended. */
function canonicalPieces(pieces: readonly string[]): readonly string[] {
  if (pieces.every((piece, index) => isLine(piece, index === pieces.length - 1))) return pieces;
  return pieces.some((_, index) => runsTogether(pieces, index)) ? pieces : piecesOf(textOf(pieces));
}

function isLine(piece: string, isLast: boolean): boolean {
  const newline = piece.indexOf("\n");
  return newline === -1 ? isLast && piece !== "" : newline === piece.length - 1;
}

function isStrings(value: JsonValue): value is readonly string[] {
  return Array.isArray(value);
}

function saysNothing(value: JsonValue): boolean {
  if (typeof value !== "object") return value === false || value === "";
  if (value === null) return true;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}
