export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/** Nesting beyond which a text is taken for an attack on whatever walks it. */
const maxDepth = 200;

/** Parses outside JSON. Refuses nesting deeper than anything real, and keys that could reach a prototype. */
export function parseJsonSafely(text: string): ParsedJson {
  if (depthOf(text) > maxDepth) return { ok: false, reason: `nested deeper than ${maxDepth} levels` };
  try {
    // To look at every key takes many times as long as to parse, and the key can be written in two ways only.
    const isSuspect = text.includes("__proto__") || text.includes("\\u");
    const value: unknown = JSON.parse(text, isSuspect ? refusePrototype : undefined);
    return { ok: true, value };
  } catch (error) {
    return {
      ok: false,
      reason: error instanceof SyntaxError ? error.message.slice(0, 200) : "it cannot be parsed",
    };
  }
}

function refusePrototype(key: string, member: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError('it has a key "__proto__"');
  return member;
}

/** Deepest bracket nesting outside strings, without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (inString) {
      if (char === 0x5c) index += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return deepest;
}
