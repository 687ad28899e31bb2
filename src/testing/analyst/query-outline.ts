import { lexSql, type SqlToken } from "../../sql/sql-lexer.js";

/** A query of one block, taken apart. Expressions are texts. */
export interface QueryOutline {
  readonly items: readonly { readonly expression: string; readonly alias?: string | undefined }[];
  readonly table: string;
  readonly tableAlias?: string | undefined;
  readonly joins: readonly { readonly table: string; readonly alias: string; readonly on: string }[];
  readonly conditions: readonly string[];
  readonly groupBy: readonly string[];
}

const clauses = ["SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT"];

/** The outline of a query of one block; undefined for anything with subqueries, common table expressions or windows. */
export function outlineOf(sql: string): QueryOutline | undefined {
  const lexing = lexSql(sql);
  if (!lexing.ok) return undefined;
  const tokens = lexing.tokens.filter(({ text }) => text !== ";");
  const words = tokens.map(({ value, kind }) => (kind === "word" ? value : ""));
  if (
    words.filter((word) => word === "SELECT").length !== 1 ||
    words[0] !== "SELECT" ||
    words.includes("OVER")
  )
    return undefined;
  const parts = new Map<string, readonly SqlToken[]>();
  for (const [index, word] of words.entries()) {
    if (!clauses.includes(word)) continue;
    const next = words.findIndex((later, at) => at > index && clauses.includes(later));
    parts.set(word, tokens.slice(index + 1, next === -1 ? undefined : next));
  }
  const from = splitAt(parts.get("FROM") ?? [], "JOIN");
  const [table, tableAlias] = tableOf(from[0] ?? []);
  if (table === "") return undefined;
  return {
    items: split(parts.get("SELECT") ?? [], ",").map(itemOf),
    table,
    tableAlias,
    joins: from.slice(1).map(joinOf),
    conditions: splitAt(parts.get("WHERE") ?? [], "AND")
      .filter((part) => part.length > 0)
      .map(textOf),
    groupBy: split((parts.get("GROUP") ?? []).slice(1), ",").map(textOf),
  };
}

/** Tokens as text, without blanks around dots and inside brackets. */
export function textOf(tokens: readonly SqlToken[]): string {
  return tokens
    .map(({ text }) => text)
    .join(" ")
    .replace(/ ?\. ?/g, ".")
    .replace(/(\w) \(/g, (_, letter: string) => `${letter}(`)
    .replace(/\( /g, "(")
    .replace(/ ([),])/g, "$1")
    .replace(/\b(AND|OR|IN|AS|BY|WHEN|THEN|ELSE|NOT)\(/g, "$1 (");
}

function itemOf(tokens: readonly SqlToken[]): QueryOutline["items"][number] {
  const as = tokens.findLastIndex(({ value, kind }) => kind === "word" && value === "AS");
  if (as === -1) return { expression: textOf(tokens) };
  return { expression: textOf(tokens.slice(0, as)), alias: textOf(tokens.slice(as + 1)).replaceAll("`", "") };
}

function tableOf(tokens: readonly SqlToken[]): readonly [string, string | undefined] {
  const end = tokens.findIndex((token, index) => index % 2 === 1 && token.text !== ".");
  const name = textOf(end === -1 ? tokens : tokens.slice(0, end)).replaceAll("`", "");
  const rest =
    end === -1
      ? []
      : tokens.slice(end).filter(({ value }) => !["AS", "LEFT", "INNER", "OUTER"].includes(value));
  return [name, rest[0]?.text];
}

function joinOf(tokens: readonly SqlToken[]): QueryOutline["joins"][number] {
  const on = tokens.findIndex(({ value, kind }) => kind === "word" && value === "ON");
  const [table, alias = ""] = tableOf(tokens.slice(0, on === -1 ? undefined : on));
  return {
    table,
    alias,
    on: textOf(
      on === -1 ? [] : tokens.slice(on + 1).filter(({ value }) => !["LEFT", "INNER"].includes(value)),
    ),
  };
}

function split(tokens: readonly SqlToken[], mark: string): readonly (readonly SqlToken[])[] {
  return splitWhere(tokens, ({ text }) => text === mark);
}

function splitAt(tokens: readonly SqlToken[], word: string): readonly (readonly SqlToken[])[] {
  return splitWhere(tokens, ({ value, kind }) => kind === "word" && value === word);
}

/** Splits at marks outside brackets. */
function splitWhere(
  tokens: readonly SqlToken[],
  isMark: (token: SqlToken) => boolean,
): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && isMark(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.length === 1 && parts[0]?.length === 0 ? [] : parts;
}
