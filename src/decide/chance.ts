import type { QuestionEvidence } from "./acceptance-policy.js";

/**
 * Upper bound of the chance that a question whose answers do not depend on the fix shows `a` answers of one kind
 * with it and `b` of the other kind without it: the maximum of pᵃ(1−p)ᵇ over all rates p.
 */
export function streakChance(a: number, b: number): number {
  return a + b === 0 ? 1 : power(a) * power(b) * (a + b) ** -(a + b);
}

function power(n: number): number {
  return n === 0 ? 1 : n ** n;
}

const rates = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);

/**
 * Upper bound of the chance that a question whose answers do not depend on the fix looks at least as good as this:
 * so many right answers with it and so many wrong ones without it. The worst of all rates of right answers, in
 * steps of half a percent; `streakChance` where no answer contradicts.
 */
export function luckChance({ candidate, control }: QuestionEvidence): number {
  if (candidate.fail === 0 && control.pass === 0) return streakChance(candidate.pass, control.fail);
  const chances = rates.map(
    (rate) =>
      atLeast(candidate.pass, candidate.pass + candidate.fail, rate) *
      atLeast(control.fail, control.pass + control.fail, 1 - rate),
  );
  return Math.max(...chances);
}

/**
 * Upper bound of the chance that the best of these gains, picked out of so many questions, is luck: that any of them
 * looks as good, at the worst. Undefined without gains.
 */
export function luckAmong(gains: readonly QuestionEvidence[], asked: number): number | undefined {
  if (gains.length === 0) return undefined;
  return Math.min(1, Math.max(1, asked) * Math.min(...gains.map(luckChance)));
}

/** Chance of at least `wanted` successes in `tries`. */
function atLeast(wanted: number, tries: number, rate: number): number {
  let term = (1 - rate) ** tries;
  let below = 0;
  for (let successes = 0; successes < wanted; successes += 1) {
    below += term;
    term *= ((tries - successes) / (successes + 1)) * (rate / (1 - rate));
  }
  return Math.max(0, 1 - below);
}
