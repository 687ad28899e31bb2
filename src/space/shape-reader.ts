import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import type { DocumentFinding } from "./document-finding.js";
import { type MemberShape, memberShape, type ObjectShape, spaceShape } from "./document-shape.js";
import { formatPointer } from "./json-pointer.js";

/** Deeper than any document of the service; keeps hostile input from exhausting the stack. */
const maxDepth = 100;

/** The member could not be read; its finding is noted. */
const unreadable = Symbol("unreadable");
type Read = JsonValue | typeof unreadable | undefined;

/**
 * Takes over a JSON value as a frozen space document, and notes each member of a wrong type. Frozen parts are
 * shared, everything else is copied, so nobody can change the document from outside. A `null` member counts as
 * absent; required members that are absent get the protocol's default (`""` or `[]`), so that the types hold.
 */
export class ShapeReader {
  readonly findings: DocumentFinding[] = [];
  readonly #path: (string | number)[] = [];

  /** The document, or undefined when `findings` says why not. */
  read(value: unknown): JsonObject | undefined {
    const read = this.#object(value, spaceShape);
    return this.findings.length > 0 || read === unreadable || !isPlainObject(read) ? undefined : read;
  }

  #object(value: unknown, shape: ObjectShape | undefined): Read {
    if (!isPlainObject(value)) return this.#refuse(`expected an object, found ${kindOf(value)}`);
    let isUnchanged = Object.isFrozen(value);
    const copy: Record<string, JsonValue | undefined> = {};
    for (const name of Object.keys(value)) {
      const before = value[name];
      this.#path.push(name);
      const after = this.#member(name, before, shape);
      this.#path.pop();
      if (after !== before) isUnchanged = false;
      if (after !== undefined && after !== unreadable) copy[name] = after;
    }
    if (shape !== undefined && complete(copy, shape)) isUnchanged = false;
    return isUnchanged ? (value as JsonObject) : Object.freeze(copy);
  }

  #member(name: string, value: unknown, shape: ObjectShape | undefined): Read {
    if (name === "__proto__") {
      return this.#refuse('a member must not be called "__proto__"', "forbidden-key", "Remove the member.");
    }
    if (this.#path.length > maxDepth) {
      return this.#refuse(`nested deeper than ${maxDepth} levels`, "nesting-depth", "Flatten the member.");
    }
    const known = shape && memberShape(shape, name);
    if (!known) return value === undefined ? undefined : this.#any(value);
    return value === undefined || value === null ? undefined : this.#known(value, known);
  }

  #known(value: unknown, shape: MemberShape): Read {
    switch (shape.kind) {
      case "string":
      case "boolean":
        if (typeof value === shape.kind) return value as JsonValue;
        return this.#refuse(`expected a ${shape.kind}, found ${kindOf(value)}`);
      case "object":
        return this.#object(value, shape.shape);
      case "list":
        return this.#list(value, (item) => this.#object(item, shape.item));
      default:
        return this.#list(value, (item) =>
          typeof item === "string" ? item : this.#refuse(`expected a string, found ${kindOf(item)}`),
        );
    }
  }

  #list(value: unknown, readItem: (item: unknown) => Read): Read {
    if (!Array.isArray(value)) return this.#refuse(`expected a list, found ${kindOf(value)}`);
    let isUnchanged = Object.isFrozen(value);
    const copy: JsonValue[] = [];
    for (let index = 0; index < value.length; index += 1) {
      this.#path.push(index);
      const item = readItem(value[index]);
      this.#path.pop();
      if (item !== value[index]) isUnchanged = false;
      if (item !== unreadable && item !== undefined) copy.push(item);
    }
    return isUnchanged ? value : Object.freeze(copy);
  }

  #any(value: unknown): Read {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (this.#path.length > maxDepth) return this.#member("", value, undefined);
    if (Array.isArray(value)) return this.#list(value, (item) => this.#any(item));
    if (isPlainObject(value)) return this.#object(value, undefined);
    return this.#refuse(`${kindOf(value)} is no JSON value`);
  }

  #refuse(message: string, rule = "wrong-type", mend = "Correct the value's type."): typeof unreadable {
    this.findings.push({
      pointer: formatPointer(this.#path),
      rule,
      severity: "error",
      message,
      mend,
      isFixable: false,
    });
    return unreadable;
  }
}

/** Adds what is required and absent; says whether it had to. */
function complete(copy: Record<string, JsonValue | undefined>, shape: ObjectShape): boolean {
  let isCompleted = false;
  for (const name of requiredMembers(shape)) {
    if (Object.hasOwn(copy, name)) continue;
    const member = memberShape(shape, name);
    if (member) copy[name] = defaultOf(member);
    isCompleted = true;
  }
  return isCompleted;
}

const requiredByShape = new WeakMap<ObjectShape, readonly string[]>();

function requiredMembers(shape: ObjectShape): readonly string[] {
  const known = requiredByShape.get(shape);
  if (known) return known;
  const names = Object.keys(shape.members).filter((name) => shape.members[name]?.isRequired);
  requiredByShape.set(shape, names);
  return names;
}

function defaultOf(member: MemberShape): JsonValue {
  if (member.kind === "string") return "";
  if (member.kind === "boolean") return false;
  if (member.kind !== "object") return Object.freeze([]);
  const value: Record<string, JsonValue | undefined> = {};
  complete(value, member.shape);
  return Object.freeze(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "object" ? "an object" : typeof value;
}
