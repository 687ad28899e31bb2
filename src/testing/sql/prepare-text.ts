import { quoteTableName } from "../../sql/identifier.js";
import { lexSql, type SqlToken } from "../../sql/sql-lexer.js";
import type { EngineParameter } from "../workspace/ports.js";
import { parseFailure, unboundParameter, unsupported } from "./failures.js";
import { rewritePipes } from "./pipe-syntax.js";
import { unescapeString } from "./string-literals.js";

/** A statement made ready for the parser. */
export interface PreparedText {
  readonly text: string;
  /** Literals that stand in the text as `'⟦n⟧'`, because the parser reads their escapes otherwise than Spark does. */
  readonly strings: readonly string[];
}

/** Before a call's name, these show that no function is called. */
const NO_CALL_AFTER = new Set(["AS", "TABLE", "INTO", "UPDATE"]);
/** Before the word TABLE, these show that a query begins with it. */
const QUERY_AFTER = new Set(["(", "UNION", "INTERSECT", "EXCEPT", "MINUS", "ALL", "DISTINCT"]);
const COMPARISONS = new Set(["=", "==", "<", ">", "<=", ">=", "<>", "!=", "<=>", "LIKE", "ILIKE", "RLIKE"]);

/**
 * Marks every call of a known function with a prefix, so that the parser reads all calls alike instead of giving
 * some a shape and a meaning of their own, and repairs spellings that the parser does not know.
 * @throws SqlEngineError when the text cannot be split into tokens.
 */
export function prepareText(
  sql: string,
  isFunction: (name: string) => boolean,
  parameters: readonly EngineParameter[] = [],
): PreparedText {
  const lexed = lexSql(sql);
  if (!lexed.ok) throw parseFailure(lexed.reason);
  const trimmed = [...lexed.tokens];
  while (trimmed.at(-1)?.text === ";") trimmed.pop();
  if (trimmed.length === 0) throw parseFailure("the statement is empty");
  const tokens = rewritePipes(foldIdentifiers(foldFractions(trimmed), parameters));
  const strings: string[] = [];
  const keep = (value: string): string => `'⟦${strings.push(value) - 1}⟧'`;
  const pieces: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const next = tokens[at + 1];
    if (token.value === "TIMESTAMP_NTZ" && next?.kind === "string") {
      pieces.push(`dbx_to_timestamp_ntz(${repairedText(tokens, at + 1, next, isFunction, keep)})`, "");
      at += 1;
      continue;
    }
    pieces.push(repairedText(tokens, at, token, isFunction, keep));
  }
  return { text: joinTokens(tokens, pieces), strings };
}

/** The text that a literal of the prepared statement stands for. */
export function restoreString(value: string, strings: readonly string[]): string {
  const index = /^⟦(\d+)⟧$/.exec(value)?.[1];
  return index === undefined ? value : (strings[Number(index)] ?? value);
}

function repairedText(
  tokens: readonly SqlToken[],
  at: number,
  token: SqlToken,
  isFunction: (name: string) => boolean,
  keep: (value: string) => string,
): string {
  const next = tokens[at + 1];
  const previous = tokens[at - 1];
  if (token.kind === "string") {
    // Text that looks like a mark is kept too, or it would be taken for one.
    const isPlain = !/[\\⟦]/.test(token.text) && token.text.startsWith("'");
    return isPlain ? token.text : keep(unescapeString(token.text));
  }
  // `count(ALL x)` says no more than `count(x)`.
  if (token.value === "ALL" && previous?.text === "(" && next !== undefined && next.text !== ")") return "";
  if (token.kind === "number") return numberText(token.text);
  if (token.text === "!" && next?.text !== "=") return "NOT";
  if (token.text === "==") return "=";
  if (token.kind !== "word") return token.text;
  if (isForeignToStar(tokens, at, token)) throw parseFailure(`Syntax error at or near '${token.text}'`);
  if (isTableQuery(tokens, at, token)) return "SELECT * FROM";
  if (token.value === "TIMESTAMP_LTZ" && next?.kind === "string") return "TIMESTAMP";
  if (previous?.kind === "symbol" && previous.text === ")" && isReservedAlias(token, next))
    return `\`${token.text}\``;
  // Another prefix, so that the one which marks known functions stands for nothing in a statement.
  if (next?.text === "(" && /^dbx_/i.test(token.text)) return `dbx_${token.text}`;
  if (next?.text !== "(" || !isFunction(token.text.toLowerCase()))
    return quotedWhenReserved(token, previous, next);
  return isCall(tokens, at, token, previous) ? `dbx_${token.text}` : token.text;
}

