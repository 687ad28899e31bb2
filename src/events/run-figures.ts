import type { ScoreSummary } from "./score-summary.js";

/** A question as summaries name it. */
export interface NamedQuestion {
  readonly benchmarkId: string;
  readonly question: string;
}

/** A difference of two scores with its 95 % interval, in shares of the benchmark, -1 to 1. */
export interface GainSummary {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** How far the scores and decisions of a run can be trusted. */
export interface RunFigures {
  /**
   * Questions right at the end against the start, paired, with Newcombe's interval: what to expect of new questions
   * like these, were the fixes not chosen on them. Only held-out questions back a claim about new ones.
   */
  readonly improvement: GainSummary;
  /** How much scores of this benchmark differ from run to run when nothing changes. */
  readonly noise: {
    /** Share of the questions whose answer differs between two runs; near 5 % while `pairs` is small. */
    readonly differing: number;
    /** Standard deviation of one score, as a share of the benchmark. */
    readonly deviation: number;
    /** Differences of two scores below this, as a share of the benchmark, are within chance at 95 %. */
    readonly noticeable: number;
    /** Questions asked at the start and at the end that no kept fix was found to change: what this rests on. */
    readonly pairs: number;
  };
  /** How many fixes ended in each way. */
  readonly verdicts: Readonly<
    Record<"accepted" | "rejected" | "inconclusive" | "redundant" | "leaky" | "skipped", number>
  >;
  /**
   * How many kept fixes are expected to be luck, on the high side: the sum of their worst-case chances, times the share
   * of questions whose answers vary. Absent under a policy that makes no such claim.
   */
  readonly expectedFalseAccepts?: number | undefined;
  /** Questions that the same configuration answered right and wrong. */
  readonly flaky: readonly NamedQuestion[];
  /** Further questions that one document answered right and wrong, over this run and earlier ones in its store. */
  readonly flakyBefore: readonly NamedQuestion[];
  /** Questions that were not asked again with all fixes that stay, although there are any. */
  readonly unasked: readonly NamedQuestion[];
  /** Asks that brought no answer; none of them was counted. */
  readonly emptyAsks: number;
  /** Asks after the initial score, the held-out questions left out. */
  readonly asks: number;
  /** Asks that only looked whether a fix had taken effect: part of `usage.questionsAsked`, and of no score or decision. */
  readonly canaryAsks: number;
  /** Answers that were taken over from earlier runs instead of asking. */
  readonly recalled: number;
}

/** What held-out questions showed. */
export interface HoldoutSummary {
  /**
   * `none`: nothing is held out. `unchanged`: no fix was kept. `not-asked`: the run ended before they were asked. Else
   * whether the improvement shows on them: `confirmed` or `worse` at 95 %; `no-transfer` when the improvement on the
   * other questions is larger by more than chance; `unclear` when there are too few to tell.
   */
  readonly status: "none" | "unchanged" | "not-asked" | "confirmed" | "worse" | "no-transfer" | "unclear";
  readonly benchmarkIds: readonly string[];
  /** Runs in the store that have looked at them at their end, this one included. Many looks wear them out. */
  readonly looks: number;
  /** How the questions were divided. */
  readonly note: string;
  /** Score of production at the start. */
  readonly before?: ScoreSummary | undefined;
  /** Score of the best configuration at the end. */
  readonly after?: ScoreSummary | undefined;
  /** Paired, with Newcombe's interval. */
  readonly gain?: GainSummary | undefined;
  /** The status in plain words. */
  readonly wording: string;
}

/** Whether what the run gained holds when the same is asked in other words. */
export interface ParaphraseSummary {
  readonly status: "asked" | "skipped";
  /** Questions that a kept fix turned right, each with its paraphrases that were right of those that were answered. */
  readonly questions: readonly (NamedQuestion & { readonly passed: number; readonly asked: number })[];
  /** In plain words, which gains are memorised: right in the wording of the benchmark only. */
  readonly wording: string;
}
