import type { AcceptancePolicy, PlannedFix } from "./acceptance-policy.js";
import { canBeat, decideByScore, fullScore } from "./full-score.js";
import { ObservationIndex } from "./observation-index.js";
import { acceptedFixes, asksOf, fixOnTrial, percentText } from "./observation-log.js";
import { inconclusive, unseenHopes } from "./unseen-hopes.js";

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
    const observed = fullScore(state, index, candidate);
    const { passed, failed } = observed;
    const ceiling = (passed + open.length) / (passed + failed + open.length);
    if (ceiling <= best.score) {
      const unseen = unseenHopes(state, index, accepted, candidate);
      const seen = `cannot score more than ${percentText(ceiling)} against ${percentText(best.score)}`;
      const verdict = canBeat(best.score, observed, open.length + unseen.length)
        ? inconclusive(state, seen, unseen)
        : ({ verdict: "rejected", reason: `${seen}; ${open.length} questions not asked` } as const);
      const evidence = { gains: [], losses: [], bestScore: best.score };
      return { kind: "decide", decision: { fixId: fix.id, ...verdict, ...evidence } };
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
