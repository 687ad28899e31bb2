/**
 * What a stretch of SQL text is. `string` covers every literal in quotes, with its prefix (`r'..'`, `X'..'` is a
 * word followed by a string); `quoted` is an identifier in backticks; `parameter` is `:name`.
 */
export type SqlTokenKind = "word" | "number" | "string" | "quoted" | "parameter" | "symbol";

export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** The text exactly as written, quotes included. */
  readonly text: string;
  /** The upper-cased text of a word, the unescaped name of a quoted identifier, otherwise `text`. */
  readonly value: string;
}

/** Tokens without comments and hints, or why the text cannot be read with certainty. */
export type SqlLexing =
  | { readonly ok: true; readonly tokens: readonly SqlToken[]; readonly sql: string }
  | { readonly ok: false; readonly reason: string };

const TWO_CHARACTER_SYMBOLS = new Set([
  "::",
  "<=",
  ">=",
  "<>",
  "!=",
  "==",
  "||",
  "->",
  "=>",
  "|>",
  "<<",
  ">>",
]);
const ONE_CHARACTER_SYMBOLS = "()[],.+-*/%&|^~=<>!:;?@";
/** Blanks beyond ASCII that Spark's lexer accepts or that editors leave behind. */
const UNICODE_BLANK = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const UNICODE_WORD = /[\p{L}\p{N}\p{M}_]/u;

/**
 * Splits Databricks SQL into tokens, following the lexer grammar of Apache Spark 4 (`SqlBaseLexer.g4`). Fails closed:
 * anything that two lexers could read differently is refused instead of guessed at. On success `sql` is the text
 * without comments, hints and unusual blanks; literals and quoted identifiers stay as they were.
 */
export function lexSql(text: string): SqlLexing {
  const tokens: SqlToken[] = [];
  const pieces: string[] = [];
  const refuse = (reason: string): SqlLexing => ({ ok: false, reason });
  const end = text.length;
  let at = 0;
  let copiedTo = 0;
  const replaceByBlank = (from: number, to: number, blank: string) => {
    pieces.push(text.slice(copiedTo, from), blank);
    copiedTo = to;
  };

  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 9 || code === 12 || code === 11) {
      at += 1;
      continue;
    }
    if (code === 13) {
      if (text.charCodeAt(at + 1) !== 10) return refuse("it contains a carriage return without a line feed");
      at += 2;
      continue;
    }
    if (code === 0) return refuse("it contains a NUL character");

    if (code === 45 && text.charCodeAt(at + 1) === 45) {
      const to = endOfLineComment(text, at);
      if (to < 0) return refuse("a line comment ends in a backslash or a carriage return");
      replaceByBlank(at, to, " ");
      at = to;
      continue;
    }
    if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const close = text.indexOf("*/", at + 2);
      if (close < 0) return refuse("a comment is not closed");
      const nested = text.indexOf("/*", at + 2);
      if (nested >= 0 && nested <= close) return refuse("a comment contains another comment");
      replaceByBlank(at, close + 2, " ");
      at = close + 2;
      continue;
    }

    const from = at;
    if (isWordCode(code)) {
      at += 1;
      while (at < end && isWordCode(text.charCodeAt(at))) at += 1;
      if (at < end && text.charCodeAt(at) > 127) at = endOfUnicodeWord(text, at);
      const isDigit = code >= 48 && code <= 57;
      const quote = text.charCodeAt(at);
      if (at - from === 1 && (code === 82 || code === 114) && (quote === 39 || quote === 34)) {
        const close = text.indexOf(text.charAt(at), at + 1);
        if (close < 0) return refuse("a string literal is not closed");
        at = close + 1;
        tokens.push(token("string", text.slice(from, at)));
        continue;
      }
      if (isDigit) {
        at = endOfNumber(text, from, at);
        const next = text.charCodeAt(at);
        if (next === 39 || next === 34) return refuse("a number touches a string literal");
        tokens.push(token("number", text.slice(from, at)));
        continue;
      }
      const word = text.slice(from, at);
      tokens.push({ kind: "word", text: word, value: word.toUpperCase() });
      continue;
    }
    if (code === 39 || code === 34) {
      at = endOfString(text, at, code);
      if (at < 0) return refuse("a string literal is not closed, or escapes a double quote by a backslash");
      tokens.push(token("string", text.slice(from, at)));
      continue;
    }
    if (code === 96) {
      at = endOfQuoted(text, at);
      if (at < 0) return refuse("a quoted identifier is not closed");
      const quoted = text.slice(from, at);
      tokens.push({ kind: "quoted", text: quoted, value: quoted.slice(1, -1).replaceAll("``", "`") });
      continue;
    }
    if (code > 127) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? code);
      if (UNICODE_BLANK.test(character)) {
        at += character.length;
        replaceByBlank(from, at, " ");
        continue;
      }
      if (!UNICODE_WORD.test(character))
        return refuse(`it contains the character ${nameOf(character)} outside quotes`);
      at = endOfUnicodeWord(text, at);
      const word = text.slice(from, at);
      tokens.push({ kind: "word", text: word, value: word.toUpperCase() });
      continue;
    }
    if (text.startsWith("<=>", at)) {
      at += 3;
      tokens.push(token("symbol", "<=>"));
      continue;
    }
    const pair = text.slice(at, at + 2);
    if (code === 58 && isParameterStart(text, at, tokens)) {
      at += 1;
      while (at < end && isWordCode(text.charCodeAt(at))) at += 1;
      tokens.push(token("parameter", text.slice(from, at)));
      continue;
    }
    if (TWO_CHARACTER_SYMBOLS.has(pair)) {
      at += 2;
      tokens.push(token("symbol", pair));
      continue;
    }
    const character = text.charAt(at);
    if (!ONE_CHARACTER_SYMBOLS.includes(character)) {
      return refuse(`it contains the character ${nameOf(character)} outside quotes`);
    }
    at += 1;
    tokens.push(token("symbol", character));
  }
  pieces.push(text.slice(copiedTo));
  return { ok: true, tokens, sql: pieces.join("").trim() };
}

