import type { ExampleParameter, ExampleQuery } from "../../space/serialized-space.js";
import { addDays, type DateRange } from "./calendar.js";
import type { GenieParameter } from "./genie-question.js";
import { joined, type SourceEntry } from "./lexicon.js";
import { stemsOf } from "./stemmer.js";
import type { Token } from "./tokenizer.js";
import { matchValues } from "./value-matching.js";

/** What of a question may fill the parameters of an example. */
export interface ParameterSources {
  readonly tokens: readonly Token[];
  readonly range: DateRange | undefined;
  /** Tokens of the period; never taken for values. */
  readonly timeTokens: ReadonlySet<number>;
  readonly sources: readonly SourceEntry[];
}

/** Values for every parameter of an example, from the question or the default; `undefined` when one has neither. */
export function fillParameters(
  example: ExampleQuery,
  from: ParameterSources,
): readonly GenieParameter[] | undefined {
  const sql = joined(example.sql);
  const filled: GenieParameter[] = [];
  const used = new Set(from.timeTokens);
  for (const parameter of example.parameters ?? []) {
    const fallback = parameter.default_value?.values[0];
    const value = valueFor(parameter, fallback, sql, from, used) ?? fallback;
    if (value === undefined) return undefined;
    filled.push({ name: parameter.name, type: parameter.type_hint.toUpperCase(), value });
  }
  return filled;
}

/** Positions of the tokens that name values of a parameter, so that they do not count as words of the question. */
export function valueTokens(example: ExampleQuery, from: ParameterSources): ReadonlySet<number> {
  const used = new Set(from.timeTokens);
  const sql = joined(example.sql);
  for (const parameter of example.parameters ?? [])
    valueFor(parameter, parameter.default_value?.values[0], sql, from, used);
  return used;
}

function valueFor(
  parameter: ExampleParameter,
  fallback: string | undefined,
  sql: string,
  from: ParameterSources,
  used: Set<number>,
): string | undefined {
  const hint = parameter.type_hint.toUpperCase();
  const about = stemsOf(`${parameter.name.replaceAll("_", " ")} ${joined(parameter.description)}`, {
    keepStopWords: true,
  });
  const isYear =
    (about.includes("year") && !/\d{4}-\d{2}/.test(fallback ?? "")) ||
    (/^(?:19|20)\d{2}$/.test(fallback ?? "") && hint !== "DATE");
  if (isYear) return from.range?.start?.slice(0, 4);
  if (hint.startsWith("DATE") || hint.startsWith("TIMESTAMP") || /^\d{4}-\d{2}-\d{2}$/.test(fallback ?? ""))
    return dateFor(parameter, about, sql, from.range);
  if (/^\d{4}-\d{2}$/.test(fallback ?? "")) return from.range?.start?.slice(0, 7);
  if (/^(?:INT|BIGINT|DECIMAL|DOUBLE|FLOAT|NUM)/.test(hint)) {
    const at = from.tokens.findIndex((token, index) => token.kind === "number" && !used.has(index));
    if (at !== -1) used.add(at);
    return from.tokens[at]?.text;
  }
  return textFor(parameter, sql, from, used);
}

function dateFor(
  parameter: ExampleParameter,
  about: readonly string[],
  sql: string,
  range: DateRange | undefined,
): string | undefined {
  const isEnd = ["end", "to", "until", "before", "last", "through"].some((word) => about.includes(word));
  if (!isEnd) return range?.start;
  const isExclusive = new RegExp(`<\\s*(?:DATE\\s*\\(?|TO_DATE\\()?\\s*:${parameter.name}\\b`, "i").test(sql);
  return range?.end === undefined || isExclusive ? range?.end : addDays(range.end, -1);
}

function textFor(
  parameter: ExampleParameter,
  sql: string,
  from: ParameterSources,
  used: Set<number>,
): string | undefined {
  const compared = new RegExp(
    `(?:\\w+\\.)*\`?(\\w+)\`?\\)?\\s*(?:=|IN\\s*\\(|LIKE)\\s*(?:LOWER\\(|UPPER\\()?:${parameter.name}\\b`,
    "i",
  ).exec(sql)?.[1];
  const free = from.tokens
    .map((_, index) => index)
    .filter((index) => !used.has(index) && from.tokens[index]?.kind !== "mark");
  for (const source of compared === undefined ? [] : from.sources) {
    const columns = source.columns.filter((column) => column.name.toLowerCase() === compared?.toLowerCase());
    const match = matchValues(from.tokens, free, { ...source, columns }, () => 0)[0];
    if (match === undefined) continue;
    for (const index of match.at) used.add(index);
    return match.value.literal;
  }
  const at = free.find((index) => from.tokens[index]?.isProper === true);
  if (at === undefined) return undefined;
  let text = "";
  for (let index = at; from.tokens[index]?.isProper === true && !used.has(index); index += 1) {
    text = text === "" ? (from.tokens[index]?.text ?? "") : `${text} ${from.tokens[index]?.text}`;
    used.add(index);
  }
  return text;
}
