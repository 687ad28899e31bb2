import { isPlainObject } from "../../../util/json.js";
import type { Fault } from "./fault.js";

type Members = Readonly<Record<string, unknown>>;

/** Ids that creations were told, by fault and then by path. */
const firstIds = new WeakMap<Fault, Map<string, Members>>();

/** The reply with ids that repeat; undefined when there is nothing to repeat in it. */
export function duplicateIds(fault: Fault, request: Request, reply: unknown): Members | undefined {
  if (!isPlainObject(reply)) return undefined;
  return request.method === "POST" ? repeatCreation(fault, request.url, reply) : repeatEntries(reply);
}

function repeatEntries(reply: Members): Members | undefined {
  let repeated = false;
  const entries = Object.entries(reply).map(([key, value]) => {
    const [first] = Array.isArray(value) ? value : [];
    if (!Array.isArray(value) || !isPlainObject(first)) return [key, value] as const;
    repeated = true;
    return [key, [first, ...value]] as const;
  });
  return repeated ? Object.fromEntries(entries) : undefined;
}

function repeatCreation(fault: Fault, url: string, reply: Members): Members | undefined {
  const known = firstIds.get(fault) ?? new Map<string, Members>();
  firstIds.set(fault, known);
  const { pathname } = new URL(url);
  const first = known.get(pathname);
  if (first) return withIds(reply, first);
  known.set(pathname, reply);
  return undefined;
}

/** The reply with the ids that another one has in the same places. */
function withIds(reply: Members, other: Members): Members {
  return Object.fromEntries(
    Object.entries(reply).map(([key, value]) => {
      const theirs = other[key];
      if (/(^|_)id$/.test(key) && theirs !== undefined) return [key, theirs];
      return [key, isPlainObject(value) && isPlainObject(theirs) ? withIds(value, theirs) : value];
    }),
  );
}
