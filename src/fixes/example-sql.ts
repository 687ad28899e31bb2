import type { SpaceDocument } from "../space/space-document.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import { lexSql, type SqlToken } from "../sql/sql-lexer.js";
import type { FixProblem } from "./fix-type.js";

export interface DeclaredParameter {
  readonly name: string;
}

/** What is wrong with the SQL of an example: not one query that reads, unknown tables, parameters that do not match. */
export function checkExampleSql(
  sql: string,
  parameters: readonly DeclaredParameter[],
  document: SpaceDocument,
): readonly FixProblem[] {
  const checked = checkReadOnlySql(sql);
  if (!checked.ok) return [{ path: "params.sql", message: checked.reason }];
  const lexing = lexSql(sql);
  if (!lexing.ok) return [{ path: "params.sql", message: lexing.reason }];
  return [...checkTables(lexing.tokens, document), ...checkParameters(lexing.tokens, parameters)];
}

/** Names after FROM and JOIN must be tables of the space, or defined in the statement itself. */
function checkTables(tokens: readonly SqlToken[], document: SpaceDocument): readonly FixProblem[] {
  const known = new Set(document.sources.map(({ identifier }) => identifier.toLowerCase()));
  const foreign = tableNames(tokens).filter((name) => name.includes(".") && !known.has(name.toLowerCase()));
  return [...new Set(foreign)].map((name) => ({
    path: "params.sql",
    message: `the space has no table ${name}`,
  }));
}

/** Dotted names after FROM and JOIN. A name of one part may be a common table expression and is left out. */
function tableNames(tokens: readonly SqlToken[]): readonly string[] {
  return tokens.flatMap(({ kind, text }, index) => {
    if (kind !== "word" || !/^(FROM|JOIN)$/i.test(text)) return [];
    const parts: string[] = [];
    for (let at = index + 1; ; at += 2) {
      const part = tokens[at];
      if (!part || (part.kind !== "word" && part.kind !== "quoted")) break;
      parts.push(part.kind === "quoted" ? part.text.slice(1, -1).replaceAll("``", "`") : part.text);
      if (tokens[at + 1]?.text !== ".") break;
    }
    return parts.length > 1 ? [parts.join(".")] : [];
  });
}

function checkParameters(
  tokens: readonly SqlToken[],
  parameters: readonly DeclaredParameter[],
): readonly FixProblem[] {
  const used = new Set(
    tokens.flatMap(({ kind, text }) => (kind === "parameter" && text.startsWith(":") ? [text.slice(1)] : [])),
  );
  const declared = new Set(parameters.map(({ name }) => name));
  const undeclared = [...used].filter((name) => !declared.has(name));
  const unused = [...declared].filter((name) => !used.has(name));
  return [
    ...undeclared.map((name) => ({
      path: "params.parameters",
      message: `:${name} stands in the SQL but is not declared`,
    })),
    ...unused.map((name) => ({
      path: "params.parameters",
      message: `"${name}" is declared but :${name} does not stand in the SQL`,
    })),
    ...(declared.size < parameters.length
      ? [{ path: "params.parameters", message: "a name is declared twice" }]
      : []),
  ];
}
