import { lexSql, type SqlToken } from "../sql/sql-lexer.js";

/** What a statement does, as far as its words show. All in lower case, without quotes. */
export interface SqlFacts {
  /** Tables read, by the last part of their name; common table expressions left out. */
  readonly tables: ReadonlySet<string>;
  readonly joins: number;
  /** Aggregates as written, such as `sum(amt_net)`. */
  readonly aggregates: ReadonlySet<string>;
  /** Tokens of all WHERE and HAVING clauses. */
  readonly filter: string;
  readonly groupBy: string;
  /** Tokens of ORDER BY and LIMIT. */
  readonly order: string;
  /** All words that may name columns. */
  readonly names: ReadonlySet<string>;
}

const clauseWords = new Set([
  "select",
  "from",
  "where",
  "group",
  "having",
  "order",
  "limit",
  "qualify",
  "union",
  "except",
  "intersect",
  "window",
]);
const aggregateWords = new Set([
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "measure",
  "median",
  "stddev",
  "percentile",
  "approx_count_distinct",
]);
const keywords = new Set([
  ...clauseWords,
  "by",
  "as",
  "on",
  "and",
  "or",
  "not",
  "in",
  "is",
  "null",
  "between",
  "like",
  "case",
  "when",
  "then",
  "else",
  "end",
  "asc",
  "desc",
  "distinct",
  "join",
  "left",
  "right",
  "inner",
  "outer",
  "full",
  "cross",
  "all",
  "with",
  "date",
  "interval",
  "true",
  "false",
  "over",
  "partition",
]);

/** Facts of a statement; undefined when it cannot be read. */
export function sqlFacts(sql: string): SqlFacts | undefined {
  const lexing = lexSql(sql);
  if (!lexing.ok) return undefined;
  const words = lexing.tokens.map(plain);
  const isName = (index: number) =>
    lexing.tokens[index]?.kind === "word" || lexing.tokens[index]?.kind === "quoted";
  const common = new Set(
    words.filter(
      (_, index) =>
        isName(index) &&
        words[index + 1] === "as" &&
        words[index + 2] === "(" &&
        (words[index - 1] === "with" || words[index - 1] === ","),
    ),
  );
  const tables = new Set<string>();
  const aggregates = new Set<string>();
  for (const [index, word] of words.entries()) {
    if ((word === "from" || word === "join") && isName(index + 1)) {
      let last = index + 1;
      while (words[last + 1] === "." && isName(last + 2)) last += 2;
      const table = words[last] ?? "";
      if (!common.has(table)) tables.add(table);
    }
    if (aggregateWords.has(word) && words[index + 1] === "(") aggregates.add(callAt(words, index));
  }
  return {
    tables,
    joins: words.filter((word) => word === "join").length,
    aggregates,
    filter: `${clause(words, "where")} ${clause(words, "having")}`.trim(),
    groupBy: clause(words, "group"),
    order: `${clause(words, "order")} ${clause(words, "limit")}`.trim(),
    names: new Set(words.filter((word, index) => isName(index) && !keywords.has(word))),
  };
}

function plain({ kind, text }: SqlToken): string {
  if (kind === "quoted") return text.slice(1, -1).toLowerCase();
  return kind === "string" ? text : text.toLowerCase();
}

/** A call with its arguments; qualifiers before a dot are left out. */
function callAt(words: readonly string[], start: number): string {
  let depth = 0;
  let end = start + 1;
  for (; end < words.length; end += 1) {
    if (words[end] === "(") depth += 1;
    if (words[end] === ")" && --depth === 0) break;
  }
  return words
    .slice(start, end + 1)
    .filter((word, index, all) => word !== "." && all[index + 1] !== ".")
    .join(" ");
}

/** Tokens of every clause that begins with a word, up to the next clause; qualifiers left out. */
function clause(words: readonly string[], start: string): string {
  const parts: string[] = [];
  for (const [index, word] of words.entries()) {
    if (word !== start) continue;
    let depth = 0;
    for (let end = index + 1; end < words.length; end += 1) {
      const token = words[end] ?? "";
      if (token === "(") depth += 1;
      if (token === ")") depth -= 1;
      if (depth < 0 || (depth === 0 && clauseWords.has(token))) break;
      if (token !== "." && words[end + 1] !== ".") parts.push(token);
    }
  }
  return parts.join(" ");
}
