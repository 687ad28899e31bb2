import { sqlFacts } from "../../scoring/sql-facts.js";
import { normalizeSql } from "../../sql/normalize-sql.js";
import { lexSql, type SqlToken } from "../../sql/sql-lexer.js";

/** A statement in the forms in which copies of it are looked for. */
export interface SqlShape {
  /** One spelling, values included. */
  readonly text: string;
  /** One spelling with `?` for every value and every parameter, without qualifiers and the names that it gives. */
  readonly shape: string;
  /** What it computes, in whatever order it says so; undefined when that cannot be told. */
  readonly sense: string | undefined;
  /** Whether anything in it is a parameter. */
  readonly hasParameters: boolean;
  /** Runs of five tokens of the shape. */
  readonly runs: ReadonlySet<string>;
}

const runLength = 5;

/** Undefined when the text cannot be read as SQL. */
export function sqlShape(sql: string): SqlShape | undefined {
  const text = normalizeSql(sql);
  const lexing = lexSql(text);
  if (!lexing.ok) return undefined;
  const tokens = withoutNames(lexing.tokens).flatMap(({ kind, text: token }, index, all) => {
    if (kind === "string" || kind === "number" || kind === "parameter") return ["?"];
    // `DATE '2024-01-01'` and `:day` are both one value.
    const isTyping =
      kind === "word" && /^(date|timestamp)$/i.test(token) && all[index + 1]?.kind === "string";
    return isTyping ? [] : [token.toLowerCase().replaceAll("`", "")];
  });
  return {
    text,
    shape: tokens.join(" "),
    sense: senseOf(sql),
    hasParameters: lexing.tokens.some(({ kind }) => kind === "parameter"),
    runs: runsOf(tokens),
  };
}

/** Tokens without qualifiers, aliases of tables and names of columns: a copy may call them otherwise. */
function withoutNames(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const isName = (token: SqlToken | undefined) => token?.kind === "word" || token?.kind === "quoted";
  const qualifiers = new Set<string>();
  const unqualified = tokens.filter((token, index) => {
    if (token.text === "." && isName(tokens[index - 1]) && isName(tokens[index + 1])) return false;
    if (!isName(token) || tokens[index + 1]?.text !== "." || !isName(tokens[index + 2])) return true;
    qualifiers.add(token.value.toUpperCase());
    return false;
  });
  const isCast: boolean[] = [];
  return unqualified.filter((token, index) => {
    const before = unqualified[index - 1];
    if (token.text === "(") isCast.push(/^(TRY_)?CAST$/.test(before?.value ?? ""));
    if (token.text === ")") isCast.pop();
    const isNaming = (one: SqlToken | undefined) => one?.value === "AS" && !isCast.at(-1);
    if (isNaming(token)) return !isName(unqualified[index + 1]);
    if (isName(token) && isNaming(before)) return false;
    const isAlias = isName(before) && !/^(FROM|JOIN)$/.test(before?.value ?? "");
    return !(isName(token) && isAlias && qualifiers.has(token.value.toUpperCase()));
  });
}

function senseOf(sql: string): string | undefined {
  const facts = sqlFacts(sql);
  if (!facts) return undefined;
  const { tables, joins, aggregates, conditions, groupBy, columns, isDistinct, orderBy, limit } = facts;
  const sorted = (parts: Iterable<string>) => [...parts].map(withoutValues).toSorted();
  return JSON.stringify([
    sorted(tables),
    sorted(joins.map(({ kind, conditions: on }) => `${kind} ${sorted(on).join(" and ")}`)),
    sorted(aggregates),
    sorted(conditions),
    sorted(groupBy),
    sorted(columns),
    isDistinct,
    // Keys may be called by names that the statement gives.
    orderBy.map((key) => key.endsWith(" desc")),
    limit !== undefined,
  ]);
}

function withoutValues(part: string): string {
  return part
    .replace(/'(?:[^'\\]|\\.|'')*'|:[a-z_]\w*/gi, "?")
    .replace(/(?<![\w.])\d+(?:\.\d+)?\b/g, "?")
    .replace(/\b(?:date|timestamp) \?/g, "?");
}

/** Runs of tokens; one run of all where there are fewer. */
export function runsOf(tokens: readonly string[]): ReadonlySet<string> {
  const count = Math.max(1, tokens.length - runLength + 1);
  return new Set(
    Array.from({ length: count }, (_, start) => tokens.slice(start, start + runLength).join(" ")),
  );
}

/** Share of the runs of `part` that `whole` holds, 0 to 1. */
export function containment(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  return part.size === 0 ? 0 : [...part].filter((run) => whole.has(run)).length / part.size;
}
