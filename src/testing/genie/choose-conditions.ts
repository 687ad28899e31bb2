import type { DateRange } from "./calendar.js";
import { adaptFragment, referTo } from "./candidate.js";
import { chooseDateColumn } from "./choose-dimension.js";
import { matchColumn, rankColumns } from "./column-matching.js";
import type { ColumnEntry } from "./lexicon.js";
import { markUsed, type PlanDraft, positionsOfTerm, stemsAt, weights, wordsAt } from "./plan-draft.js";
import { stem } from "./stemmer.js";
import { isNegated, literalFor, matchValues, type ValueMatch } from "./value-matching.js";

/** A condition and the words behind it. */
export interface ConditionChoice {
  readonly sql: string;
  readonly at: readonly number[];
}

/**
 * Conditions that words of the question name: defined terms first, then stored values, then flags. `nouns` may
 * belong to a term, but name no value.
 */
export function chooseConditions(
  draft: PlanDraft,
  eligible: readonly number[],
  nouns: readonly number[],
): ConditionChoice[] {
  const chosen: ConditionChoice[] = [];
  const open = () => eligible.filter((index) => !draft.used.has(index));
  for (const term of [...draft.terms].sort((a, b) => b.stems.length - a.stems.length)) {
    if (term.kind !== "condition") continue;
    const at = positionsOfTerm(draft, term.stems, open());
    const sql = at === undefined ? undefined : adaptFragment(draft.candidate, term.sql);
    if (at === undefined || sql === undefined) continue;
    const telling = at.filter((index) => !namesRows(draft, draft.reading.tokens[index]?.stem ?? ""));
    draft.score += weights.definition / 2;
    markUsed(draft, telling);
    draft.notes.push(`"${term.term}" means ${sql}, defined by ${term.via}.`);
    const needsBrackets = /\bor\b/i.test(sql);
    const condition = needsBrackets ? `(${sql})` : sql;
    chosen.push({ sql: isNegated(draft.reading.tokens, at) ? `NOT (${sql})` : condition, at });
  }
  const mentioned = (column: ColumnEntry) => matchColumn(stemsAt(draft, eligible), column).score;
  const nameable = open().filter((index) => !nouns.includes(index));
  const values = matchValues(draft.reading.tokens, nameable, draft.candidate.entry, mentioned).filter(
    (match) => !match.at.every((index) => namesRows(draft, draft.reading.tokens[index]?.stem ?? "")),
  );
  for (const group of groupByColumn(values)) {
    const [first] = group;
    if (first === undefined) continue;
    const at = group.flatMap((match) => match.at);
    draft.score += weights.value * group.length;
    markUsed(draft, at);
    const reference = referTo(draft.candidate, first.column);
    const literals = group.map((match) => literalFor(first.column, match.value.literal));
    const sql =
      literals.length > 1
        ? `${reference} ${first.isNegated ? "NOT IN" : "IN"} (${literals.join(", ")})`
        : `${reference} ${first.isNegated ? "<>" : "="} ${literals[0]}`;
    draft.notes.push(`"${wordsAt(draft, at)}" means ${sql} (${first.value.via}).`);
    chosen.push({ sql, at });
  }
  return [...chosen, ...flagConditions(draft, open()), ...properConditions(draft, open())];
}

/** `> 100` and the like, on the column that the words next to the number name. */
export function chooseComparisons(draft: PlanDraft): string[] {
  const numbers = draft.candidate.entry.columns.filter(
    (column) => column.kind === "number" && !column.isId && !column.isMeasure,
  );
  return draft.reading.comparisons.flatMap(({ operator, value, near }) => {
    const best = rankColumns(stemsAt(draft, near), numbers)[0];
    if (best === undefined) {
      draft.missing.push(`what is ${operator} ${value}`);
      return [];
    }
    draft.score += best.score;
    markUsed(draft, near, best.matched);
    draft.notes.push(
      `The number ${value} is compared with ${best.column.name} (${best.through.join(", ")}).`,
    );
    return [`${referTo(draft.candidate, best.column)} ${operator} ${value}`];
  });
}

