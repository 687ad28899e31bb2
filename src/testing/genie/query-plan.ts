import type { DateRange } from "./calendar.js";
import type { Candidate } from "./candidate.js";
import {
  type ConditionChoice,
  chooseComparisons,
  chooseConditions,
  choosePeriod,
  standingConditions,
} from "./choose-conditions.js";
import { chooseDimension, type DimensionChoice, grainDimension } from "./choose-dimension.js";
import { chooseMeasure, guessMeasure, type MeasureChoice } from "./choose-measure.js";
import { matchSourceName } from "./column-matching.js";
import { type PlanDraft, stemsAt, weights, wordsAt } from "./plan-draft.js";
import type { QuestionReading } from "./question-reading.js";
import type { QueryParts } from "./sql-writer.js";
import type { TermDefinition } from "./term-definitions.js";
import type { TextRules } from "./text-rules.js";

/** One way to answer a question from one candidate. */
export interface QueryPlan {
  readonly candidate: Candidate;
  readonly parts: QueryParts;
  /** How well the candidate covers the question; comparable between candidates. */
  readonly score: number;
  readonly notes: readonly string[];
  /** What fits two ways equally well, as questions back. */
  readonly doubts: readonly string[];
  readonly missing: readonly string[];
}

/** Plans the query that `candidate` can give; `undefined` when it has nothing to measure, count or list. */
export function planQuery(
  candidate: Candidate,
  reading: QuestionReading,
  rules: TextRules,
  terms: readonly TermDefinition[],
  range: DateRange | undefined,
): QueryPlan | undefined {
  const draft: PlanDraft = {
    candidate,
    reading,
    rules,
    terms,
    score: candidate.isJoin ? weights.joinNeeded : 0,
    notes: [],
    doubts: [],
    used: new Set(),
    missing: [],
  };
  const comparisons = chooseComparisons(draft);
  const measureTerm = claimDefinedMeasure(draft);
  const conditions = chooseConditions(draft, positionsBesideDimensions(reading), nounsAsked(reading));
  const isFree = (index: number) => !draft.used.has(index);
  const dimensions: DimensionChoice[] = [];
  const subject = reading.subject.filter(isFree);
  for (const segment of subject.length > 0 ? [subject, ...reading.dimensions] : reading.dimensions) {
    const choice = chooseDimension(draft, segment);
    if (choice === undefined) {
      draft.score += weights.dimensionMissing;
      draft.missing.push(wordsAt(draft, segment));
    } else dimensions.push(choice);
  }
  if (reading.time.grain !== undefined && !dimensions.some((choice) => choice.isTime === true)) {
    const choice = grainDimension(draft, reading.time.grain);
    if (choice !== undefined) dimensions.push(choice);
    else draft.score += weights.dimensionMissing;
  }
  const head = reading.head.filter(isFree);
  const isListing =
    !reading.isCount &&
    head.length === 0 &&
    measureTerm === undefined &&
    reading.aggregate === undefined &&
    reading.share === undefined;
  let measure = measureTerm ?? (head.length > 0 ? chooseMeasure(draft, head) : undefined);
  if (measure === undefined && !isListing) {
    const counted = reading.head.length > 0 ? chooseMeasure(draft, reading.head) : undefined;
    if (counted !== undefined) measure = counted;
    else {
      draft.missing.push(wordsAt(draft, head.length > 0 ? head : reading.head));
      measure = guessMeasure(draft);
      if (measure === undefined) return undefined;
    }
  }
  if (isListing && dimensions.length === 0) return undefined;
  const period = choosePeriod(draft, range);
  const standing = standingConditions(draft);
  scoreMentions(draft);
  const parts = assemble(draft, {
    dimensions,
    measure,
    conditions,
    others: [...comparisons, ...period, ...standing],
  });
  return {
    candidate,
    parts,
    score: draft.score,
    notes: draft.notes,
    doubts: draft.doubts,
    missing: draft.missing,
  };
}

