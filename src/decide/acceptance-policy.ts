/** A question that can be asked of a configuration. */
export interface DecisionBenchmark {
  readonly id: string;
  /** No fix that breaks this question is kept, whatever it gains. */
  readonly isProtected: boolean;
  /** What to call it in reasons for people. @default its id */
  readonly name?: string | undefined;
}

/** A fix as a policy sees it. */
export interface PlannedFix {
  readonly id: string;
  /** Benchmarks that the fix should turn right. */
  readonly claims: readonly string[];
  /** Benchmarks that use what the fix touches, so that it may change their answer. */
  readonly related: readonly string[];
  /** Benchmarks whose question or SQL the fix repeats: a gain on these proves nothing. */
  readonly derivedFrom: readonly string[];
  /** Fixes that cannot stand beside this one: no configuration holds both. @default none */
  readonly contradicts?: readonly string[] | undefined;
}

/**
 * A state of the space: the fixes applied, in order, to the document that the loop began with. The empty list
 * is that document itself.
 */
export type Configuration = readonly string[];

/** `none`: no observation could be made (outage, timeout). It never counts as a wrong answer. */
export type Outcome = "pass" | "fail" | "none";

/** What a question is asked for. */
export type AskPurpose = "baseline" | "screen" | "score" | "confirm" | "sweep" | "attribute" | "closing";

/** One question that a policy wants answered. */
export interface Ask {
  readonly configuration: Configuration;
  readonly benchmarkId: string;
  readonly purpose: AskPurpose;
}

/** The answer to one ask. The log of all of them is all that a policy decides from. */
export interface Observation extends Ask {
  readonly outcome: Outcome;
}

/** How often one question was right and wrong with the fix and without it, counting fresh asks only. */
export interface QuestionEvidence {
  readonly benchmarkId: string;
  readonly control: { readonly pass: number; readonly fail: number };
  readonly candidate: { readonly pass: number; readonly fail: number };
}

/** What became of a fix; only `accepted` ones stay. */
export type DecisionVerdict = "accepted" | "rejected" | "inconclusive" | "redundant" | "leaky" | "skipped";

/** What becomes of one fix, and why. */
export interface Decision {
  readonly fixId: string;
  readonly verdict: DecisionVerdict;
  /** One sentence for people. */
  readonly reason: string;
  readonly gains: readonly QuestionEvidence[];
  readonly losses: readonly QuestionEvidence[];
  /**
   * Worst-case chance that the gains are luck, if the answers to all questions that had the chance to look gained varied;
   * absent where the policy makes no such claim.
   */
  readonly chanceBound?: number | undefined;
  /** Score of the best configuration after this decision, 0 to 1, as far as this policy knows it. */
  readonly bestScore: number;
  /** Score of the tried configuration where the policy measured it in full, 0 to 1. */
  readonly candidateScore?: number | undefined;
}

/** Everything a policy may look at. JSON-safe: a recorded state can be decided again under another policy. */
export interface DecisionState {
  readonly benchmarks: readonly DecisionBenchmark[];
  /** In the order in which they are to be tried. */
  readonly fixes: readonly PlannedFix[];
  /** All asks of this loop so far, in the order in which they were answered. */
  readonly observations: readonly Observation[];
  readonly decisions: readonly Decision[];
}

/** What a policy wants next: answers to questions, or to decide. */
export type PolicyStep =
  /** Ask these next, the most useful first; they may be asked side by side. `why` is for people. */
  | { readonly kind: "ask"; readonly asks: readonly Ask[]; readonly why: string }
  | { readonly kind: "decide"; readonly decision: Decision }
  /** Every fix is decided. */
  | { readonly kind: "done" };

/**
 * Decides which fixes stay. A pure function of the observation log: no clock, no randomness, no I/O, so that
 * every decision can be recomputed from the journal and a run can be replayed under another policy.
 */
export interface AcceptancePolicy {
  /** Name for reports, such as `confirmed`. */
  readonly name: string;
  /**
   * Working spaces that it wants to ask about at the same time. With one, it tries one fix after the other: it
   * asks about the accepted fixes, alone or with the fix whose turn it is. With more it may ask about any set of
   * fixes that do not contradict each other, in the order of the plan, and decides them together at its end.
   * @default 1
   */
  readonly arms?: number | undefined;
  next(state: DecisionState): PolicyStep;
  /**
   * Which answer counts for each question in the score of what was accepted. Undefined while that is not decided.
   * @default the first answer on the accepted fixes, or else without the last of them, and so on
   */
  standing?(state: DecisionState): readonly StandingAnswer[] | undefined;
}

/** The answer that counts for a question. */
export interface StandingAnswer {
  readonly benchmarkId: string;
  readonly configuration: Configuration;
  /** Its place among the right and wrong answers to this question on this configuration, from 0. */
  readonly place: number;
}
