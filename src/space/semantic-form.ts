import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import { compareBytes, compareKeys } from "./byte-order.js";
import { keyOf } from "./canonical-form.js";
import {
  type ListShape,
  type MemberShape,
  memberShape,
  type ObjectShape,
  spaceShape,
} from "./document-shape.js";
import { joinSqlPieces } from "./join-sql.js";
import type { SerializedSpace } from "./serialized-space.js";

/**
 * What the document means, as one text: equal for documents that the service would not tell apart. Members that
 * are absent, empty, false or null are left out, texts are joined, and lists whose order has no meaning sorted.
 */
export function semanticText(data: SerializedSpace): string {
  const { version, ...rest } = data;
  return `{"version":${version},"document":${renderObject(rest as JsonObject, spaceShape) || "{}"}}`;
}

/** What one member means, as text; empty when it says nothing. Equal texts mean equal members. */
export function semanticMember(value: JsonValue | undefined, shape: MemberShape | undefined): string {
  if (value === undefined || value === null || value === false || value === "") return "";
  if (Array.isArray(value)) return renderList(value, shape);
  if (isPlainObject(value)) return renderObject(value, shape?.kind === "object" ? shape.shape : undefined);
  return JSON.stringify(value);
}

/** Texts of objects that are frozen through and through, which one edit of a document after the other shares. */
const rendered = new WeakMap<
  JsonObject,
  { readonly shape: ObjectShape | undefined; readonly text: string }
>();
/** Shorter texts are made anew sooner than they are looked up. */
const worthKeeping = 200;

/** What one object means, as text; empty when it says nothing. */
export function renderObject(value: JsonObject, shape: ObjectShape | undefined): string {
  const known = rendered.get(value);
  if (known && known.shape === shape) return known.text;
  const text = renderMembers(value, shape);
  if (text.length >= worthKeeping && Object.isFrozen(value)) rendered.set(value, { shape, text });
  return text;
}

function renderMembers(value: JsonObject, shape: ObjectShape | undefined): string {
  let text = "";
  for (const name of Object.keys(value).sort(compareBytes)) {
    const member = semanticMember(value[name], shape && memberShape(shape, name));
    if (member !== "") text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${member}`;
  }
  return text === "" ? "" : `{${text}}`;
}

function renderList(value: readonly JsonValue[], shape: MemberShape | undefined): string {
  if (value.length === 0) return "";
  switch (shape?.kind) {
    case "text": {
      const text = value.join("");
      return text === "" ? "" : JSON.stringify(text);
    }
    case "join-sql":
      return JSON.stringify(joinSqlPieces(value.filter((piece) => typeof piece === "string")));
    case "strings":
      return JSON.stringify(value);
    case "list":
      return `[${renderItems(value, shape).join(",")}]`;
    default:
      return `[${value.map(renderUnknownItem).join(",")}]`;
  }
}

function renderItems(items: readonly JsonValue[], { item: shape, sortedBy, keyedBy }: ListShape): string[] {
  const keys = keyedBy ?? sortedBy;
  const rows = items.map((item) => ({
    text: (isPlainObject(item) && renderObject(item, shape)) || "{}",
    keys: keys?.map((key) => (isPlainObject(item) ? keyOf(item, key) : "")) ?? [],
  }));
  if (keys)
    rows.sort((left, right) => compareKeys(left.keys, right.keys) || compareBytes(left.text, right.text));
  return rows.map(({ text }) => text);
}

/** Items of unknown lists keep their place, so that even one that says nothing counts. */
function renderUnknownItem(item: JsonValue): string {
  if (Array.isArray(item)) return renderList(item, undefined) || "[]";
  if (isPlainObject(item)) return renderObject(item, undefined) || "{}";
  return JSON.stringify(item);
}
