import { lexSql } from "../sql/sql-lexer.js";

/** A token as the facts need it: names without quotes and in lower case, literals as written. */
export interface SqlWord {
  readonly text: string;
  /** Whether it can name something: a word that is no keyword of ours, or a quoted name. */
  readonly isName: boolean;
  readonly isQuoted: boolean;
  /** Parentheses around it. */
  readonly depth: number;
  /** Whether the innermost parentheses hold a query: a FROM in `EXTRACT(YEAR FROM d)` reads nothing. */
  readonly isInQuery: boolean;
}

const keywords = new Set(
  (
    "select from where group having order limit offset qualify union except intersect minus window by as on using and " +
    "or not in is null between like rlike ilike case when then else end asc desc nulls first last distinct join left " +
    "right inner outer full cross semi anti natural all any exists with recursive date timestamp interval true false " +
    "over partition rows range unbounded preceding following current row filter within lateral view values tablesample " +
    "pivot unpivot cast fetch next only"
  ).split(" "),
);
const queryStarts = new Set(["select", "with", "from", "values", "table"]);
const clauseEnds = new Set(
  "select from where group having order limit offset qualify union except intersect minus window on using join left right inner full cross natural lateral fetch".split(
    " ",
  ),
);

/** The words of a statement; undefined when it cannot be read. */
export function sqlWords(sql: string): readonly SqlWord[] | undefined {
  const lexing = lexSql(sql);
  if (!lexing.ok) return undefined;
  const words: SqlWord[] = [];
  const isQuery: boolean[] = [];
  for (const [index, { kind, text, value }] of lexing.tokens.entries()) {
    const isQuoted = kind === "quoted";
    const plain = isQuoted ? value.toLowerCase() : kind === "word" ? text.toLowerCase() : text;
    if (plain === ")" && !isQuoted) isQuery.pop();
    words.push({
      text: plain,
      isName: isQuoted || (kind === "word" && !keywords.has(plain)),
      isQuoted,
      depth: isQuery.length,
      isInQuery: isQuery.at(-1) ?? true,
    });
    if (plain === "(" && !isQuoted)
      isQuery.push(queryStarts.has(lexing.tokens[index + 1]?.value.toLowerCase() ?? ""));
  }
  return words;
}

/** Whether a word is this keyword, and not a quoted name. */
export function isKeyword(word: SqlWord | undefined, text: string): boolean {
  return word?.text === text && !word.isQuoted;
}

/** The words from `start` to the end of their clause, which is the next clause or the closing parenthesis. */
export function clauseFrom(words: readonly SqlWord[], start: number): readonly SqlWord[] {
  const depth = words[start]?.depth ?? 0;
  let end = start;
  for (; end < words.length; end += 1) {
    const word = words[end];
    if (!word || word.depth < depth) break;
    if (word.depth === depth && !word.isQuoted && (clauseEnds.has(word.text) || word.text === ";")) {
      // LEFT and RIGHT are functions as well.
      if (words[end + 1]?.text !== "(" || !["left", "right"].includes(word.text)) break;
    }
  }
  return words.slice(start, end);
}

/** Words as one text, without the qualifiers of names: `o.amount` and `amount` are the same. */
export function plainText(words: readonly SqlWord[]): string {
  return words
    .filter((word, index) => word.text !== "." && words[index + 1]?.text !== ".")
    .map(({ text }) => text)
    .join(" ")
    .replace(/\b(?:date|timestamp) (?=')/g, "")
    .replace(/\bdate_trunc \( '\w+'/g, (call) => call.toLowerCase())
    .replace(/^count \( 1 \)$/, "count ( * )");
}

/** The conditions that AND joins, each in one spelling; BETWEEN is two. */
export function conditionsOf(clause: readonly SqlWord[]): readonly string[] {
  const words = withoutParentheses(clause);
  const base = words[0]?.depth ?? 0;
  const parts: SqlWord[][] = [[]];
  let bounds: { readonly operand: readonly SqlWord[]; readonly from: number } | undefined;
  for (const word of words) {
    const part = parts.at(-1);
    if (!part) break;
    const isTop = word.depth === base && !word.isQuoted;
    if (isTop && word.text === "or") return [plainText(words)];
    if (isTop && word.text === "between" && part.at(-1)?.text !== "not") {
      bounds = { operand: [...part], from: parts.length };
      part.push(symbol(">=", base));
    } else if (isTop && word.text === "and") {
      parts.push(bounds ? [...bounds.operand, symbol("<=", base)] : []);
      bounds = undefined;
    } else part.push(word);
  }
  return parts
    .flatMap((part) => {
      const inner = withoutParentheses(part);
      return inner === part ? [sidesSorted(part)] : conditionsOf(inner);
    })
    .filter((condition) => condition !== "" && condition !== "1 = 1" && condition !== "true");
}

function symbol(text: string, depth: number): SqlWord {
  return { text, isName: false, isQuoted: false, depth, isInQuery: true };
}

/** `a = b` and `b = a` are one condition. */
function sidesSorted(words: readonly SqlWord[]): string {
  const base = words[0]?.depth ?? 0;
  const equals = words.findIndex(({ text, depth }) => depth === base && (text === "=" || text === "=="));
  if (equals < 0) return plainText(words);
  const sides = [plainText(words.slice(0, equals)), plainText(words.slice(equals + 1))];
  const rank = (side: string) => (/^['\d-]/.test(side) ? 1 : 0);
  return sides.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).join(" = ");
}

/** Drops parentheses around the whole. */
function withoutParentheses(words: readonly SqlWord[]): readonly SqlWord[] {
  let inner = words;
  while (inner[0]?.text === "(" && inner.at(-1)?.text === ")") {
    const { depth } = inner[0];
    if (inner.slice(1, -1).some((word) => word.depth <= depth)) break;
    inner = inner.slice(1, -1);
  }
  return inner;
}

/** The items of a list, which commas separate. */
export function listItems(words: readonly SqlWord[]): readonly (readonly SqlWord[])[] {
  const base = words[0]?.depth ?? 0;
  const items: SqlWord[][] = [[]];
  for (const word of words) {
    if (word.text === "," && word.depth === base) items.push([]);
    else items.at(-1)?.push(word);
  }
  return items.filter(({ length }) => length > 0);
}
