import type { AcceptancePolicy, PlannedFix } from "./acceptance-policy.js";
import { decideByScore, fullScore } from "./full-score.js";
import { ObservationIndex } from "./observation-index.js";
import { acceptedFixes, asksOf, fixOnTrial, percentText, tally } from "./observation-log.js";

/**
 * Takes the decisions of `reference` with fewer questions: asks what can still raise the score first, and stops
 * as soon as the best score can no longer be beaten.
 */
export const exactPolicy: AcceptancePolicy = {
  name: "exact",
  next(state) {
    const fix = fixOnTrial(state);
    if (!fix) return { kind: "done" };
    const accepted = acceptedFixes(state);
    const candidate = [...accepted, fix.id];
    const index = ObservationIndex.of(state.observations);
    const best = fullScore(state, index, accepted);
    const open = state.benchmarks.map(({ id }) => id).filter((id) => !index.isSettled(candidate, id));
    if (open.length === 0) return { kind: "decide", decision: decideByScore(state, index, accepted, fix.id) };
    const { passed, failed } = tally(
      state.benchmarks.map(({ id }) => index.of(candidate, id).outcomes[0] ?? "none"),
    );
    const ceiling = (passed + open.length) / (passed + failed + open.length);
    if (ceiling <= best.score) {
      return {
        kind: "decide",
        decision: {
          fixId: fix.id,
          verdict: "rejected",
          reason: `cannot score more than ${percentText(ceiling)} against ${percentText(best.score)}; ${open.length} questions not asked`,
          gains: [],
          losses: [],
          bestScore: best.score,
        },
      };
    }
    // So many more wrong answers are needed to rule the fix out that asking fewer could not settle it.
    const needed = Math.max(
      1,
      Math.ceil(passed + open.length - best.score * (passed + failed + open.length)),
    );
    const wrong = open.filter((id) => index.of(accepted, id).outcomes[0] !== "pass");
    const batch = wrong.length > 0 ? wrong : affectedFirst(open, fix).slice(0, needed);
    return {
      kind: "ask",
      asks: asksOf(candidate, batch, "score"),
      why: wrong.length > 0 ? "what can still gain" : "what may have been lost",
    };
  },
};

function affectedFirst(open: readonly string[], { related }: PlannedFix): readonly string[] {
  const affected = new Set(related);
  return [...open.filter((id) => affected.has(id)), ...open.filter((id) => !affected.has(id))];
}
