import type { SqlToken } from "../../sql/sql-lexer.js";
import { parseFailure, unsupported } from "./failures.js";

const word = (value: string): SqlToken => ({ kind: "word", text: value, value });
const symbol = (text: string): SqlToken => ({ kind: "symbol", text, value: text });
const words = (...values: string[]) =>
  values.map((value) => (/\w/.test(value) ? word(value) : symbol(value)));

const JOIN_WORDS = new Set([
  "JOIN",
  "INNER",
  "LEFT",
  "RIGHT",
  "FULL",
  "CROSS",
  "NATURAL",
  "LATERAL",
  "ANTI",
  "SEMI",
]);
const SET_WORDS = new Set(["UNION", "INTERSECT", "EXCEPT", "MINUS"]);

/** Writes `FROM t |> WHERE … |> AGGREGATE …` as nested queries; other statements stay as they are. */
export function rewritePipes(tokens: readonly SqlToken[]): readonly SqlToken[] {
  if (!tokens.some((token) => token.text === "|>")) return tokens;
  const stages = splitTopLevel(tokens, "|>");
  const first = stages[0] ?? [];
  if (stages.length === 1) throw unsupported("The pipe operator inside a subquery");
  let query: readonly SqlToken[] =
    first[0]?.value === "FROM" ? [...words("SELECT", "*"), ...first] : [...first];
  let isOpen = first[0]?.value === "FROM";
  for (const stage of stages.slice(1)) {
    const operator = stage[0]?.value ?? "";
    const rest = stage.slice(1);
    if (isOpen && (JOIN_WORDS.has(operator) || operator === "WHERE")) {
      // The names of the tables stay in sight as long as nothing was computed from them.
      query = [...query, ...stage];
      isOpen = operator !== "WHERE";
      continue;
    }
    query = applyStage(operator, rest, stage, query);
    isOpen = false;
  }
  return query;
}

function applyStage(
  operator: string,
  rest: readonly SqlToken[],
  stage: readonly SqlToken[],
  input: readonly SqlToken[],
) {
  const from = [...words("FROM", "("), ...input, ...words(")", "AS", "piped")];
  if (operator === "SELECT") return [...stage, ...from];
  if (operator === "EXTEND") return [...words("SELECT", "*", ","), ...rest, ...from];
  if (operator === "DROP") return [...words("SELECT", "*", "EXCEPT", "("), ...rest, symbol(")"), ...from];
  if (operator === "AGGREGATE") return aggregate(rest, from);
  if (operator === "AS") return [...words("SELECT", "*", "FROM", "("), ...input, symbol(")"), ...stage];
  const isClause =
    operator === "WHERE" || operator === "ORDER" || operator === "LIMIT" || operator === "OFFSET";
  if (isClause || JOIN_WORDS.has(operator) || operator === "TABLESAMPLE") {
    return [...words("SELECT", "*"), ...from, ...stage];
  }
  if (SET_WORDS.has(operator)) return [symbol("("), ...input, symbol(")"), ...stage];
  throw unsupported(`The pipe operator |> ${operator}`);
}

function aggregate(rest: readonly SqlToken[], from: readonly SqlToken[]): readonly SqlToken[] {
  const at = rest.findIndex((token, index) => token.value === "GROUP" && rest[index + 1]?.value === "BY");
  if (at < 0) return [word("SELECT"), ...rest, ...from];
  const measures = rest.slice(0, at);
  const keys = rest.slice(at + 2);
  if (keys.length === 0) throw parseFailure("GROUP BY needs an expression");
  const comma = measures.length > 0 ? [symbol(",")] : [];
  const ordinals = splitTopLevel(keys, ",").map((_, index) => String(index + 1));
  const grouping = ordinals.flatMap((ordinal, index): SqlToken[] => [
    ...(index > 0 ? [symbol(",")] : []),
    { kind: "number", text: ordinal, value: ordinal },
  ]);
  return [word("SELECT"), ...keys, ...comma, ...measures, ...from, ...words("GROUP", "BY"), ...grouping];
}

function splitTopLevel(tokens: readonly SqlToken[], separator: string): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && token.text === separator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
