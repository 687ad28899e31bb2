import { adaptFragment, referTo } from "./candidate.js";
import { unmatchedWords } from "./choose-dimension.js";
import { matchSourceName, points, rankColumns } from "./column-matching.js";
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
import type { Aggregate } from "./question-reading.js";
import { aliasOf } from "./sql-writer.js";
import { stemsOf } from "./stemmer.js";

/** What is computed. */
export interface MeasureChoice {
  readonly expression: string;
  readonly alias: string;
  /** The row-level value that is aggregated; absent for counts, definitions and metric-view measures. */
  readonly row?: string | undefined;
  /** Name of the row-level value. */
  readonly label?: string | undefined;
  readonly kind: "count" | "distinct" | "aggregate" | "defined" | "measure";
}

const neverSummed: ReadonlySet<string> = new Set(
  stemsOf("price prc rate ratio pct percent average avg score scr rating age duration margin"),
);

/** Chooses what a phrase measures or counts, or notes that this source lacks it. */
export function chooseMeasure(draft: PlanDraft, positions: readonly number[]): MeasureChoice | undefined {
  return (
    definedMeasure(draft, positions) ??
    (draft.candidate.entry.isMetricView ? viewMeasure(draft, positions) : tableMeasure(draft, positions))
  );
}

function definedMeasure(draft: PlanDraft, positions: readonly number[]): MeasureChoice | undefined {
  const { candidate, reading } = draft;
  for (const term of [...draft.terms].sort((a, b) => b.stems.length - a.stems.length)) {
    if (term.kind !== "measure" && term.kind !== "expression") continue;
    const at = positionsOfTerm(draft, term.stems, positions);
    const sql = at === undefined ? undefined : adaptFragment(candidate, term.sql);
    if (at === undefined || sql === undefined) continue;
    draft.score += weights.definition;
    markUsed(draft, at);
    draft.notes.push(`"${term.term}" is ${sql}, defined by ${term.via}.`);
    if (term.kind === "measure") return { expression: sql, alias: aliasOf(term.term), kind: "defined" };
    return aggregateOf(
      `(${sql})`,
      reading.aggregate ?? (neverSummed.has(term.stems.at(-1) ?? "") ? "avg" : "sum"),
      term.term,
    );
  }
  return undefined;
}

function viewMeasure(draft: PlanDraft, positions: readonly number[]): MeasureChoice | undefined {
  const { candidate, reading } = draft;
  const words = stemsAt(draft, positions);
  const context = stemsAt(
    draft,
    reading.rest.filter((index) => !draft.used.has(index)),
  );
  const wanted = [
    ...(reading.isCount ? ["count", "number"] : []),
    ...(reading.aggregate === "avg" ? ["averag", "avg"] : []),
  ];
  const ranked = rankColumns(
    [...words, ...context, ...wanted],
    candidate.entry.columns.filter((column) => column.isMeasure),
  ).filter((match) => words.some((word) => match.matched.has(word)));
  const best = ranked[0];
  if (best === undefined) return undefined;
  // A measure's kind decides between measures; it must not lift a view above a table that counts as well.
  const kindWords = wanted.filter((word) => best.matched.has(word) && !words.includes(word)).length;
  draft.score += best.score - kindWords * points.name - unmatchedWords(words, best.matched);
  markUsed(draft, positions, best.matched);
  draft.notes.push(
    `"${wordsAt(draft, positions)}" is the measure ${best.column.name} (${best.through.join(", ")}).`,
  );
  return {
    expression: `MEASURE(${referTo(candidate, best.column)})`,
    alias: aliasOf(best.column.name),
    kind: "measure",
  };
}