/** The period as conditions on the source's date. */
export function choosePeriod(draft: PlanDraft, range: DateRange | undefined): string[] {
  if (range === undefined) return [];
  const column = chooseDateColumn(draft);
  if (column !== undefined) {
    draft.score += weights.time;
    const reference = referTo(draft.candidate, column);
    draft.notes.push(
      `"${draft.reading.time.words}" limits ${column.name} to ${range.start ?? "any"} up to ${range.end ?? "any"} (excluded).`,
    );
    return [
      ...(range.start === undefined ? [] : [`${reference} >= DATE '${range.start}'`]),
      ...(range.end === undefined ? [] : [`${reference} < DATE '${range.end}'`]),
    ];
  }
  const year = draft.candidate.entry.columns.find(
    (entry) => !entry.isMeasure && entry.nameStems.includes("year") && entry.kind === "number",
  );
  if (
    year !== undefined &&
    range.start?.endsWith("-01-01") === true &&
    range.end === `${Number(range.start.slice(0, 4)) + 1}-01-01`
  ) {
    draft.score += weights.time;
    return [`${referTo(draft.candidate, year)} = ${range.start.slice(0, 4)}`];
  }
  draft.score += weights.timeMissing;
  draft.missing.push("a date");
  return [];
}

/** Conditions that the text instruction adds without being asked. */
export function standingConditions(draft: PlanDraft): string[] {
  const asked = new Set(draft.reading.tokens.flatMap((token) => token.parts ?? [token.stem]));
  return draft.rules.filters.flatMap((filter) => {
    if (filter.onlyFor.length > 0 && !filter.onlyFor.some((word) => asked.has(word))) return [];
    if (filter.unless.some((word) => asked.has(word))) return [];
    const sql =
      filter.condition === undefined
        ? knownWords(draft, filter.words, filter.isExclusion)
        : adaptFragment(draft.candidate, filter.condition);
    if (sql === undefined) return [];
    const condition = filter.condition !== undefined && filter.isExclusion ? `NOT (${sql})` : sql;
    draft.notes.push(`${condition} was added by ${filter.via}.`);
    return [condition];
  });
}

function knownWords(draft: PlanDraft, words: readonly string[], isExclusion: boolean): string | undefined {
  for (const term of draft.terms) {
    const sql =
      term.kind === "condition" && term.stems.every((word) => words.includes(word))
        ? adaptFragment(draft.candidate, term.sql)
        : undefined;
    if (sql !== undefined) return isExclusion ? `NOT (${sql})` : sql;
  }
  for (const column of draft.candidate.entry.columns) {
    const literals = column.values
      .filter((value) => value.labels.some((label) => label.every((word) => words.includes(word))))
      .map((value) => literalFor(column, value.literal));
    if (literals.length === 0) continue;
    return `${referTo(draft.candidate, column)} ${isExclusion ? "NOT IN" : "IN"} (${literals.join(", ")})`;
  }
  return undefined;
}

function flagConditions(draft: PlanDraft, positions: readonly number[]): ConditionChoice[] {
  const flags = draft.candidate.entry.columns.filter(
    (column) => column.kind === "boolean" && !column.isMeasure,
  );
  return positions.flatMap((index) => {
    const best = rankColumns(stemsAt(draft, [index]), flags)[0];
    if (best === undefined || namesRows(draft, draft.reading.tokens[index]?.stem ?? "")) return [];
    draft.score += best.score;
    markUsed(draft, [index]);
    const negated = isNegated(draft.reading.tokens, [index]);
    draft.notes.push(
      `"${wordsAt(draft, [index])}" is the flag ${best.column.name} (${best.through.join(", ")}).`,
    );
    return [{ sql: `${referTo(draft.candidate, best.column)} = ${negated ? "false" : "true"}`, at: [index] }];
  });
}

/** "the Garden category": a name beside the words of a text column is taken for one of its values. */
function properConditions(draft: PlanDraft, positions: readonly number[]): ConditionChoice[] {
  const texts = draft.candidate.entry.columns.filter(
    (column) => column.kind === "text" && !column.isMeasure && column.values.length === 0,
  );
  return positions.flatMap((index) => {
    const token = draft.reading.tokens[index];
    if (token === undefined || !token.isProper) return [];
    const beside = [index - 1, index + 1].filter(
      (at) => positions.includes(at) && draft.reading.tokens[at]?.isProper === false,
    );
    const best = rankColumns(stemsAt(draft, beside), texts)[0];
    if (best === undefined || best.score < 3) return [];
    draft.score += best.score;
    markUsed(draft, [index, ...beside]);
    draft.notes.push(
      `"${token.text}" is taken for a value of ${best.column.name} (${best.through.join(", ")}).`,
    );
    return [
      {
        sql: `${referTo(draft.candidate, best.column)} = '${token.text.replaceAll("'", "''")}'`,
        at: [index],
      },
    ];
  });
}

function namesRows(draft: PlanDraft, word: string): boolean {
  return draft.candidate.grain.nameStems.includes(word) || stem(draft.candidate.grain.name) === word;
}

function groupByColumn(values: readonly ValueMatch[]): ValueMatch[][] {
  const groups = new Map<string, ValueMatch[]>();
  for (const value of values) {
    const key = `${value.column.name} ${value.isNegated}`;
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()];
}
