import type { AcceptancePolicy, PlannedFix } from "./acceptance-policy.js";
import { compareScores, decideByScore } from "./full-score.js";
import { ObservationIndex } from "./observation-index.js";
import { acceptedFixes, asksOf, fixOnTrial, percentText, tally } from "./observation-log.js";
import { inconclusive, unseenHopes } from "./unobserved.js";

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
    const ids = state.benchmarks.map(({ id }) => id);
    const unknown = ids.filter((id) => !index.isSettled(accepted, id));
    if (unknown.length > 0)
      return {
        kind: "ask",
        asks: asksOf(accepted, unknown, "score"),
        why: "what had no answer without the fix",
      };
    const open = ids.filter((id) => !index.isSettled(candidate, id));
    if (open.length === 0) return { kind: "decide", decision: decideByScore(state, index, accepted, fix.id) };
    const { gained, lost } = compareScores(state, index, accepted, candidate);
    const wrong = open.filter((id) => index.of(accepted, id).outcomes[0] === "fail");
    // So many more wrong answers rule the fix out: asking fewer could not settle it.
    const lead = gained + wrong.length - lost;
    if (lead <= 0) {
      const before = tally(ids.map((id) => index.of(accepted, id).outcomes[0] ?? "none"));
      const ceiling = (before.passed + lead) / Math.max(1, before.passed + before.failed);
      const unseen = unseenHopes(state, index, accepted, candidate);
      const seen = `cannot score more than ${percentText(ceiling)} against ${percentText(before.score)}`;
      const verdict =
        lead + unseen.length > 0
          ? inconclusive(state, seen, unseen)
          : ({ verdict: "rejected", reason: `${seen}; ${open.length} questions not asked` } as const);
      const evidence = { gains: [], losses: [], bestScore: before.score };
      return { kind: "decide", decision: { fixId: fix.id, ...verdict, ...evidence } };
    }
    const batch = wrong.length > 0 ? wrong : affectedFirst(open, fix).slice(0, lead);
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
