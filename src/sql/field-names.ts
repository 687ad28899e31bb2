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
      // Behind a call or an index, as in `map('K', 1).K`, all of them are fields.
      if (tokens[start - 1]?.text === ".") return parts;
      return parts.slice(foldedName(parts[0]).some((name) => sources.has(name)) ? 2 : 1);
    }),
  );
}

/**
 * Whether a statement reads rows as wholes, by the name of a subquery: their fields bear the names that it gave. It is
 * a name that stands alone, where only a column is expected.
 */
export function readsWholeRows(tokens: readonly SqlToken[]): boolean {
  const subqueries = subqueryNames(tokens);
  if (subqueries.size === 0) return false;
  return chainsOf(tokens).some(({ parts, start, end }) => {
    const before = tokens[start - 1];
    const isRead = before?.value === "SELECT" || before?.text === "(" || before?.text === ",";
    const isDefined = tokens[end]?.value === "AS" && tokens[end + 1]?.text === "(";
    const isAlone = parts.length === 1 && tokens[end]?.text !== "(" && !isDefined;
    return isRead && isAlone && foldedName(parts[0]).some((name) => subqueries.has(name));
  });
}

/** Names of subqueries in FROM and JOIN, and of common table expressions. */
function subqueryNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  const open: number[] = [];
  for (const [index, { text }] of tokens.entries()) {
    if (text === "(") open.push(index);
    if (text !== ")") continue;
    const start = open.pop() ?? 0;
    if (tokens[start + 1]?.value !== "SELECT" && tokens[start + 1]?.value !== "WITH") continue;
    const isCommon = tokens[start - 1]?.value === "AS";
    const name = isCommon ? tokens[start - 2] : isTable(tokens, start) && aliasAt(tokens, index + 1);
    for (const folded of foldedName(name || undefined)) names.add(folded);
  }
  return names;
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