function tableMeasure(draft: PlanDraft, positions: readonly number[]): MeasureChoice | undefined {
  const { candidate, reading } = draft;
  const words = stemsAt(draft, positions);
  if (words.length === 0) return undefined;
  const ranked = rankColumns(
    words,
    candidate.entry.columns.filter((column) => column.kind === "number" && !column.isId),
  );
  const best = ranked[0];
  const rows = matchSourceName(words, candidate.grain);
  const references = rankColumns(
    words,
    candidate.entry.columns.filter((column) => column.isId || column.kind === "text"),
  );
  const reference =
    reading.isCount || reading.isDistinct || reading.ranking !== undefined ? references[0] : undefined;
  const isAveraged = reading.aggregate !== undefined && reading.aggregate !== "sum" && !reading.isCount;
  const isBeside =
    !reading.isCount &&
    best !== undefined &&
    [...best.matched].some((word) => !candidate.grain.nameStems.includes(word));
  if (
    !isBeside &&
    rows > (best?.score ?? 0) &&
    rows >= (reference?.score ?? 0) &&
    !isAveraged &&
    !reading.isDistinct
  ) {
    draft.score +=
      rows + (reading.isCount ? weights.rowsCounted : 0) + weights.wordUnknown * unnamed(words, draft);
    markUsed(draft, positions);
    draft.notes.push(`"${wordsAt(draft, positions)}" are the rows of ${candidate.grain.name}.`);
    return { expression: "COUNT(*)", alias: `${aliasOf(candidate.grain.name)}_count`, kind: "count" };
  }
  if (reference !== undefined && reference.score > (best?.score ?? 0) && !isAveraged) {
    draft.score += reference.score - unmatchedWords(words, reference.matched);
    markUsed(draft, positions, reference.matched);
    draft.notes.push(
      `Different values of ${reference.column.name} are counted (${reference.through.join(", ")}).`,
    );
    const column = referTo(candidate, reference.column);
    return {
      expression: `COUNT(DISTINCT ${column})`,
      alias: `${aliasOf(reference.column.name)}_count`,
      row: column,
      kind: "distinct",
    };
  }
  if (best === undefined) return undefined;
  const others = words.filter((word) => !candidate.grain.nameStems.includes(word));
  draft.score += best.score + Math.min(rows, weights.sourceMentioned) - unmatchedWords(others, best.matched);
  markUsed(draft, positions, best.matched);
  const rival = ranked[1];
  const doubt =
    rival !== undefined && rival.score === best.score
      ? ` ${rival.column.name} fits as well; the first by name was taken.`
      : "";
  if (rival !== undefined && doubt !== "")
    draft.doubts.push(doubtAbout(wordsAt(draft, positions), best.column.name, rival.column.name));
  draft.notes.push(
    `"${wordsAt(draft, positions)}" is ${best.column.name} (${best.through.join(", ")}).${doubt}`,
  );
  return aggregateOf(
    referTo(candidate, best.column),
    reading.aggregate ?? usualAggregate(best.column),
    best.column.name,
  );
}

/** Takes the first number of a source when no word decides. */
export function guessMeasure(draft: PlanDraft): MeasureChoice | undefined {
  const column = draft.candidate.entry.columns.find(
    (entry) => entry.kind === "number" && !entry.isId && !entry.isMeasure,
  );
  if (column === undefined || draft.candidate.entry.isMetricView) return undefined;
  draft.score += weights.measureGuessed;
  draft.notes.push(`Nothing tells which number is meant; ${column.name}, the first by name, was taken.`);
  return aggregateOf(
    referTo(draft.candidate, column),
    draft.reading.aggregate ?? usualAggregate(column),
    column.name,
  );
}

function aggregateOf(row: string, aggregate: Aggregate, label: string): MeasureChoice {
  const inner = row.startsWith("(") && row.endsWith(")") ? row.slice(1, -1) : row;
  const prefix = { sum: "total", avg: "avg", min: "min", max: "max", median: "median" }[aggregate];
  return {
    expression: `${aggregate.toUpperCase()}(${inner})`,
    alias: `${prefix}_${aliasOf(label)}`,
    row,
    kind: "aggregate",
  };
}

function usualAggregate(column: ColumnEntry): Aggregate {
  return column.nameStems.some((part) => neverSummed.has(part)) ? "avg" : "sum";
}

function unnamed(words: readonly string[], draft: PlanDraft): number {
  const known = [...draft.candidate.grain.nameStems, ...draft.candidate.grain.descriptionStems];
  return words.filter((word) => !known.includes(word)).length;
}
