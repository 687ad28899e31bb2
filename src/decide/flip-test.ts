import type { Outcome, QuestionEvidence } from "./acceptance-policy.js";
import { streakChance } from "./chance.js";
import type { QuestionRecord } from "./observation-index.js";

/** What to do about a question whose answer changed: ask again on one side, believe it, or drop it. */
export type FlipVerdict = "ask-candidate" | "ask-control" | "confirmed" | "dropped";

/** A changed answer under test. */
export interface FlipTest {
  readonly benchmarkId: string;
  readonly verdict: FlipVerdict;
  readonly evidence: QuestionEvidence;
}

/** What was observed of a question with the fix (candidate) and without it (control). */
export interface FlipEvidence {
  readonly benchmarkId: string;
  readonly candidate: QuestionRecord;
  readonly control: QuestionRecord;
  /** Asks keep bringing no observation, so that the test cannot go on. */
  readonly isUnobservable: boolean;
}

/** When a gain is believed. */
export interface GainRule {
  /** Fresh right answers with the fix, and fresh wrong ones without it, at least. */
  readonly repeats: number;
  /** A question that merely varies may show such a streak with at most this chance. */
  readonly alpha: number;
}

/** Believes a gain when its unbroken streak, right with the fix and wrong without it, is long and rare enough. */
export function testGain(flip: FlipEvidence, { repeats, alpha }: GainRule): FlipTest {
  const right = count(flip.candidate.fresh, "pass");
  const wrong = count(flip.control.fresh, "fail");
  const contradicted = flip.candidate.fresh.includes("fail") || flip.control.fresh.includes("pass");
  return judged(flip, contradicted, () => {
    if (Math.min(right, wrong) >= repeats && streakChance(right, wrong) <= alpha) return "confirmed";
    return right <= wrong ? "ask-candidate" : "ask-control";
  });
}

/**
 * Believes a loss when its unbroken streak, wrong with the fix and right without it, would be rarer than `alpha`
 * for a question that merely varies.
 */
export function testLoss(flip: FlipEvidence, alpha: number): FlipTest {
  const wrong = count(flip.candidate.outcomes, "fail");
  const right = count(flip.control.fresh, "pass");
  const contradicted = flip.candidate.fresh.includes("pass") || flip.control.fresh.includes("fail");
  return judged(flip, contradicted, () => {
    if (streakChance(wrong, right) <= alpha) return "confirmed";
    return wrong <= right + 1 ? "ask-candidate" : "ask-control";
  });
}

function judged(
  { benchmarkId, candidate, control, isUnobservable }: FlipEvidence,
  contradicted: boolean,
  verdict: () => FlipVerdict,
): FlipTest {
  return {
    benchmarkId,
    verdict: contradicted || isUnobservable ? "dropped" : verdict(),
    evidence: {
      benchmarkId,
      control: { pass: count(control.fresh, "pass"), fail: count(control.fresh, "fail") },
      candidate: { pass: count(candidate.outcomes, "pass"), fail: count(candidate.outcomes, "fail") },
    },
  };
}

function count(outcomes: readonly Outcome[], wanted: Outcome): number {
  return outcomes.filter((outcome) => outcome === wanted).length;
}
