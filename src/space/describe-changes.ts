import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import {
  type ListShape,
  type MemberShape,
  memberShape,
  type ObjectShape,
  spaceShape,
} from "./document-shape.js";
import { parseJoinSql } from "./join-sql.js";
import { keyedItems, ownMember } from "./keyed-list.js";
import { diffLines } from "./line-diff.js";
import { nounOf, ObjectLabels, quote } from "./object-labels.js";
import { semanticMember } from "./semantic-form.js";
import type { SerializedSpace } from "./serialized-space.js";

/** What changed between two documents, one line a change, for people. */
export function describeChanges(from: SerializedSpace, to: SerializedSpace): readonly string[] {
  const describer = new ChangeDescriber(new ObjectLabels([...sourceNames(from), ...sourceNames(to)]));
  // A typed document is JSON by construction.
  describer.object(from as unknown as JsonObject, to as unknown as JsonObject, spaceShape, "");
  return describer.lines;
}

function sourceNames({ data_sources: sources }: SerializedSpace): readonly string[] {
  return [...(sources?.tables ?? []), ...(sources?.metric_views ?? [])].map(({ identifier }) => identifier);
}

class ChangeDescriber {
  readonly lines: string[] = [];
  readonly #labels: ObjectLabels;

  constructor(labels: ObjectLabels) {
    this.#labels = labels;
  }

  object(from: JsonObject, to: JsonObject, shape: ObjectShape | undefined, label: string): void {
    const known = Object.keys(shape?.members ?? {});
    for (const name of new Set([...known, ...Object.keys(from), ...Object.keys(to)])) {
      const [before, after] = [ownMember(from, name), ownMember(to, name)];
      if (before === after) continue;
      const member = shape && memberShape(shape, name);
      if (semanticMember(before, member) !== semanticMember(after, member)) {
        this.#member(name, before, after, member, label);
      }
    }
  }

  #member(
    name: string,
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    shape: MemberShape | undefined,
    label: string,
  ): void {
    const noun = nounOf(name);
    switch (shape?.kind) {
      case "object":
        this.object(objectOf(before), objectOf(after), shape.shape, label);
        break;
      case "list":
        this.#list(name, before, after, shape, label);
        break;
      case "boolean":
        this.#say(label, `${after === true ? "+" : "-"} ${noun}`);
        break;
      case "strings":
        this.#strings(noun, listOf(before), listOf(after), label);
        break;
      case "text":
        this.#text(noun, listOf(before).join(""), listOf(after).join(""), label);
        break;
      case "join-sql":
        this.#joinSql(listOf(before), listOf(after), label);
        break;
      default:
        this.#text(noun, plain(before), plain(after), label);
    }
  }

  #joinSql(before: readonly string[], after: readonly string[], label: string): void {
    const [old, next] = [parseJoinSql(before), parseJoinSql(after)];
    if (old.condition !== next.condition) this.#text("condition", old.condition, next.condition, label);
    if (old.relationship !== next.relationship) {
      this.#text("relationship", old.relationship ?? "", next.relationship ?? "", label);
    }
  }

  #list(
    name: string,
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    shape: ListShape,
    label: string,
  ): void {
    const old = keyedItems(before, shape);
    const next = keyedItems(after, shape);
    const noun = nounOf(name);
    if (!old || !next) {
      const [first, second] = [itemsOf(before), itemsOf(after)];
      if (first.length === 1 && second.length === 1)
        this.object(first[0] ?? {}, second[0] ?? {}, shape.item, label);
      else this.#say(label, `${noun} list: ${first.length} → ${second.length} entries`);
      return;
    }
    for (const [key, { item }] of old) {
      const own = this.#labels.of(name, item, label);
      const match = next.get(key);
      if (match) this.object(item, match.item, shape.item, own);
      else if (name === "column_configs") this.#column(item, {}, shape, own, "-");
      else this.#say(name === "parameters" ? label : "", `- ${this.#labels.inFull(name, item, label)}`);
    }
    for (const [key, { item }] of next) {
      if (old.has(key)) continue;
      const own = this.#labels.of(name, item, label);
      if (name === "column_configs") this.#column({}, item, shape, own, "+");
      else this.#say(name === "parameters" ? label : "", `+ ${this.#labels.inFull(name, item, label)}`);
    }
  }

  /** A column entry that comes or goes is told by what it says: the column itself is in the table anyway. */
  #column(before: JsonObject, after: JsonObject, { item }: ListShape, label: string, sign: "+" | "-"): void {
    const count = this.lines.length;
    const { column_name: _, ...old } = before;
    const { column_name: __, ...next } = after;
    this.object(old, next, item, label);
    if (this.lines.length === count) this.#say(label, `${sign} entry that says nothing`);
  }

  #strings(noun: string, before: readonly string[], after: readonly string[], label: string): void {
    const gone = before.filter((value) => !after.includes(value));
    const added = after.filter((value) => !before.includes(value));
    for (const value of gone) this.#say(label, `- ${noun} ${quote(value)}`);
    for (const value of added) this.#say(label, `+ ${noun} ${quote(value)}`);
    if (gone.length + added.length === 0) this.#say(label, `${noun}s in another order or number`);
  }

  #text(noun: string, before: string, after: string, label: string): void {
    const changes =
      before === ""
        ? [`+ ${noun} ${quote(after)}`]
        : after === ""
          ? [`- ${noun} ${quote(before)}`]
          : before.includes("\n") || after.includes("\n")
            ? changedLines(before, after).map((line) => `${noun}: ${line}`)
            : [`${noun} ${quote(before)} → ${quote(after)}`];
    for (const change of changes) this.#say(label, change);
  }

  #say(label: string, text: string): void {
    this.lines.push(label === "" ? text : `${label}: ${text}`);
  }
}

function changedLines(before: string, after: string): readonly string[] {
  const { removed, added } = diffLines(before.split("\n"), after.split("\n"));
  const isBlank = (line: string) => line.trim() === "";
  const changes = [
    ...removed.filter((line) => !isBlank(line)).map((line) => `- ${quote(line)}`),
    ...added.filter((line) => !isBlank(line)).map((line) => `+ ${quote(line)}`),
  ];
  return changes.length > 0 ? changes : ["blank lines changed"];
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isPlainObject(value) ? (value as JsonObject) : {};
}

function itemsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function listOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function plain(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