function positionsBesideDimensions({ head, subject, rest }: QuestionReading): number[] {
  return [...head, ...subject, ...rest].sort((a, b) => a - b);
}

/** The noun that is counted or asked for: it names rows or a column, never a value. */
function nounsAsked({ isCount, head, subject }: QuestionReading): number[] {
  return [...(isCount ? head.slice(-1) : []), ...subject.slice(-1)];
}

/** A defined term may reach over the whole question, before its words are taken for anything else. */
function claimDefinedMeasure(draft: PlanDraft): MeasureChoice | undefined {
  const all = positionsBesideDimensions(draft.reading);
  const phrases = all.filter(
    (index) => draft.reading.tokens[index]?.parts !== undefined || draft.reading.head.includes(index),
  );
  const isDefined = draft.terms.some(
    (term) =>
      (term.kind === "measure" || term.kind === "expression") &&
      term.stems.every((stem) => stemsAt(draft, phrases).includes(stem)),
  );
  if (!isDefined) return undefined;
  const before = draft.notes.length;
  const doubtsBefore = draft.doubts.length;
  const choice = chooseMeasure(draft, phrases);
  if (
    choice?.kind === "defined" ||
    (choice?.kind === "aggregate" && draft.notes[before]?.includes("defined by") === true)
  )
    return choice;
  draft.notes.length = before;
  draft.doubts.length = doubtsBefore;
  draft.score = draft.candidate.isJoin ? weights.joinNeeded : 0;
  draft.used.clear();
  return undefined;
}

function scoreMentions(draft: PlanDraft): void {
  const { reading, candidate } = draft;
  const positions = [...reading.head, ...reading.subject, ...reading.rest, ...reading.dimensions.flat()];
  for (const index of positions) {
    if (draft.used.has(index)) continue;
    const words = stemsAt(draft, [index]);
    if (matchSourceName(words, candidate.entry) >= 4) draft.score += weights.sourceMentioned;
    else if (words.some((word) => candidate.entry.descriptionStems.has(word)))
      draft.score += weights.sourceDescribed;
    else if (reading.tokens[index]?.isProper === true) {
      draft.score += weights.properUnknown;
      draft.missing.push(wordsAt(draft, [index]));
    }
  }
  const asked = new Set(reading.tokens.flatMap((token) => token.parts ?? [token.stem]));
  for (const route of draft.rules.routes) {
    if (route.source !== candidate.entry.identifier || !route.stems.some((word) => asked.has(word))) continue;
    draft.score += weights.route;
    draft.notes.push(`${candidate.entry.name} is preferred by ${route.via}.`);
  }
}

interface Chosen {
  readonly dimensions: readonly DimensionChoice[];
  readonly measure: MeasureChoice | undefined;
  readonly conditions: readonly ConditionChoice[];
  readonly others: readonly string[];
}

