import type { KnownValue } from "./code-list.js";
import type { ColumnEntry, SourceEntry } from "./lexicon.js";
import { isStopWord } from "./stemmer.js";
import type { Token } from "./tokenizer.js";

/** Words of a question that name a stored value. */
export interface ValueMatch {
  readonly column: ColumnEntry;
  readonly value: KnownValue;
  /** Positions of the words. */
  readonly at: readonly number[];
  readonly isNegated: boolean;
}

const negations: ReadonlySet<string> = new Set([
  "not",
  "non",
  "except",
  "excluding",
  "exclude",
  "without",
  "never",
  "isn't",
  "aren't",
  "weren't",
  "wasn't",
  "other",
]);

/**
 * Finds the known values that `eligible` words name. The longest wording wins; of two columns that know the same
 * wording, the one that the question mentions, else the first by name.
 */
export function matchValues(
  tokens: readonly Token[],
  eligible: readonly number[],
  source: SourceEntry,
  mentioned: (column: ColumnEntry) => number,
): ValueMatch[] {
  const found: (ValueMatch & { readonly weight: number })[] = [];
  for (const column of source.columns) {
    if (column.isMeasure) continue;
    for (const value of column.values) {
      for (const label of value.labels) {
        const at = positionsOf(label, tokens, eligible);
        if (at === undefined) continue;
        found.push({
          column,
          value,
          at,
          isNegated: isNegated(tokens, at),
          weight: label.length * 10 + mentioned(column),
        });
      }
      const exact = eligible.filter(
        (index) => tokens[index]?.text === value.literal && value.literal.length > 1,
      );
      if (exact.length > 0)
        found.push({
          column,
          value,
          at: exact.slice(0, 1),
          isNegated: isNegated(tokens, exact),
          weight: 10 + mentioned(column),
        });
    }
  }
  const taken = new Set<number>();
  const chosen: ValueMatch[] = [];
  for (const match of found.sort((a, b) => b.weight - a.weight)) {
    if (match.at.some((index) => taken.has(index))) continue;
    for (const index of match.at) taken.add(index);
    chosen.push({ column: match.column, value: match.value, at: match.at, isNegated: match.isNegated });
  }
  return chosen.sort((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
}

function positionsOf(
  label: readonly string[],
  tokens: readonly Token[],
  eligible: readonly number[],
): number[] | undefined {
  for (let start = 0; start + label.length <= eligible.length; start += 1) {
    const at = eligible.slice(start, start + label.length);
    const isTogether = (at.at(-1) ?? 0) - (at[0] ?? 0) <= label.length;
    if (isTogether && label.every((stem, offset) => tokens[at[offset] ?? -1]?.stem === stem)) return at;
  }
  return undefined;
}

/** Whether one of the two words before says "not" or the like. */
export function isNegated(tokens: readonly Token[], at: readonly number[]): boolean {
  const first = at[0] ?? 0;
  return tokens.slice(Math.max(0, first - 3), first).some((token, offset, before) => {
    const word = token.text.toLowerCase();
    return (
      negations.has(word) &&
      before
        .slice(offset + 1)
        .every((between) => isStopWord(between.text) || negations.has(between.text.toLowerCase()))
    );
  });
}

/** A value as an SQL literal fitting its column. */
export function literalFor(column: ColumnEntry, literal: string): string {
  if (column.kind === "number" && /^-?\d+(?:\.\d+)?$/.test(literal)) return literal;
  if (column.kind === "boolean") return /^(?:true|1|y|yes)$/i.test(literal) ? "true" : "false";
  return `'${literal.replaceAll("'", "''")}'`;
}
