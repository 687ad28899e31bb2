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
  const reason = refuseDataChange(tokens) ?? refuseDangerousCalls(tokens) ?? refusePathTables(tokens);
  if (reason !== undefined) return refused(reason);
  return { ok: true, sql: semicolon < 0 ? lexing.sql : lexing.sql.replace(/[;\s]+$/, "") };
}

function isSymbol(token: SqlToken, text: string): boolean {
  return token.kind === "symbol" && token.text === text;
}

function refused(reason: string): ReadOnlyCheck {
  return { ok: false, reason: `Only a single read-only query may run here: ${reason}.` };
}