function token(kind: SqlTokenKind, text: string): SqlToken {
  return { kind, text, value: text };
}

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

/** Where a `--` comment ends (before its line feed), or -1 when lexers disagree about its end. */
function endOfLineComment(text: string, from: number): number {
  const lineFeed = text.indexOf("\n", from);
  const to = lineFeed < 0 ? text.length : lineFeed;
  const comment = text.slice(from, to);
  const body = comment.endsWith("\r") && lineFeed >= 0 ? comment.slice(0, -1) : comment;
  return body.endsWith("\\") || body.includes("\r") || body.includes("\0") ? -1 : to;
}

/**
 * Strings escape with a backslash; a doubled quote goes on as one literal or as two adjacent ones, alike for us. -1
 * when the end is not certain: in a session that reads double quotes as names, a backslash escapes none of them.
 */
function endOfString(text: string, from: number, quote: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) {
      at += 1;
      if (quote === 34 && text.charCodeAt(at) === 34) return -1;
    } else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1;
      at += 1;
    } else if (code === 0) return -1;
  }
  return -1;
}

function endOfQuoted(text: string, from: number): number {
  let at = text.indexOf("`", from + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === 96) at = text.indexOf("`", at + 2);
  return at < 0 ? -1 : at + 1;
}

/** Numbers take every letter and digit that touches them, so that a raw-string prefix cannot hide behind one. */
function endOfNumber(text: string, from: number, wordEnd: number): number {
  let at = wordEnd;
  if (text.charCodeAt(at) === 46 && isWordCode(text.charCodeAt(at + 1))) {
    at += 1;
    while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
  }
  const sign = text.charCodeAt(at);
  const isExponent = /^[\d.]+[eE]$/.test(text.slice(from, at));
  if (isExponent && (sign === 43 || sign === 45) && isDigitCode(text.charCodeAt(at + 1))) {
    at += 1;
    while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
  }
  return at;
}

function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}

function endOfUnicodeWord(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (!UNICODE_WORD.test(character)) break;
    at += character.length;
  }
  return at;
}

/** A colon opens a parameter unless it follows a value, where it opens a JSON path (`payload:page`). */
function isParameterStart(text: string, at: number, tokens: readonly SqlToken[]): boolean {
  const next = text.charCodeAt(at + 1);
  if (!isWordCode(next) || isDigitCode(next)) return false;
  const before = at > 0 ? text.charCodeAt(at - 1) : 32;
  const touchesValue = isWordCode(before) || before === 41 || before === 93 || before === 96 || before > 127;
  if (touchesValue) return false;
  const previous = tokens.at(-1);
  return !(previous?.kind === "symbol" && previous.text === "::" && before === 58);
}

function nameOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${hex}`;
}
