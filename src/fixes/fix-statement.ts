import type { SpaceDocument } from "../space/space-document.js";
import { plainName } from "../space/three-part-name.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import type { SqlParameter } from "../sql/sql-client.js";
import { lexSql } from "../sql/sql-lexer.js";
import type { FixProblem } from "./fix-problem.js";
import { tablesRead } from "./statement-tables.js";

/** A query that a fix brings along, or into which its expressions were put to be compiled. */
export interface FixStatement {
  /** Member of the fix that it stands for, such as `params.sql`. */
  readonly path: string;
  readonly sql: string;
  /** Values for its `:name` markers: the declared defaults. */
  readonly parameters?: readonly SqlParameter[] | undefined;
}

/** What is wrong with a statement: more than one query that reads, or of tables that the space does not have. */
export function checkStatement({ path, sql }: FixStatement, document: SpaceDocument): readonly FixProblem[] {
  const checked = checkReadOnlySql(sql);
  if (!checked.ok) return [{ path, message: checked.reason }];
  const lexing = lexSql(sql);
  if (!lexing.ok) return [{ path, message: lexing.reason }];
  const isComputed = lexing.tokens.some(
    ({ value, kind }, at) => kind === "word" && value === "IDENTIFIER" && lexing.tokens[at + 1]?.text === "(",
  );
  if (isComputed) return [{ path, message: "names must be written out, not computed by IDENTIFIER()" }];
  const known = new Set(document.sources.map(({ identifier }) => plainName(identifier).toLowerCase()));
  const foreign = tablesRead(lexing.tokens).filter(({ name }) => !known.has(name.toLowerCase()));
  return [...new Set(foreign.map(({ name }) => name))].map((name) => ({
    path,
    message: `the space has no table ${name}${name.split(".").length < 3 ? "; write names in full, as catalog.schema.table" : ""}`,
  }));
}

/** The tables of the space that a statement reads; none where it cannot be read itself. */
export function sourcesOf(sql: string, document: SpaceDocument): readonly string[] {
  const lexing = lexSql(sql);
  if (!lexing.ok) return [];
  const names = new Set(tablesRead(lexing.tokens).map(({ name }) => name.toLowerCase()));
  return document.sources
    .map(({ identifier }) => identifier)
    .filter((identifier) => names.has(plainName(identifier).toLowerCase()));
}
