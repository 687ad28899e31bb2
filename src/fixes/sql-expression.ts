import type { SpaceDocument } from "../space/space-document.js";
import { lexSql, type SqlToken } from "../sql/sql-lexer.js";
import type { FixProblem } from "./fix-problem.js";
import { checkStatement } from "./fix-statement.js";

/** An expression of SQL inside a fix. */
export interface FixExpression {
  /** Member of the fix in which it stands, such as `params.sql`. */
  readonly path: string;
  readonly sql: string;
}

/** Words that begin a clause and so end an expression. */
const clauses = new Set([
  "SELECT",
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "JOIN",
  "AS",
]);

/**
 * What is wrong with a text that must be one expression: put between parentheses it may neither close them nor
 * add anything behind, read other tables than the space's, or hide a part of itself in a comment.
 */
export function checkExpression(
  { path, sql }: FixExpression,
  document: SpaceDocument,
): readonly FixProblem[] {
  const lexing = lexSql(sql);
  const reason = lexing.ok ? (refuseText(sql, lexing.sql) ?? refuseTokens(lexing.tokens)) : lexing.reason;
  if (reason !== undefined) return [{ path, message: `it is not one expression: ${reason}` }];
  return checkStatement({ path, sql: `SELECT (${sql})` }, document);
}

function refuseText(sql: string, read: string): string | undefined {
  if (sql.trim() === "") return "it is empty";
  return read === sql ? undefined : "it holds a comment or an unusual blank";
}

function refuseTokens(tokens: readonly SqlToken[]): string | undefined {
  let depth = 0;
  for (const [at, { kind, text, value }] of tokens.entries()) {
    const [before, last] = [tokens[at - 2]?.value, tokens[at - 1]];
    if (kind === "parameter") return `${text} would have no value`;
    // Behind a dot stands a column, and `IS [NOT] DISTINCT FROM` compares.
    const isInside =
      last?.text === "." || (last?.value === "DISTINCT" && (before === "IS" || before === "NOT"));
    if (kind === "word" && depth === 0 && !isInside && clauses.has(value))
      return `${text} begins something else`;
    if (kind !== "symbol") continue;
    if (text === "(" || text === "[") depth += 1;
    if (text === ")" || text === "]") depth -= 1;
    if (depth < 0) return `"${text}" closes what it did not open`;
    if (text === ";") return "it holds a semicolon";
    if (text === "," && depth === 0) return "a comma stands between two expressions";
  }
  return depth > 0 ? "a parenthesis is not closed" : undefined;
}
