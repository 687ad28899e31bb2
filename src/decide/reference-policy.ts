import type { AcceptancePolicy } from "./acceptance-policy.js";
import { decideByScore } from "./full-score.js";
import { ObservationIndex } from "./observation-index.js";
import { acceptedFixes, asksOf, fixOnTrial } from "./observation-log.js";

/**
 * Scores every benchmark after each fix and keeps the fix if the score is strictly higher than the best so far.
 * Simple, and right where the answers never vary; under noise it keeps fixes by luck, so prefer `confirmed`.
 */
export const referencePolicy: AcceptancePolicy = {
  name: "reference",
  next(state) {
    const fix = fixOnTrial(state);
    if (!fix) return { kind: "done" };
    const accepted = acceptedFixes(state);
    const candidate = [...accepted, fix.id];
    const index = ObservationIndex.of(state.observations);
    for (const [configuration, why] of [
      [accepted, "what had no answer without the fix"],
      [candidate, "the full score with this fix"],
    ] as const) {
      const open = state.benchmarks.map(({ id }) => id).filter((id) => !index.isSettled(configuration, id));
      if (open.length > 0) return { kind: "ask", asks: asksOf(configuration, open, "score"), why };
    }
    return { kind: "decide", decision: decideByScore(state, index, accepted, fix.id) };
  },
};
