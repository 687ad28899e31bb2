import { fieldNames } from "./field-names.js";
import { revealsNames } from "./name-revealing.js";
import { lexSql, type SqlToken } from "./sql-lexer.js";
import { joinTokens } from "./token-spacing.js";

export { type OrderAndLimit, topLevelOrderAndLimit } from "./order-and-limit.js";

const SAME_MEANING: ReadonlyMap<string, string> = new Map([
  ["!=", "<>"],
  ["==", "="],
]);

/**
 * One spelling for SQL that differs only in blanks, comments, hints, the case of keywords and unquoted names, and
 * trailing semicolons. Literals and quoted identifiers stay as written. Two texts with the same normal form mean the
 * same; two with different forms may still do so. Text that cannot be read comes back unchanged, but trimmed.
 */
export function normalizeSql(sql: string): string {
  const lexing = lexSql(sql);
  if (!lexing.ok) return sql.trim();
  let end = lexing.tokens.length;
  while (end > 0 && lexing.tokens[end - 1]?.text === ";") end -= 1;
  const tokens = lexing.tokens.slice(0, end);
  const foldsNames = !revealsNames(tokens);
  const pathNames = jsonPathNames(tokens);
  const fields = fieldNames(tokens);
  return joinTokens(tokens, (token) =>
    spelling(token, foldsNames && !pathNames.has(token) && !fields.has(token)),
  );
}

function spelling(token: SqlToken, folds: boolean): string {
  if (token.kind === "symbol") return SAME_MEANING.get(token.text) ?? token.text;
  if (token.kind === "word" && folds) return token.text.toLowerCase();
  return token.text;
}

/** Field names in `payload:Page.Item[0]`, which are matched with their case in a VARIANT. */
function jsonPathNames(tokens: readonly SqlToken[]): ReadonlySet<SqlToken> {
  const names = new Set<SqlToken>();
  let isInside = false;
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    if (token.kind === "symbol") {
      isInside = token.text === ":" || (isInside && [".", "[", "]"].includes(token.text));
    } else {
      isInside &&= previous?.kind === "symbol" && previous.text !== "]";
      if (isInside) names.add(token);
    }
  }
  return names;
}
