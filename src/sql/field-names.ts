import type { SqlToken } from "./sql-lexer.js";

/**
 * Words after a dot whose case may count: `tags.Color` reads the key `Color` where `tags` is a MAP. Not among them are
 * the parts of a table's name, and a column behind the name or the alias of a table.
 */
export function fieldNames(tokens: readonly SqlToken[]): ReadonlySet<SqlToken> {
  const chains = chainsOf(tokens);
  const sources = new Set(
    chains.flatMap(({ parts, start, end }) =>
      isTable(tokens, start) ? [parts.at(-1), aliasAt(tokens, end)].flatMap(foldedName) : [],
    ),
  );
  return new Set(
    chains.flatMap(({ parts, start, end }) => {
      if (isTable(tokens, start) || tokens[end]?.text === "(") return [];
      return parts.slice(foldedName(parts[0]).some((name) => sources.has(name)) ? 2 : 1);
    }),
  );
}

interface Chain {
  readonly parts: readonly SqlToken[];
  readonly start: number;
  /** Behind the last part. */
  readonly end: number;
}

/** Names joined by dots, those of one part among them. */
function chainsOf(tokens: readonly SqlToken[]): readonly Chain[] {
  const chains: Chain[] = [];
  for (let start = 0; start < tokens.length; start += 1) {
    const head = tokens[start];
    if (head === undefined || !isName(head)) continue;
    const parts = [head];
    let end = start + 1;
    for (;;) {
      const next = tokens[end + 1];
      if (tokens[end]?.text !== "." || next === undefined || !isName(next)) break;
      parts.push(next);
      end += 2;
    }
    chains.push({ parts, start, end });
    start = end - 1;
  }
  return chains;
}

function isName({ kind }: SqlToken): boolean {
  return kind === "word" || kind === "quoted";
}

function isTable(tokens: readonly SqlToken[], start: number): boolean {
  const before = tokens[start - 1];
  return before?.kind === "word" && (before.value === "FROM" || before.value === "JOIN");
}

function aliasAt(tokens: readonly SqlToken[], end: number): SqlToken | undefined {
  const next = tokens[end];
  return next?.value === "AS" ? tokens[end + 1] : next;
}

function foldedName(token: SqlToken | undefined): string[] {
  return token !== undefined && isName(token) ? [token.value.toLowerCase()] : [];
}
