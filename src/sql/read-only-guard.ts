import { refuseDangerousCalls } from "./dangerous-calls.js";
import { refuseDataChange } from "./data-change.js";
import { refusePathTables } from "./path-tables.js";
import { lexSql, type SqlToken } from "./sql-lexer.js";

/** The text to execute, without comments and trailing semicolon, or why the SQL is refused. */
export type ReadOnlyCheck =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly reason: string };

const QUERY_STARTS = new Set(["SELECT", "WITH", "FROM", "VALUES", "TABLE"]);

/**
 * Whether `sql` is one statement that only reads. Fails closed: text that could be read in two ways is refused.
 * Execute the `sql` of the answer, not the text given: it is what was checked. This is a guard against mistakes and
 * injected SQL; a principal with `SELECT` only is what makes it safe.
 */
export function checkReadOnlySql(sql: string): ReadOnlyCheck {
  const lexing = lexSql(sql);
  if (!lexing.ok) return refused(lexing.reason);

  const semicolon = lexing.tokens.findIndex((token) => isSymbol(token, ";"));
  const tokens = semicolon < 0 ? lexing.tokens : lexing.tokens.slice(0, semicolon);
  if (semicolon >= 0 && lexing.tokens.slice(semicolon).some((token) => !isSymbol(token, ";"))) {
    return refused("it holds more than one statement");
  }
  const first = tokens.find((token) => !isSymbol(token, "("));
  if (first === undefined) return refused("it is empty");
  if (first.kind !== "word" || !QUERY_STARTS.has(first.value)) {
    return refused(`it starts with ${first.text.slice(0, 40)}, which is not a query`);
  }
  const reason =
    refuseContinuation(tokens) ??
    refuseSubstitution(tokens) ??
    refuseDataChange(tokens) ??
    refuseDangerousCalls(tokens) ??
    refusePathTables(tokens);
  if (reason !== undefined) return refused(reason);
  return { ok: true, sql: semicolon < 0 ? lexing.sql : lexing.sql.replace(/[;\s]+$/, "") };
}

/** WITH may open a change as well as a query: what follows its list must be a query. */
function refuseContinuation(tokens: readonly SqlToken[]): string | undefined {
  const first = tokens.findIndex((token) => !isSymbol(token, "("));
  if (tokens[first]?.value !== "WITH") return undefined;
  let depth = 0;
  for (let index = first + 1; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (isSymbol(token, "(")) depth += 1;
    if (isSymbol(token, ")")) depth -= 1;
    const isListed = depth > 0 || !isSymbol(token, ")") || closesColumnNames(tokens, index);
    const next = tokens[index + 1];
    if (isListed || (next !== undefined && isSymbol(next, ","))) continue;
    const isQuery = next?.kind === "word" ? QUERY_STARTS.has(next.value) : next?.text === "(";
    return isQuery ? undefined : `it goes on after WITH by ${next?.text.slice(0, 40) ?? "nothing"}`;
  }
  return "nothing follows WITH";
}

/** `WITH name (a, b) AS (…)`, also with a depth limit before AS. */
function closesColumnNames(tokens: readonly SqlToken[], close: number): boolean {
  const next = tokens[close + 1];
  return next?.kind === "word" && (next.value === "AS" || next.value === "MAX");
}

/** Spark puts the values of `${…}` into a statement before it reads it, inside of quotes as well. */
function refuseSubstitution(tokens: readonly SqlToken[]): string | undefined {
  const found = tokens.find(({ text }) => text.includes("${"));
  return found && `it holds a variable to substitute in ${found.text.slice(0, 40)}`;
}

function isSymbol(token: SqlToken, text: string): boolean {
  return token.kind === "symbol" && token.text === text;
}

function refused(reason: string): ReadOnlyCheck {
  return { ok: false, reason: `Only a single read-only query may run here: ${reason}.` };
}
