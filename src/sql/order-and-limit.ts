import { lexSql, type SqlToken } from "./sql-lexer.js";
import { joinTokens } from "./token-spacing.js";

export interface OrderAndLimit {
  /** Each key as written, with its direction, such as `total DESC NULLS LAST`; empty when the order is free. */
  readonly orderBy: string[];
  /** The row limit, when it is a plain number. */
  readonly limit?: number | undefined;
}

const ENDS_ORDER_BY = new Set([
  "LIMIT",
  "OFFSET",
  "FETCH",
  "WINDOW",
  "SORT",
  "CLUSTER",
  "DISTRIBUTE",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "MINUS",
]);
/** Pipe operators that keep the rows in the order they had. */
const KEEPS_ORDER = new Set(["LIMIT", "SELECT", "EXTEND", "SET", "DROP", "AS", "WHERE", "ORDER"]);

/**
 * ORDER BY and LIMIT of the statement itself: those in subqueries, windows and aggregates say nothing about the
 * order of the result. Text that cannot be read has neither.
 */
export function topLevelOrderAndLimit(sql: string): OrderAndLimit {
  const lexing = lexSql(sql);
  if (!lexing.ok) return { orderBy: [] };
  const tokens = withoutWrapping(lexing.tokens.filter((token) => token.text !== ";"));
  let orderBy: string[] = [];
  let limit: number | undefined;
  let depth = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === "symbol") {
      if (token.text === "(" || token.text === "[") depth += 1;
      if (token.text === ")" || token.text === "]") depth -= 1;
      if (depth === 0 && token.text === "|>" && !KEEPS_ORDER.has(tokens[index + 1]?.value ?? "")) {
        orderBy = [];
        limit = undefined;
      }
    }
    if (depth !== 0 || token.kind !== "word" || tokens[index - 1]?.text === ".") continue;
    const next = tokens[index + 1];
    if (token.value === "ORDER" && next?.value === "BY") orderBy = orderKeys(tokens, index + 2);
    if (token.value === "LIMIT" && next !== undefined) limit = rowCount(next);
    if (token.value === "FETCH" && (next?.value === "FIRST" || next?.value === "NEXT")) {
      const count = tokens[index + 2];
      limit = count?.kind === "number" ? rowCount(count) : 1;
    }
  }
  return limit === undefined ? { orderBy } : { orderBy, limit };
}

/** Drops parentheses around the whole statement. */
function withoutWrapping(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let inner = tokens;
  while (inner[0]?.text === "(" && closing(inner) === inner.length - 1) inner = inner.slice(1, -1);
  return inner;
}

function closing(tokens: readonly SqlToken[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    return depth === 0;
  });
}

function orderKeys(tokens: readonly SqlToken[], from: number): string[] {
  const keys: string[] = [];
  let key: SqlToken[] = [];
  let depth = 0;
  for (let index = from; index <= tokens.length; index += 1) {
    const token = tokens[index];
    const isEnd =
      token === undefined ||
      (depth === 0 &&
        (token.text === "|>" || (token.kind === "word" && ENDS_ORDER_BY.has(token.value) && key.length > 0)));
    if (isEnd || (depth === 0 && token.text === "," && token.kind === "symbol")) {
      if (key.length > 0) keys.push(joinTokens(key));
      key = [];
      if (isEnd) break;
      continue;
    }
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    key.push(token);
  }
  return keys;
}

function rowCount(token: SqlToken): number | undefined {
  return token.kind === "number" && /^\d+L?$/i.test(token.text) ? Number.parseInt(token.text, 10) : undefined;
}