/** Whether `TABLE t` stands for `SELECT * FROM t`. */
function isTableQuery(tokens: readonly SqlToken[], at: number, token: SqlToken): boolean {
  const next = tokens[at + 1];
  if (token.value !== "TABLE" || (next?.kind !== "word" && next?.kind !== "quoted")) return false;
  const previous = tokens[at - 1];
  if (previous === undefined || QUERY_AFTER.has(previous.value)) return true;
  return previous.text === ")" && tokens[0]?.value === "WITH";
}

/** What other databases allow behind the star of a select list, and Databricks does not: it has EXCEPT alone. */
function isForeignToStar(tokens: readonly SqlToken[], at: number, token: SqlToken): boolean {
  if (!["EXCLUDE", "REPLACE", "RENAME"].includes(token.value) || tokens[at - 1]?.text !== "*") return false;
  const before = tokens[at - 2];
  return (
    before?.text === "," || before?.text === "." || before?.value === "SELECT" || before?.value === "DISTINCT"
  );
}

const NUMBER_SUFFIXES: Readonly<Record<string, string>> = {
  L: "BIGINT",
  S: "SMALLINT",
  Y: "TINYINT",
  D: "DOUBLE",
  F: "FLOAT",
};

/** A number without the letters by which Databricks gives it a type. */
function numberText(text: string): string {
  const [, digits = "", suffix = ""] = /^([\d.]+(?:[eE][+-]?\d+)?)(BD|[LSYDF])$/i.exec(text) ?? [];
  if (digits === "") return text;
  if (suffix.toUpperCase() !== "BD")
    return `CAST((${digits}) AS ${NUMBER_SUFFIXES[suffix.toUpperCase()] ?? ""})`;
  return digits.includes(".") ? digits : `${digits}.`;
}

/** Words that the parser takes for syntax where Databricks takes them for a name. */
const PARSER_WORDS = new Set(["TOP", "AT"]);

function isReservedAlias(token: SqlToken, next: SqlToken | undefined): boolean {
  return PARSER_WORDS.has(token.value) && next?.kind !== "number";
}

/** Words that Databricks allows as names wherever they stand, and the parser does not. */
function quotedWhenReserved(
  token: SqlToken,
  previous: SqlToken | undefined,
  next: SqlToken | undefined,
): string {
  const isName =
    token.value === "TOP" ||
    (token.value === "PERCENT" && previous?.kind !== "number") ||
    (token.value === "AT" && (next?.text === "." || previous?.text === "." || previous?.value === "AS")) ||
    (["DATE", "TIMESTAMP"].includes(token.value) && next?.text === ".");
  return isName ? `\`${token.text}\`` : token.text;
}

function isCall(
  tokens: readonly SqlToken[],
  at: number,
  token: SqlToken,
  previous: SqlToken | undefined,
): boolean {
  if (previous !== undefined) {
    if (previous.text === "." || previous.text === "::" || previous.kind === "quoted") return false;
    if (previous.kind === "word" && NO_CALL_AFTER.has(previous.value)) return false;
  }
  const first = tokens[at + 2];
  const word = token.value;
  const isQuery = first?.value === "SELECT" || first?.value === "WITH";
  if (isQuery && (word === "EXISTS" || word === "ANY" || word === "SOME")) return false;
  if ((word === "ANY" || word === "SOME") && previous !== undefined && COMPARISONS.has(previous.value))
    return false;
  if (word === "FILTER" && first?.value === "WHERE") return false;
  if (word === "STRUCT" || word === "EXTRACT") return false;
  const close = closingParenthesis(tokens, at + 1);
  if (tokens[close + 1]?.value === "AS" && tokens[close + 2]?.text === "(" && isCteStart(previous))
    return false;
  return !hasKeywordArguments(tokens, at + 1, close, word);
}

