import type { AcceptancePolicy, Decision, DecisionState } from "./acceptance-policy.js";
import { ObservationIndex } from "./observation-index.js";
import { acceptedFixes, tally } from "./observation-log.js";

/**
 * A policy that stops asking when a budget is spent, and says what it left undecided. Of the last asks those go
 * first that the policy names first. What is decided by then stays decided; a fix that was being looked into is
 * inconclusive, the others are skipped. `maxAsks` counts every answer but the baseline.
 */
export function withinBudget(policy: AcceptancePolicy, maxAsks: number): AcceptancePolicy {
  return {
    name: policy.name,
    arms: policy.arms,
    standing: policy.standing && ((state) => policy.standing?.(state)),
    next(state) {
      const spent = state.observations.filter(({ purpose }) => purpose !== "baseline").length;
      const step = policy.next(state);
      if (step.kind !== "ask" || step.asks.length === 0) return step;
      const asks = step.asks.slice(0, Math.max(0, maxAsks - spent));
      if (asks.length > 0) return { ...step, asks };
      const decided = new Set(state.decisions.map(({ fixId }) => fixId));
      const open = state.fixes.find(({ id }) => !decided.has(id));
      return open ? { kind: "decide", decision: leftUndecided(state, open.id, maxAsks) } : { kind: "done" };
    },
  };
}

function leftUndecided(state: DecisionState, fixId: string, maxAsks: number): Decision {
  const accepted = acceptedFixes(state);
  const index = ObservationIndex.of(state.observations);
  const wasAsked = state.observations.some(({ configuration }) => configuration.includes(fixId));
  return {
    fixId,
    verdict: wasAsked ? "inconclusive" : "skipped",
    reason: `the budget of ${maxAsks} questions was spent before this was decided`,
    gains: [],
    losses: [],
    bestScore: tally(state.benchmarks.map(({ id }) => index.standing(accepted, id))).score,
  };
}
