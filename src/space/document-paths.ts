import { isPlainObject, type JsonValue } from "../util/json.js";
import {
  type ListShape,
  type MemberShape,
  memberShape,
  type ObjectShape,
  spaceShape,
} from "./document-shape.js";
import { formatPointer } from "./json-pointer.js";
import { keyedItems } from "./keyed-list.js";
import { plainText } from "./plain-text.js";
import type { SpaceDocument } from "./space-document.js";

/** A member or an object that differs between two documents. */
export interface ChangedPath {
  /**
   * A JSON pointer in which items of lists are named by their key instead of their place:
   * `/data_sources/tables/main.shop.orders/column_configs/amount/synonyms/revenue`.
   */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed" | "reordered";
}

type Value = JsonValue | undefined;
type Report = (tokens: readonly string[], kind: ChangedPath["kind"]) => void;

/**
 * Where two documents differ, byte by byte: another division of a text into lines counts, and so does another
 * order of a list, of which the path is then that of the list. Only absent and empty members are held equal.
 */
export function changedPaths(before: SpaceDocument, after: SpaceDocument): readonly ChangedPath[] {
  const changes: ChangedPath[] = [];
  const report: Report = (tokens, kind) => changes.push({ path: formatPointer(tokens), kind });
  compareObjects(jsonOf(before), jsonOf(after), spaceShape, [], report);
  return changes;
}

function compareObjects(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  shape: ObjectShape,
  at: readonly string[],
  report: Report,
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before, after].map((side) => (Object.hasOwn(side, name) ? side[name] : undefined));
    compareMembers(old, now, memberShape(shape, name), [...at, name], report);
  }
}

function compareMembers(
  before: Value,
  after: Value,
  shape: MemberShape | undefined,
  at: readonly string[],
  report: Report,
): void {
  if (before === after || (isNothing(before) && isNothing(after))) return;
  if (shape?.kind === "object") {
    compareObjects(recordOf(before), recordOf(after), shape.shape, at, report);
  } else if (shape?.kind === "strings" && shape.isSet) {
    compareItems(termsOf(before), termsOf(after), at, report);
  } else if (shape?.kind === "list" && compareLists(before, after, shape, at, report)) {
    return;
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    report(at, isNothing(before) ? "added" : isNothing(after) ? "removed" : "changed");
  }
}

/** Whether the lists could be compared item by item: their items have keys, each its own. */
function compareLists(
  before: Value,
  after: Value,
  shape: ListShape,
  at: readonly string[],
  report: Report,
): boolean {
  const [old, now] = [keyedItems(before, shape), keyedItems(after, shape)];
  if (!old || !now) return false;
  const isColumns = "column_name" in shape.item.members;
  compareItems(old, now, at, report, (key, left, right) => {
    // A column without an entry is one of which nothing is said.
    const known = isColumns ? { column_name: key } : undefined;
    const [first, second] = [left?.item ?? known, right?.item ?? known];
    if (!first || !second) return false;
    compareObjects(recordOf(first), recordOf(second), shape.item, [...at, key], report);
    return true;
  });
  return true;
}

/** Compares what both sides hold under each key, then the order of what they share. */
function compareItems<Item>(
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
  at: readonly string[],
  report: Report,
  compare: (key: string, before: Item | undefined, after: Item | undefined) => boolean = () => false,
): void {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === now || compare(key, old, now)) continue;
    report([...at, key], old === undefined ? "added" : now === undefined ? "removed" : "changed");
  }
  const shared = [...before.keys()].filter((key) => after.has(key));
  const order = [...after.keys()].filter((key) => before.has(key));
  if (shared.some((key, index) => key !== order[index])) report(at, "reordered");
}

/** Terms by how they are told apart: case and blanks do not count. */
function termsOf(value: Value): ReadonlyMap<string, string> {
  const terms = new Map<string, string>();
  for (const term of Array.isArray(value) ? value : []) {
    const key = plainText(String(term));
    terms.set(key, terms.has(key) ? `${terms.get(key)}\n${term}` : String(term));
  }
  return terms;
}

function isNothing(value: Value): boolean {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

function recordOf(value: unknown): Readonly<Record<string, Value>> {
  // Members of a document are JSON: they were read from it.
  return isPlainObject(value) ? (value as Readonly<Record<string, Value>>) : {};
}

function jsonOf({ data }: SpaceDocument): Readonly<Record<string, Value>> {
  return recordOf(data);
}
