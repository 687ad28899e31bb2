import { normalizeSql } from "../../sql/normalize-sql.js";
import { lexSql } from "../../sql/sql-lexer.js";

/** A statement in the forms in which copies of it are looked for. */
export interface SqlShape {
  /** One spelling, values included. */
  readonly text: string;
  /** One spelling with `?` for every value and every parameter. */
  readonly shape: string;
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
  const tokens = lexing.tokens.flatMap(({ kind, text: token }, index, all) => {
    if (kind === "string" || kind === "number" || kind === "parameter") return ["?"];
    // `DATE '2024-01-01'` and `:day` are both one value.
    const isTyping =
      kind === "word" && /^(date|timestamp)$/i.test(token) && all[index + 1]?.kind === "string";
    return isTyping ? [] : [token.toLowerCase().replaceAll("`", "")];
  });
  return {
    text,
    shape: tokens.join(" "),
    hasParameters: lexing.tokens.some(({ kind }) => kind === "parameter"),
    runs: runsOf(tokens),
  };
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
