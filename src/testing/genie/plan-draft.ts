import type { Candidate } from "./candidate.js";
import type { QuestionReading } from "./question-reading.js";
import type { TermDefinition } from "./term-definitions.js";
import type { TextRules } from "./text-rules.js";
import { partsOf } from "./tokenizer.js";

/** Points that a plan gains and loses beside those of its matches. */
export const weights = {
  definition: 14,
  value: 5,
  rowsCounted: 2,
  time: 1,
  route: 12,
  sourceMentioned: 2,
  sourceDescribed: 0.5,
  joinNeeded: -2,
  measureGuessed: -6,
  dimensionMissing: -7,
  timeMissing: -5,
  wordUnknown: -1,
  properUnknown: -2,
} as const;

/** A plan being made: what is known so far and why. */
export interface PlanDraft {
  readonly candidate: Candidate;
  readonly reading: QuestionReading;
  readonly rules: TextRules;
  readonly terms: readonly TermDefinition[];
  score: number;
  /** Why each choice was made, in order. */
  readonly notes: string[];
  /** What fits two ways equally well, as questions back. */
  readonly doubts: string[];
  /** Positions that a match explains. */
  readonly used: Set<number>;
  /** Parts of the question that nothing in this source answers. */
  readonly missing: string[];
}

/** Stems at some positions, phrases taken apart. */
export function stemsAt(draft: PlanDraft, positions: readonly number[]): string[] {
  return positions.flatMap((index) => partsOf(draft.reading.tokens[index]));
}

/** Words at some positions, as asked. */
export function wordsAt(draft: PlanDraft, positions: readonly number[]): string {
  return positions.map((index) => draft.reading.tokens[index]?.text ?? "").join(" ");
}

/** Marks the positions among `positions` whose stems were matched. */
export function markUsed(
  draft: PlanDraft,
  positions: readonly number[],
  matched?: ReadonlySet<string>,
): void {
  for (const index of positions) {
    if (matched === undefined || partsOf(draft.reading.tokens[index]).some((stem) => matched.has(stem)))
      draft.used.add(index);
  }
}

/** Positions of a term's words among `positions`, in any order; `undefined` when one is missing. */
export function positionsOfTerm(
  draft: PlanDraft,
  stems: readonly string[],
  positions: readonly number[],
): number[] | undefined {
  const at: number[] = [];
  for (const index of positions) {
    if (partsOf(draft.reading.tokens[index]).some((stem) => stems.includes(stem))) at.push(index);
  }
  const present = new Set(stemsAt(draft, at));
  return stems.every((stem) => present.has(stem)) ? at : undefined;
}

/** Asks which of two equally good readings is meant. */
export function doubtAbout(words: string, first: string, second: string): string {
  return `What do you mean by "${words}": ${first} or ${second}?`;
}
