import type { Grain } from "./calendar.js";
import { adaptFragment, referTo } from "./candidate.js";
import { displayColumn, matchSourceName, rankColumns } from "./column-matching.js";
import type { ColumnEntry } from "./lexicon.js";
import {
  doubtAbout,
  markUsed,
  type PlanDraft,
  positionsOfTerm,
  stemsAt,
  weights,
  wordsAt,
} from "./plan-draft.js";
import { aliasOf, type SelectItem } from "./sql-writer.js";
import { isGrain } from "./time-expressions.js";

/** A chosen dimension; `ofRows` when it names the source's own rows. */
export interface DimensionChoice {
  readonly item: SelectItem;
  readonly column?: ColumnEntry | undefined;
  readonly ofRows?: boolean | undefined;
  readonly isTime?: boolean | undefined;
}

/** Chooses what a phrase such as "region" or "month" groups by, or notes that this source lacks it. */
export function chooseDimension(draft: PlanDraft, positions: readonly number[]): DimensionChoice | undefined {
  const { candidate } = draft;
  const words = stemsAt(draft, positions);
  const grain = words.find(isGrain);
  const columns = candidate.entry.columns.filter((column) => !column.isMeasure);
  for (const term of draft.terms) {
    if (term.kind !== "expression") continue;
    const at = positionsOfTerm(draft, term.stems, positions);
    const expression = at === undefined ? undefined : adaptFragment(candidate, term.sql);
    if (at === undefined || expression === undefined) continue;
    draft.score += weights.definition;
    markUsed(draft, at);
    draft.notes.push(`"${wordsAt(draft, positions)}" groups by ${expression}, defined by ${term.via}.`);
    return { item: { expression, alias: aliasOf(term.term) } };
  }
  const ranked = rankColumns(
    words,
    columns.filter(
      (column) => grain === undefined || column.kind !== "date" || column.name.toLowerCase().includes(grain),
    ),
  );
  const best = ranked[0];
  const ownRows = candidate.isJoin ? 0 : matchSourceName(words, candidate.entry);
  if (ownRows >= 4 && ownRows >= (best?.score ?? 0) - 1) {
    const column = displayColumn(candidate.entry, words);
    if (column !== undefined) {
      draft.score += ownRows;
      markUsed(draft, positions);
      draft.notes.push(
        `"${wordsAt(draft, positions)}" names the rows of ${candidate.entry.name}; they are shown by ${column.name}.`,
      );
      return { item: { expression: referTo(candidate, column) }, column, ofRows: true };
    }
  }
  if (best !== undefined && (grain === undefined || best.score >= 5)) {
    draft.score += best.score - unmatchedWords(words, best.matched);
    markUsed(draft, positions, best.matched);
    const rival = ranked[1];
    const doubt =
      rival !== undefined && rival.score === best.score
        ? ` ${rival.column.name} fits as well; the first by name was taken.`
        : "";
    if (rival !== undefined && doubt !== "")
      draft.doubts.push(doubtAbout(wordsAt(draft, positions), best.column.name, rival.column.name));
    draft.notes.push(
      `"${wordsAt(draft, positions)}" groups by ${best.column.name} (${best.through.join(", ")}).${doubt}`,
    );
    return { item: { expression: referTo(candidate, best.column) }, column: best.column };
  }
  if (grain !== undefined) {
    markUsed(draft, positions);
    return grainDimension(draft, grain);
  }
  return undefined;
}

/** Groups by a calendar unit of the source's date. */
export function grainDimension(draft: PlanDraft, grain: Grain): DimensionChoice | undefined {
  const column = chooseDateColumn(draft);
  if (column === undefined) return undefined;
  draft.notes.push(`Each ${grain} is taken from ${column.name}.`);
  draft.score += weights.time;
  const reference = referTo(draft.candidate, column);
  const expression =
    grain === "day" ? `CAST(${reference} AS DATE)` : `DATE_TRUNC('${grain.toUpperCase()}', ${reference})`;
  return { item: { expression, alias: grain }, column, isTime: true };
}

/** The date that a period or a calendar unit refers to: named by the question, by an instruction, else the first. */
export function chooseDateColumn(draft: PlanDraft): ColumnEntry | undefined {
  const { candidate, reading, rules } = draft;
  const dates = candidate.entry.columns.filter((column) => column.kind === "date" && !column.isMeasure);
  if (dates.length < 2) return dates[0];
  const positions = [...reading.head, ...reading.subject, ...reading.rest, ...reading.dimensions.flat()];
  const words = stemsAt(draft, positions).filter((word) => !candidate.grain.nameStems.includes(word));
  const [best, rival] = rankColumns(words, dates);
  if (best !== undefined && best.score > (rival?.score ?? 0)) {
    draft.notes.push(`The date is ${best.column.name} (${best.through.join(", ")}).`);
    return best.column;
  }
  const told = dates.find((column) =>
    rules.dateColumns.some((reference) => adaptFragment(candidate, reference) === referTo(candidate, column)),
  );
  if (told !== undefined) {
    draft.notes.push(`The date is ${told.name}, as the text instruction says.`);
    return told;
  }
  const usual = dates.find((column) => /\b(?:default|main|primary|usual)\b/i.test(column.prose));
  const chosen = usual ?? best?.column ?? dates[0];
  if (chosen !== undefined) draft.notes.push(`Nothing tells which date is meant; ${chosen.name} was taken.`);
  return chosen;
}

/** How many words a match leaves unexplained. */
export function unmatchedWords(words: readonly string[], matched: ReadonlySet<string>): number {
  return words.filter((word) => !matched.has(word)).length;
}