const isCteStart = (previous: SqlToken | undefined) =>
  previous?.value === "WITH" || previous?.value === "RECURSIVE" || previous?.text === ",";

/** Whether a call is written with words between its arguments, such as `substring(a FROM 2 FOR 3)`. */
function hasKeywordArguments(
  tokens: readonly SqlToken[],
  open: number,
  close: number,
  word: string,
): boolean {
  let depth = 0;
  for (let at = open; at < close; at += 1) {
    const token = tokens[at];
    if (token?.text === "(" || token?.text === "[") depth += 1;
    else if (token?.text === ")" || token?.text === "]") depth -= 1;
    else if (depth === 1 && token?.kind === "word") {
      if (["FROM", "PLACING", "BOTH", "LEADING", "TRAILING"].includes(token.value)) return true;
      if (word === "POSITION" && token.value === "IN") return true;
    }
  }
  return false;
}

export function closingParenthesis(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") depth += 1;
    else if (tokens[at]?.text === ")") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  throw parseFailure("a parenthesis is not closed");
}

/** Makes `.5` one number, which the parser wants to begin with a digit. */
function foldFractions(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const folded: SqlToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token === undefined) break;
    const isFraction = next?.kind === "number" && /^\d+(e[+-]?\d+)?(BD|[DF])?$/i.test(next.text);
    if (token.text !== "." || !isFraction || tokens[at - 1]?.kind === "number") {
      folded.push(token);
      continue;
    }
    folded.push({ ...next, text: `0.${next.text}`, value: `0.${next.value}` });
    at += 1;
  }
  return folded;
}

/** Replaces `IDENTIFIER('a.b.c')` by the name it gives. */
function foldIdentifiers(
  tokens: readonly SqlToken[],
  parameters: readonly EngineParameter[],
): readonly SqlToken[] {
  const folded: SqlToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.value !== "IDENTIFIER" || tokens[at + 1]?.text !== "(") {
      folded.push(token);
      continue;
    }
    const close = closingParenthesis(tokens, at + 1);
    const name = tokens
      .slice(at + 2, close)
      .filter((part) => part.text !== "||")
      .map((part) => constantText(part, parameters))
      .join("");
    const text = quoteTableName(name);
    folded.push({ kind: "quoted", text, value: name });
    at = close;
  }
  return folded;
}

function constantText(token: SqlToken, parameters: readonly EngineParameter[]): string {
  if (token.kind === "string") return unescapeString(token.text);
  if (token.kind !== "parameter") throw unsupported("IDENTIFIER() over anything but literals and parameters");
  const name = token.text.slice(1);
  const parameter = parameters.find((candidate) => candidate.name === name);
  if (parameter?.value === null || parameter === undefined) throw unboundParameter(name);
  return parameter.value;
}

/** Blanks go between words, never around a dot or a colon, where the parser minds them. */
function joinTokens(tokens: readonly SqlToken[], pieces: readonly string[]): string {
  let text = "";
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const previous = tokens[at - 1];
    const piece = pieces[at] ?? "";
    const isTight =
      at === 0 ||
      token?.text === "." ||
      previous?.text === "." ||
      token?.text === ":" ||
      previous?.text === ":";
    const isHexadecimal = token?.kind === "string" && previous?.value === "X";
    text += isTight || isHexadecimal ? piece : ` ${piece}`;
  }
  return text;
}
