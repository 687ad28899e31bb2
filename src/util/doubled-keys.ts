/** A key that an object of a JSON text has more than once. */
export interface DoubledKey {
  /** Of the object, such as `benchmarks[2]`; empty for the whole text. */
  readonly path: string;
  readonly key: string;
}

interface Open {
  /** Of an object; a list has none. */
  readonly keys: Set<string> | undefined;
  /** Where reading is, such as `.question` or `[2]`. */
  step: string;
  index: number;
  expectsKey: boolean;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]/g;

/** Keys of which `JSON.parse` keeps the last one in silence. @param json text that it can parse */
export function doubledKeys(json: string): readonly DoubledKey[] {
  const found: DoubledKey[] = [];
  const open: Open[] = [];
  for (const [token] of json.matchAll(tokens)) {
    const inner = open.at(-1);
    if (token === "{") open.push({ keys: new Set(), step: "", index: 0, expectsKey: true });
    else if (token === "[") open.push({ keys: undefined, step: "[0]", index: 0, expectsKey: false });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":" && inner) inner.expectsKey = false;
    else if (token === "," && inner?.keys) inner.expectsKey = true;
    else if (token === "," && inner) {
      inner.index += 1;
      inner.step = `[${inner.index}]`;
    } else if (inner?.keys && inner.expectsKey) {
      const key = String(JSON.parse(token));
      if (inner.keys.has(key)) found.push({ path: pathOf(open.slice(0, -1)), key });
      inner.keys.add(key);
      inner.step = `.${key}`;
    }
  }
  return found;
}

function pathOf(open: readonly Open[]): string {
  return open
    .map(({ step }) => step)
    .join("")
    .replace(/^\./, "");
}