function assemble(draft: PlanDraft, chosen: Chosen): QueryParts {
  const { reading, candidate, rules } = draft;
  const { dimensions, measure } = chosen;
  const { numerator, filters } = splitShare(draft, chosen);
  const where = [...filters, ...chosen.others];
  const shared = { from: candidate.from, conditions: where };
  const items = dimensions.map((choice) => choice.item);
  const limit = rules.alwaysLimit;
  if (measure === undefined) {
    return {
      ...shared,
      dimensions: items,
      measures: [],
      isGrouped: false,
      isDistinct: dimensions.every((choice) => choice.ofRows !== true),
      limit,
    };
  }
  const isRowLevel =
    measure.kind === "aggregate" &&
    dimensions.length === 1 &&
    dimensions[0]?.ofRows === true &&
    reading.aggregate === undefined;
  const perEntity = ratioPerEntity(draft, measure, dimensions);
  const value = rounded(
    rules.roundTo,
    perEntity ??
      (reading.share === undefined
        ? isRowLevel
          ? (measure.row ?? measure.expression)
          : measure.expression
        : shareOf(reading.share, measure, numerator, dimensions.length > 0)),
  );
  const timeItem = dimensions.find((choice) => choice.isTime === true)?.item.expression;
  const isAggregatedRanking = dimensions.length === 0 && reading.ranking !== undefined;
  const expression =
    isAggregatedRanking &&
    measure.row !== undefined &&
    measure.kind === "aggregate" &&
    reading.aggregate === undefined
      ? `${reading.ranking?.isDescending === true ? "MAX" : "MIN"}(${measure.row})`
      : value;
  const alias =
    reading.share !== undefined
      ? `${measure.alias}_share`
      : isRowLevel
        ? (measure.label ?? measure.alias)
        : measure.alias;
  const isRanked = reading.ranking !== undefined && dimensions.length > 0 && perEntity === undefined;
  return {
    ...shared,
    dimensions: perEntity === undefined ? items : items.slice(0, -1),
    measures: [{ expression, alias }],
    isGrouped: !isRowLevel,
    orderBy: isRanked
      ? { expression: isRowLevel ? expression : alias, isDescending: reading.ranking?.isDescending ?? true }
      : timeItem === undefined
        ? undefined
        : { expression: timeItem, isDescending: false },
    limit: isRanked
      ? (reading.ranking?.limit ?? (reading.isSubjectSingular ? 1 : (rules.defaultTop ?? limit)))
      : limit,
  };
}

function splitShare(
  draft: PlanDraft,
  { conditions }: Chosen,
): { readonly numerator: readonly string[]; readonly filters: readonly string[] } {
  if (draft.reading.share === undefined)
    return { numerator: [], filters: conditions.map((condition) => condition.sql) };
  const isLate = (condition: ConditionChoice) =>
    condition.at.every((index) => draft.reading.rest.includes(index));
  const late = conditions.filter(isLate);
  const numerator = late.length > 0 ? late : conditions;
  return {
    numerator: numerator.map((condition) => condition.sql),
    filters: conditions
      .filter((condition) => !numerator.includes(condition))
      .map((condition) => condition.sql),
  };
}

function shareOf(
  unit: "percent" | "fraction",
  measure: MeasureChoice,
  numerator: readonly string[],
  isGrouped: boolean,
): string {
  const factor = unit === "percent" ? "100.0" : "1.0";
  const condition = numerator.join(" AND ");
  if (numerator.length === 0)
    return isGrouped
      ? `${measure.expression} * ${factor} / SUM(${measure.expression}) OVER ()`
      : measure.expression;
  if (measure.kind === "count") return `COUNT_IF(${condition}) * ${factor} / COUNT(*)`;
  if (measure.kind === "distinct")
    return `COUNT(DISTINCT CASE WHEN ${condition} THEN ${measure.row} END) * ${factor} / ${measure.expression}`;
  if (measure.row !== undefined)
    return `SUM(CASE WHEN ${condition} THEN ${measure.row} ELSE 0 END) * ${factor} / SUM(${measure.row})`;
  return `${measure.expression} FILTER (WHERE ${condition}) * ${factor} / ${measure.expression}`;
}

/** "Average orders per customer": the last dimension becomes the divisor. */
function ratioPerEntity(
  draft: PlanDraft,
  measure: MeasureChoice,
  dimensions: readonly DimensionChoice[],
): string | undefined {
  const last = dimensions.at(-1);
  if (draft.reading.aggregate !== "avg" || last?.column === undefined || last.isTime === true)
    return undefined;
  if (!last.column.isId && last.ofRows !== true) return undefined;
  const total =
    measure.kind === "aggregate" && measure.row !== undefined ? `SUM(${measure.row})` : measure.expression;
  return `${total} * 1.0 / COUNT(DISTINCT ${last.item.expression})`;
}

function rounded(places: number | undefined, expression: string): string {
  return places === undefined ? expression : `ROUND(${expression}, ${places})`;
}
