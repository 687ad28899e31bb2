import { isPlainObject, type JsonValue } from "../util/json.js";
import type { JsonPatch, JsonPatchOperation } from "./json-patch.js";
import { parsePointer } from "./json-pointer.js";
import { SpaceDocumentError } from "./space-document-error.js";

type Container = JsonValue[] | Record<string, JsonValue | undefined>;

/**
 * The result of a JSON patch (RFC 6902). The document stays as it is: only what lies on the way to a change is
 * copied, everything else is shared.
 *
 * @throws SpaceDocumentError with code `BAD_PATCH`, naming the operation that does not fit.
 */
export function applyJsonPatch(document: unknown, patch: JsonPatch): unknown {
  const root = { document } as Record<string, JsonValue | undefined>;
  const owned = new Set<object>([root]);
  patch.forEach((operation, index) => {
    try {
      applyOperation(root, operation, owned);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SpaceDocumentError(
        "BAD_PATCH",
        `Operation ${index} of the patch (${operation.op} ${operation.path}) does not fit the document: ${reason}`,
        [],
        cause,
      );
    }
  });
  return root.document;
}

function applyOperation(root: Container, operation: JsonPatchOperation, owned: Set<object>): void {
  const tokens = ["document", ...parsePointer(operation.path)];
  const from = "from" in operation ? ["document", ...parsePointer(operation.from)] : [];
  switch (operation.op) {
    case "add":
      add(root, tokens, operation.value, owned);
      break;
    case "remove":
      remove(root, tokens, owned);
      break;
    case "replace":
      replace(root, tokens, operation.value, owned);
      break;
    case "test":
      if (!sameJson(valueAt(root, tokens), operation.value))
        throw new RangeError("the value there is another one.");
      break;
    case "copy": {
      const value = valueAt(root, from);
      // From now on the value stands in two places, so that nothing below it belongs to one of them alone.
      owned.clear();
      owned.add(root);
      add(root, tokens, value, owned);
      break;
    }
    case "move":
      if (operation.path.startsWith(`${operation.from}/`))
        throw new RangeError("a value cannot be moved into itself.");
      add(root, tokens, remove(root, from, owned), owned);
      break;
    default:
      throw new RangeError("there is no such operation.");
  }
}

function add(root: Container, tokens: readonly string[], value: JsonValue, owned: Set<object>): void {
  const { container, token } = ownedParent(root, tokens, owned);
  if (!Array.isArray(container)) container[token] = value;
  else container.splice(token === "-" ? container.length : indexIn(token, container.length + 1), 0, value);
}

function remove(root: Container, tokens: readonly string[], owned: Set<object>): JsonValue {
  const { container, token } = ownedParent(root, tokens, owned);
  const removed = memberOf(container, token);
  if (Array.isArray(container)) container.splice(indexIn(token, container.length), 1);
  else delete container[token];
  return removed;
}

function replace(root: Container, tokens: readonly string[], value: JsonValue, owned: Set<object>): void {
  const { container, token } = ownedParent(root, tokens, owned);
  memberOf(container, token);
  if (Array.isArray(container)) container[indexIn(token, container.length)] = value;
  else container[token] = value;
}

/** The container of the last token, every container on the way replaced by a copy that may be changed. */
function ownedParent(
  root: Container,
  tokens: readonly string[],
  owned: Set<object>,
): { container: Container; token: string } {
  let container = root;
  for (const token of tokens.slice(0, -1)) {
    const next = memberOf(container, token);
    if (!Array.isArray(next) && !isPlainObject(next))
      throw new RangeError(`"${token}" holds neither object nor list.`);
    const copy: Container = owned.has(next)
      ? (next as Container)
      : Array.isArray(next)
        ? [...next]
        : { ...next };
    owned.add(copy);
    if (Array.isArray(container)) container[indexIn(token, container.length)] = copy;
    else container[token] = copy;
    container = copy;
  }
  const token = tokens[tokens.length - 1] ?? "";
  if (token === "__proto__") throw new RangeError('a member must not be called "__proto__".');
  return { container, token };
}

function valueAt(root: JsonValue | Container, tokens: readonly string[]): JsonValue {
  let value = root as JsonValue;
  for (const token of tokens) value = memberOf(value, token);
  return value;
}

function memberOf(container: JsonValue | Container, token: string): JsonValue {
  if (Array.isArray(container)) return container[indexIn(token, container.length)] ?? null;
  if (!isPlainObject(container) || !Object.hasOwn(container, token))
    throw new RangeError(`there is no "${token}".`);
  return (container[token] ?? null) as JsonValue;
}

function indexIn(token: string, length: number): number {
  if (!/^(0|[1-9]\d*)$/.test(token)) throw new RangeError(`"${token}" is no list index.`);
  const index = Number(token);
  if (index >= length) throw new RangeError(`the list has no place ${token}.`);
  return index;
}

function sameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every(
      (name) => Object.hasOwn(right, name) && sameJson(left[name] as JsonValue, right[name] as JsonValue),
    )
  );
}
