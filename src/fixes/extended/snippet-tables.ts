import type { SpaceDocument } from "../../space/space-document.js";
import { shortName } from "../../space/three-part-name.js";
import { quoteTableName } from "../../sql/identifier.js";
import { lexSql } from "../../sql/sql-lexer.js";
import { checkTableName } from "../fix-checks.js";
import type { FixProblem } from "../fix-problem.js";
import type { FixStatement } from "../fix-statement.js";
import { checkExpression } from "../sql-expression.js";

/** The tables of the space by whose names an expression qualifies its columns: `orders.amount`. */
export function tablesQualifying(sql: string, document: SpaceDocument): readonly string[] {
  const lexing = lexSql(sql);
  if (!lexing.ok) return [];
  const { tokens } = lexing;
  const qualifiers = new Set<string>();
  for (const [index, { kind, text, value }] of tokens.entries()) {
    const isName = kind === "word" || kind === "quoted";
    if (isName && tokens[index + 1]?.text === ".")
      qualifiers.add((kind === "quoted" ? value : text).toLowerCase());
  }
  return document.sources
    .map(({ identifier }) => identifier)
    .filter((identifier) => qualifiers.has(shortName(identifier).toLowerCase()));
}

/** An expression of the tables that the space has, columns with their tables' names before them. */
export function checkSnippetSql(sql: string, document: SpaceDocument): readonly FixProblem[] {
  const problems = checkExpression({ path: "params.sql", sql }, document);
  const tables = tablesQualifying(sql, document);
  if (problems.length > 0 || tables.length > 0)
    return [...problems, ...tables.flatMap((table) => checkTableName(table, "params.sql"))];
  const message = "no column stands behind the name of a table of the space; write orders.amount, not amount";
  return [{ path: "params.sql", message }];
}

/** A query that the warehouse compiles only if the expression can be used as what it is meant for. */
export function snippetStatement(
  sql: string,
  use: "filter" | "expression" | "measure",
  document: SpaceDocument,
): readonly FixStatement[] {
  const tables = tablesQualifying(sql, document);
  if (tables.length === 0) return [];
  const from = tables.map(quoteTableName).join(" CROSS JOIN ");
  const query = {
    filter: `SELECT 1 FROM ${from} WHERE (${sql})`,
    // An aggregate is refused where rows are chosen.
    expression: `SELECT 1 FROM ${from} WHERE (${sql}) IS NOT NULL`,
    measure: `SELECT (${sql}) AS measure FROM ${from}`,
  }[use];
  return [{ path: "params.sql", sql: query }];
}
