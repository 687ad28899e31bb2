import { plainName } from "../space/three-part-name.js";
import type { SqlToken } from "../sql/sql-lexer.js";

/** A table that a statement reads. */
export interface TableReference {
  /** Its name without quotes, parts joined by dots. */
  readonly name: string;
  readonly parts: number;
}

interface Level {
  /** Whether FROM names tables here: not so inside a call such as `EXTRACT(YEAR FROM day)`. */
  readonly isQuery: boolean;
  isInFrom: boolean;
}

const queryStarts = new Set(["SELECT", "WITH", "FROM", "VALUES", "TABLE", "MAP", "REDUCE"]);
const endsFrom = new Set([
  "SELECT",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "SORT",
  "CLUSTER",
  "DISTRIBUTE",
  "LIMIT",
  "OFFSET",
  "QUALIFY",
  "WINDOW",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "MINUS",
]);

/**
 * The tables that a statement names after FROM, JOIN, TABLE and a comma between tables. Names that the statement
 * itself defines (`WITH name AS (…)`) and the platform's table functions are left out.
 */
export function tablesRead(tokens: readonly SqlToken[]): readonly TableReference[] {
  const defined = definedNames(tokens);
  const tables: TableReference[] = [];
  const levels: Level[] = [{ isQuery: true, isInFrom: false }];
  let isTableNext = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const level = levels.at(-1) ?? { isQuery: true, isInFrom: false };
    const word = wordAt(tokens, at);
    if (isTableNext && (word === "LATERAL" || word === "ONLY" || isStream(tokens, at))) continue;
    if (isTableNext && isName(tokens[at]) && !queryStarts.has(word)) {
      const { parts, end } = nameAt(tokens, at);
      // Functions of the platform have names of one part, and all but one of them read no table.
      const isCall = tokens[end]?.text === "(" && parts.length === 1;
      if (isCall && word === "TABLE_CHANGES") tables.push(...literalName(tokens[end + 1]));
      const isDefined = parts.length === 1 && defined.has((parts[0] ?? "").toLowerCase());
      if (!(isCall || isDefined)) tables.push({ name: parts.join("."), parts: parts.length });
      isTableNext = false;
      at = end - 1;
      continue;
    }
    const { text = "" } = tokens[at] ?? {};
    if (text === "(") {
      const startsQuery = queryStarts.has(wordAt(tokens, at + 1));
      levels.push({ isQuery: isTableNext || startsQuery, isInFrom: isTableNext && !startsQuery });
      isTableNext &&= !startsQuery;
      continue;
    }
    if (text === ")" && levels.length > 1) levels.pop();
    else if (text === "," && level.isInFrom) isTableNext = true;
    else if (endsFrom.has(word)) level.isInFrom = false;
    if (level.isQuery && startsTables(tokens, at)) {
      level.isInFrom = true;
      isTableNext = true;
    }
  }
  return tables;
}

/** FROM, JOIN and TABLE, but not the FROM of `IS DISTINCT FROM`. */
function startsTables(tokens: readonly SqlToken[], at: number): boolean {
  const word = wordAt(tokens, at);
  if (word === "JOIN" || (word === "TABLE" && isName(tokens[at + 1]))) return true;
  return (
    word === "FROM" && !(wordAt(tokens, at - 1) === "DISTINCT" && /^(IS|NOT)$/.test(wordAt(tokens, at - 2)))
  );
}

/** Names that a WITH clause gives: followed by AS and a parenthesis, columns in parentheses between or not. */
function definedNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isName(tokens[at])) continue;
    let next = at + 1;
    if (tokens[next]?.text === "(") {
      while (next < tokens.length && tokens[next]?.text !== ")") next += 1;
      next += 1;
    }
    if (wordAt(tokens, next) === "AS" && tokens[next + 1]?.text === "(")
      names.add((nameAt(tokens, at).parts[0] ?? "").toLowerCase());
  }
  return names;
}

function nameAt(tokens: readonly SqlToken[], start: number) {
  const parts: string[] = [];
  let end = start;
  for (;;) {
    const part = tokens[end];
    if (!part || !isName(part)) break;
    parts.push(part.kind === "quoted" ? part.value : part.text);
    end += 1;
    if (tokens[end]?.text !== ".") break;
    end += 1;
  }
  return { parts, end };
}

function isName(token: SqlToken | undefined): boolean {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** `STREAM(name)` and `STREAM name` read the table as it grows. */
function isStream(tokens: readonly SqlToken[], at: number): boolean {
  return wordAt(tokens, at) === "STREAM" && (tokens[at + 1]?.text === "(" || tokens[at + 2]?.text === ".");
}

function literalName(token: SqlToken | undefined): readonly TableReference[] {
  if (token?.kind !== "string") return [];
  const name = plainName(token.text.slice(1, -1));
  return [{ name, parts: name.split(".").length }];
}

/** The word at a place; behind a dot stands a name, whatever it looks like. */
function wordAt(tokens: readonly SqlToken[], at: number): string {
  const token = tokens[at];
  return token?.kind === "word" && tokens[at - 1]?.text !== "." ? token.value : "";
}
