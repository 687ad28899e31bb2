import type { TimeReading } from "./time-expressions.js";
import type { Token } from "./tokenizer.js";

export type Aggregate = "sum" | "avg" | "min" | "max" | "median";

/** A number that something is compared with. */
export interface Comparison {
  readonly operator: ">" | ">=" | "<" | "<=";
  readonly value: string;
  /** Positions of the content words next to it, nearest first. */
  readonly near: readonly number[];
}

/** A question taken apart by its grammar alone; numbers are positions in `tokens`. */
export interface QuestionReading {
  readonly tokens: readonly Token[];
  readonly time: TimeReading;
  /** "How many", "number of". */
  readonly isCount: boolean;
  readonly isDistinct: boolean;
  readonly aggregate?: Aggregate | undefined;
  /** What is measured or counted. */
  readonly head: readonly number[];
  /** What a "which" or "top five" asks for. */
  readonly subject: readonly number[];
  /** Whether the subject stands for one: "which store". */
  readonly isSubjectSingular: boolean;
  /** What follows "by", "per", "each". */
  readonly dimensions: readonly (readonly number[])[];
  /** Everything else: conditions. */
  readonly rest: readonly number[];
  readonly ranking?: { readonly isDescending: boolean; readonly limit?: number | undefined } | undefined;
  readonly share?: "percent" | "fraction" | undefined;
  readonly comparisons: readonly Comparison[];
}

const words = (text: string) => new Set(text.split(/\s+/).filter((word) => word !== ""));
const descending = words("highest most largest biggest best greatest longest top strongest");
const ascending = words("lowest least fewest smallest worst shortest bottom weakest");
const shareWords = words("share percentage percent proportion fraction %");
const dimensionCues = words("by per each every across");
const prepositions = words(
  "for in from with where that who whose during at on to via through without among within having",
);
const verbs = words(
  `is are was were did do does has have had sold sell sells generate generates generated bring brings brought earn earned got get
   produce produced receive received made make makes gave give gives attract attracted contribute contributed saw see placed place`,
);
const aggregates: Readonly<Record<string, Aggregate>> = {
  average: "avg",
  mean: "avg",
  avg: "avg",
  total: "sum",
  sum: "sum",
  overall: "sum",
  combined: "sum",
  maximum: "max",
  max: "max",
  minimum: "min",
  min: "min",
  median: "median",
};
const numerals: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twenty: 20,
};
const comparators: readonly (readonly [RegExp, Comparison["operator"]])[] = [
  [/^(?:over|above|exceeding)$/, ">"],
  [/^(?:more|greater|higher|larger|longer) than$/, ">"],
  [/^at least$/, ">="],
  [/^(?:under|below)$/, "<"],
  [/^(?:less|fewer|lower|smaller|shorter) than$/, "<"],
  [/^at most$/, "<="],
];

