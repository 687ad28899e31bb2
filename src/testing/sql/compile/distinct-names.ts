import { quoteName } from "../string-literals.js";

/** Names for the columns of a derived table: a name that was there before gets a number, as DuckDB needs it. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let copy = 2; taken.has(distinct.toLowerCase()); copy += 1) distinct = `${name}:${copy}`;
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}

/** `(a, b, …)` behind the alias of a derived table. */
export const nameList = (names: readonly string[]): string =>
  `(${distinctNames(names).map(quoteName).join(", ")})`;
