import { clauseFrom, isKeyword, type SqlWord } from "./sql-clauses.js";

/** A table in a FROM or JOIN, by the words that name it. */
export interface TableToken {
  readonly name: string;
  /** The name as written, with catalog and schema, joined by dots. */
  readonly path: string;
  readonly first: number;
  readonly last: number;
  readonly isListed: boolean;
}

/** Names of common table expressions. */
export function commonTables(words: readonly SqlWord[]): ReadonlySet<string> {
  return new Set(
    words.flatMap(({ text, isName }, index) =>
      isName &&
      isKeyword(words[index + 1], "as") &&
      words[index + 2]?.text === "(" &&
      ["with", "recursive", ","].includes(words[index - 1]?.text ?? "")
        ? [text]
        : [],
    ),
  );
}

/** The tables that a statement reads, common table expressions among them. */
export function tableTokens(words: readonly SqlWord[]): readonly TableToken[] {
  const found: TableToken[] = [];
  const add = (first: number, isListed: boolean) => {
    if (!words[first]?.isName) return;
    let last = first;
    while (words[last + 1]?.text === "." && words[last + 2]) last += 2;
    if (words[last + 1]?.text === "(") return;
    const parts = words.slice(first, last + 1).filter((_, index) => index % 2 === 0);
    const path = parts.map(({ text }) => text).join(".");
    found.push({ name: words[last]?.text ?? "", path, first, last, isListed });
  };
  for (const [index, word] of words.entries()) {
    if (isKeyword(word, "join")) add(index + 1, false);
    const isReading = isKeyword(word, "from") && word.isInQuery && !isKeyword(words[index - 1], "distinct");
    if (!isReading) continue;
    add(index + 1, false);
    const list = clauseFrom(words, index + 1);
    for (const [offset, { text, depth }] of list.entries())
      if (text === "," && depth === word.depth) add(index + 2 + offset, true);
  }
  return found;
}
