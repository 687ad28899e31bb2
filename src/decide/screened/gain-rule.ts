import { streakChance } from "../chance.js";

/** When a gain is believed. */
export interface GainRule {
  /** Expected number of gains believed by chance, at the worst, over all questions screened. */
  readonly alphaGain: number;
  /** Share of the failing questions whose answers are expected to vary; 1 assumes nothing. */
  readonly flakyShare: number;
}

/** What was seen of a question that turned right. */
export interface GainEvidence {
  /** Right answers with the fix so far; the merged configuration will be asked for one more. */
  readonly right: number;
  /** Wrong answers without the fix, the one that chose the question left out. */
  readonly wrong: number;
  /** Questions that had the chance to turn right. */
  readonly screened: number;
}

/**
 * Whether so clean a row of answers is too unlikely for questions that merely vary: the worst-case chance of the
 * row, one more right answer included, times the number of questions that may vary.
 */
export function isBelieved({ right, wrong, screened }: GainEvidence, rule: GainRule): boolean {
  return right >= 2 && streakChance(right + 1, wrong) * screened * rule.flakyShare <= rule.alphaGain;
}
