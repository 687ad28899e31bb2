import type { DecisionState, Outcome } from "./acceptance-policy.js";
import { configurationKey } from "./observation-index.js";

/** How often two answers differ whose question is right with a chance of 0.2 to 0.8, on average. */
const differing = 0.44;
/** Six made-up questions of which 10 % vary, so that a short log without a difference is not called stable. */
const priorQuestions = 6;
const priorShare = 0.1;

/** What the log shows of answers that vary. */
export interface VaryingQuestions {
  /** Questions that were answered right and wrong by the same configuration. */
  readonly ids: readonly string[];
  /**
   * Share of the questions whose answers vary, as a guess on the high side: only what looked promising or suspicious is
   * asked again, and that varies more often than the rest.
   */
  readonly share: number;
}

/** Compares the answers that the same configuration gave to the same question. */
export function varyingQuestions({ benchmarks, observations }: DecisionState): VaryingQuestions {
  const seen = new Map<string, Outcome>();
  const again = new Set<string>();
  const varying = new Set<string>();
  for (const { configuration, benchmarkId, outcome } of observations) {
    if (outcome === "none") continue;
    const key = `${configurationKey(configuration)} ${benchmarkId}`;
    const before = seen.get(key);
    if (before) again.add(benchmarkId);
    if (before && before !== outcome) varying.add(benchmarkId);
    seen.set(key, outcome);
  }
  const found = (varying.size + differing * priorShare * priorQuestions) / (again.size + priorQuestions);
  return {
    ids: benchmarks.map(({ id }) => id).filter((id) => varying.has(id)),
    share: Math.min(1, found / differing),
  };
}
