import type { Random } from "../../util/random.js";
import { pickOne, weighted } from "./sampling.js";

/** What a fix truly does to one question: the chance of a right answer with it. */
export interface TrueChange {
  readonly question: number;
  readonly rate: number;
  readonly isGain: boolean;
}

/** By the sum of all changes: does nothing, makes the score higher, makes it lower. */
export type FixKind = "no-op" | "helpful" | "harmful";

export interface FixSetting {
  /** Chance of a right answer without any fix, by question. */
  readonly rates: Float64Array;
  readonly claims: readonly number[];
  /** Failing questions, apart from the one aimed at, on the tables that the fix touches. */
  readonly near: readonly number[];
  readonly failing: readonly number[];
  /** Whether a question uses a table that the fix touches. */
  readonly uses: (question: number) => boolean;
  /** Share of questions whose answers vary. */
  readonly flaky: number;
  /** Chance that a true gain is among the claims. */
  readonly recall: number;
  /** Share of the fixes that turn questions right and are meant to do nothing else. */
  readonly helpful: number;
}

/**
 * Draws what a fix truly does. The share `helpful`, usually 30 %, turns one to three questions right; of those with two
 * or more, 30 % also break one. 15 % break questions: half of these one to three, half two or three while turning one
 * right. The others do nothing. A gain is among the claims with the chance `recall`, else mostly on the same tables; 80 % of the losses are
 * on the tables touched. Where answers vary, 15 % of the changes are partial: 0.7 to 0.95 after a gain, 0.05 to
 * 0.4 after a loss.
 */
export function drawChanges(
  setting: FixSetting,
  random: Random,
): { readonly kind: FixKind; readonly changes: readonly TrueChange[] } {
  const changes: TrueChange[] = [];
  const gain = (count: number) => {
    for (let n = 0; n < count; n += 1) changes.push(...drawGain(setting, changes, random));
  };
  const lose = (count: number) => {
    for (let n = 0; n < count; n += 1) changes.push(...drawLoss(setting, changes, random));
  };
  const oneToThree = () => 1 + weighted([0.5, 0.3, 0.2], random);
  const draw = random();
  if (draw < setting.helpful) {
    gain(oneToThree());
    if (changes.length >= 2 && random() < 0.3) lose(1);
  } else if (draw < setting.helpful + 0.15) {
    const isMixed = random() < 0.5;
    if (isMixed) gain(1);
    lose(isMixed ? 2 + Number(random() < 0.3) : oneToThree());
  }
  const net = changes.reduce((sum, { question, rate }) => sum + rate - (setting.rates[question] ?? 0), 0);
  return { kind: net > 0.05 ? "helpful" : net < -0.05 ? "harmful" : "no-op", changes };
}

function drawGain(
  { rates, claims, near, failing, flaky, recall }: FixSetting,
  before: readonly TrueChange[],
  random: Random,
): readonly TrueChange[] {
  const draw = random();
  const missed = 1 - recall;
  const preferred = draw < recall ? claims : draw < recall + (missed * 2) / 3 ? near : failing;
  const [pool] = [preferred, claims, failing]
    .map((questions) => questions.filter((one) => (rates[one] ?? 0) < 0.85 && isUntouched(one, before)))
    .filter(({ length }) => length > 0);
  const question = pickOne(pool ?? [], random);
  if (question === undefined) return [];
  const isPartial = flaky > 0 && random() < 0.15;
  const rate = isPartial ? Math.max(0.7 + 0.25 * random(), Math.min(1, (rates[question] ?? 0) + 0.15)) : 1;
  return [{ question, rate, isGain: true }];
}

function drawLoss(
  { rates, uses, flaky }: FixSetting,
  before: readonly TrueChange[],
  random: Random,
): readonly TrueChange[] {
  const isNear = random() < 0.8;
  const right = [...rates.keys()].filter((one) => (rates[one] ?? 0) > 0.5 && isUntouched(one, before));
  const near = right.filter(uses);
  const question = pickOne(isNear && near.length > 0 ? near : right, random);
  if (question === undefined) return [];
  return [{ question, rate: flaky > 0 && random() < 0.15 ? 0.05 + 0.35 * random() : 0, isGain: false }];
}

function isUntouched(question: number, changes: readonly TrueChange[]): boolean {
  return changes.every((change) => change.question !== question);
}