/** Takes a question apart. `time` names the tokens that are spoken for already. */
export function readQuestion(tokens: readonly Token[], time: TimeReading): QuestionReading {
  const skipped = new Set(time.consumed);
  const lower = tokens.map((token) => token.text.toLowerCase());
  const comparisons = readComparisons(tokens, lower, skipped);
  const ranking = readRanking(tokens, lower, skipped);
  const buckets = { head: [] as number[], subject: [] as number[], rest: [] as number[] };
  const dimensions: number[][] = [];
  let role: "head" | "subject" | "dimension" | "rest" = "head";
  let isCount = false;
  let isDistinct = false;
  let aggregate: Aggregate | undefined;
  let share: QuestionReading["share"];
  for (const [index, token] of tokens.entries()) {
    const word = lower[index] ?? "";
    const next = lower[index + 1] ?? "";
    if (skipped.has(index)) {
      if (role === "dimension" && time.consumed.has(index)) role = "rest";
      continue;
    }
    const isPhrase = token.parts !== undefined;
    if (token.kind === "mark") {
      if (role === "dimension" && word === "," && !isContent(tokens[index + 1])) role = "rest";
      else if (role === "dimension" && word === ",") dimensions.push([]);
      else if (role !== "head" || buckets.head.length > 0) role = word === "," ? "rest" : role;
      continue;
    }
    if (!isPhrase) {
      if ((word === "how" && next === "many") || ((word === "number" || word === "count") && next === "of")) {
        isCount = true;
        role = "head";
        continue;
      }
      if (
        word === "which" ||
        (word === "what" && (isContent(tokens[index + 1]) || tokens[index + 1]?.kind === "number"))
      ) {
        const asked = lower[index + 1] ?? "";
        if (
          buckets.subject.length === 0 &&
          buckets.head.length === 0 &&
          !shareWords.has(asked) &&
          aggregates[asked] === undefined
        )
          role = "subject";
        continue;
      }
      if (shareWords.has(word)) {
        share = word.startsWith("percent") || word === "%" ? "percent" : "fraction";
        role = "head";
        continue;
      }
      if (["distinct", "unique", "different"].includes(word)) {
        isDistinct = true;
        continue;
      }
      const aggregated = aggregates[word];
      if (aggregated !== undefined && role !== "dimension") {
        aggregate ??= aggregated;
        continue;
      }
      if (ranking?.word === index) {
        if (role === "head" && buckets.head.length === 0 && ["top", "bottom", "best", "worst"].includes(word))
          role = "subject";
        else if (
          role === "rest" ||
          role === "dimension" ||
          (role === "subject" && buckets.subject.length > 0)
        )
          role = "head";
        continue;
      }
      if (dimensionCues.has(word)) {
        const isMeasureAhead =
          word === "by" && buckets.subject.length > 0 && buckets.head.length === 0 && ranking !== undefined;
        const isOrdering =
          word === "by" && ["ranked", "ordered", "sorted", "measured"].includes(lower[index - 1] ?? "");
        if (isMeasureAhead || isOrdering) role = "head";
        else {
          role = "dimension";
          if (dimensions.length === 0 || (dimensions.at(-1)?.length ?? 0) > 0) dimensions.push([]);
        }
        continue;
      }
      if (word === "based" || (word === "in" && next === "terms")) {
        role = "head";
        continue;
      }
      if (prepositions.has(word)) {
        const isRankedAhead =
          word === "with" && ranking?.word !== undefined && ranking.word > index && ranking.word <= index + 3;
        role = isRankedAhead ? "head" : "rest";
        continue;
      }
      if (word === "of" && role === "dimension") {
        role = "rest";
        continue;
      }
      if (verbs.has(word)) {
        if (role === "subject" && buckets.subject.length > 0) role = "head";
        else if (role === "dimension" && (dimensions.at(-1)?.length ?? 0) > 0) role = "rest";
        else if (role === "head" && buckets.head.length > 0) role = "rest";
        if (!token.isStop) buckets.rest.push(index);
        continue;
      }
      if ((word === "and" || word === "or") && role === "dimension") {
        if (isContent(tokens[index + 1])) dimensions.push([]);
        continue;
      }
      if (token.isStop) continue;
    }
    if (role === "dimension") dimensions.at(-1)?.push(index);
    else buckets[role].push(index);
  }
  const last = tokens[buckets.subject.at(-1) ?? -1];
  return {
    tokens,
    time,
    isCount,
    isDistinct,
    aggregate,
    ...buckets,
    isSubjectSingular: last !== undefined && !/s$/i.test(last.text.replace(/ss$/i, "")),
    dimensions: dimensions.filter((segment) => segment.length > 0),
    ranking: ranking === undefined ? undefined : { isDescending: ranking.isDescending, limit: ranking.limit },
    share,
    comparisons,
  };
}

function readRanking(tokens: readonly Token[], lower: readonly string[], skipped: Set<number>) {
  const at = lower.findIndex(
    (word, index) =>
      (descending.has(word) || ascending.has(word)) &&
      lower[index - 1] !== "at" &&
      tokens[index]?.parts === undefined,
  );
  if (at === -1) return undefined;
  let limit: number | undefined;
  for (const [index, token] of tokens.entries()) {
    const value = token.kind === "number" ? Number(token.text) : numerals[lower[index] ?? ""];
    if (value === undefined || !Number.isInteger(value) || value > 1000 || skipped.has(index)) continue;
    limit = value;
    skipped.add(index);
    break;
  }
  return { isDescending: descending.has(lower[at] ?? ""), limit, word: at };
}

function readComparisons(
  tokens: readonly Token[],
  lower: readonly string[],
  skipped: Set<number>,
): Comparison[] {
  const found: Comparison[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "number" || skipped.has(index)) continue;
    for (const size of [2, 1]) {
      const cue = lower.slice(index - size, index).join(" ");
      const operator = comparators.find(([pattern]) => pattern.test(cue))?.[1];
      if (operator === undefined || index < size) continue;
      for (let used = index - size; used <= index; used += 1) skipped.add(used);
      const near = [index + 1, index - size - 1, index - size - 2, index - size - 3].filter((at) =>
        isContent(tokens[at]),
      );
      found.push({ operator, value: token.text, near });
      break;
    }
  }
  return found;
}

function isContent(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === "word" || token.kind === "quoted") && !token.isStop;
}
