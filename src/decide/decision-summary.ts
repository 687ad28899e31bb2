import type { Decision, DecisionState, DecisionVerdict } from "./acceptance-policy.js";
import { configurationKey } from "./observation-index.js";
import { acceptedFixes } from "./observation-log.js";
import { varyingQuestions } from "./varying-share.js";

/** What the log of a loop says about the decisions that were taken from it. */
export interface DecisionSummary {
  /** How many fixes ended in each way. */
  readonly verdicts: Readonly<Record<DecisionVerdict, number>>;
  /**
   * Expected number of fixes that were kept by luck, on the high side: the sum of their chance bounds, which take every
   * question for one whose answers vary, times the share of such questions. Absent where a fix was kept by a policy
   * that makes no such claim.
   */
  readonly expectedFalseAccepts?: number | undefined;
  /** Questions that were answered right and wrong by the same configuration: what makes the score uncertain. */
  readonly flaky: readonly string[];
  /** Questions that were never asked with the fixes that stay, although there are any. */
  readonly unasked: readonly string[];
  /** Asks that brought no observation; none of them was counted. */
  readonly emptyAsks: number;
  /** Asks after the baseline. */
  readonly asks: number;
}

/** Sums up a decided loop. */
export function summarizeDecisions(state: DecisionState): DecisionSummary {
  const { benchmarks, observations, decisions } = state;
  const kept = decisions.filter(({ verdict }) => verdict === "accepted");
  const accepted = configurationKey(acceptedFixes(state));
  const varying = varyingQuestions(state);
  const asked = new Set(
    observations
      .filter(({ configuration }) => configurationKey(configuration) === accepted)
      .map(({ benchmarkId }) => benchmarkId),
  );
  return {
    verdicts: countVerdicts(decisions),
    expectedFalseAccepts: kept.every(({ chanceBound }) => chanceBound !== undefined)
      ? kept.reduce((sum, { chanceBound = 0 }) => sum + chanceBound, 0) * varying.share
      : undefined,
    flaky: varying.ids,
    unasked: benchmarks.map(({ id }) => id).filter((id) => !asked.has(id)),
    emptyAsks: observations.filter(({ outcome }) => outcome === "none").length,
    asks: observations.filter(({ purpose }) => purpose !== "baseline").length,
  };
}

function countVerdicts(decisions: readonly Decision[]): Readonly<Record<DecisionVerdict, number>> {
  const count = (wanted: DecisionVerdict) => decisions.filter(({ verdict }) => verdict === wanted).length;
  return {
    accepted: count("accepted"),
    rejected: count("rejected"),
    inconclusive: count("inconclusive"),
    redundant: count("redundant"),
    leaky: count("leaky"),
    skipped: count("skipped"),
  };
}
