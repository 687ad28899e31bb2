import { isStopWord, stem } from "./stemmer.js";

/** A word, number, date or quoted text of a question. */
export interface Token {
  readonly text: string;
  readonly stem: string;
  readonly kind: "word" | "number" | "date" | "quoted" | "mark";
  /** Starts with a capital letter and is not the first word. */
  readonly isProper: boolean;
  readonly isStop: boolean;
  /** Stems of a phrase that a document names as one, such as "average order value". */
  readonly parts?: readonly string[] | undefined;
}

const pattern =
  /(?<date>\d{4}-\d{2}-\d{2})|(?<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\p{L}\d])|(?<quoted>"[^"]+"|“[^”]+”|(?<!\p{L})'[^']+'(?!\p{L}))|(?<word>[\p{L}_][\p{L}\p{N}_]*(?:['’]\p{L}+)?)|(?<mark>[,;?!:.])/gu;

/** Splits a question into tokens. Hyphens separate words; numbers lose their thousands separators. */
export function tokenize(question: string): Token[] {
  const tokens: Token[] = [];
  for (const match of question.matchAll(pattern)) {
    const groups = match.groups ?? {};
    const raw = match[0];
    const isFirst = tokens.length === 0;
    if (groups.date !== undefined) tokens.push(token(raw, "date"));
    else if (groups.number !== undefined) tokens.push(token(raw.replaceAll(",", ""), "number"));
    else if (groups.quoted !== undefined) tokens.push(token(raw.slice(1, -1), "quoted", true));
    else if (groups.mark !== undefined) tokens.push(token(raw, "mark"));
    else tokens.push(token(raw, "word", !isFirst && /^\p{Lu}/u.test(raw)));
  }
  return tokens;
}

/** Joins neighbouring tokens that together say one of `phrases` (stems in order), the longest first. */
export function mergePhrases(tokens: readonly Token[], phrases: readonly (readonly string[])[]): Token[] {
  const longestFirst = phrases.filter((phrase) => phrase.length > 1).sort((a, b) => b.length - a.length);
  const merged: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const phrase = longestFirst.find((parts) =>
      parts.every((part, offset) => tokens[at + offset]?.stem === part),
    );
    const first = tokens[at];
    if (first === undefined) break;
    if (phrase === undefined) {
      merged.push(first);
      at += 1;
      continue;
    }
    const text = tokens
      .slice(at, at + phrase.length)
      .map((part) => part.text)
      .join(" ");
    merged.push({
      ...first,
      text,
      stem: phrase.join(" "),
      kind: "word",
      isProper: false,
      isStop: false,
      parts: phrase,
    });
    at += phrase.length;
  }
  return merged;
}

/** Stems of a token: those of its phrase, or its own. */
export function partsOf(token: Token | undefined): readonly string[] {
  return token === undefined ? [] : (token.parts ?? [token.stem]);
}

function token(text: string, kind: Token["kind"], isProper = false): Token {
  return {
    text,
    stem: stem(text),
    kind,
    isProper,
    isStop: kind === "mark" || (kind === "word" && isStopWord(text)),
  };
}
