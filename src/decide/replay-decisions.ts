import type {
  AcceptancePolicy,
  Ask,
  Decision,
  DecisionBenchmark,
  DecisionState,
  Observation,
  PlannedFix,
} from "./acceptance-policy.js";
import { nextStep } from "./next-step.js";
import { configurationKey } from "./observation-index.js";

/** A recorded loop: what was planned and everything that was answered, in order. */
export interface RecordedLoop {
  readonly benchmarks: readonly DecisionBenchmark[];
  readonly fixes: readonly PlannedFix[];
  readonly observations: readonly Observation[];
  /** What was decided; only fixes that could not be tried matter here. */
  readonly decisions?: readonly Decision[] | undefined;
}

/** What another policy would have made of a recorded loop. */
export interface DecisionReplay {
  readonly policy: string;
  readonly decisions: readonly Decision[];
  /** The answers that it would have asked for, the baseline first. */
  readonly observations: readonly Observation[];
  /** Recorded answers that it did without. */
  readonly unused: number;
  /**
   * What it would have asked next and the record does not hold. The replay ends there: later questions would
   * depend on the answers. Empty when every fix was decided.
   */
  readonly missing: readonly Ask[];
  /** What the missing questions were for; absent when nothing is missing. */
  readonly why?: string | undefined;
  /** Fixes that the replay did not come to decide. */
  readonly undecided: readonly string[];
}

/**
 * Lets a policy decide a recorded loop again. It is given recorded answers only, each once and in the order in which
 * they were recorded for that question and configuration, whatever they were asked for.
 * @throws ConfigurationError when the policy decides a fix twice, or one that is not in the record.
 */
export function replayDecisions(recorded: RecordedLoop, policy: AcceptancePolicy): DecisionReplay {
  const { benchmarks, fixes } = recorded;
  const left = new Map<string, Observation[]>();
  const observations: Observation[] = [];
  for (const observation of recorded.observations) {
    if (observation.purpose === "baseline") observations.push(observation);
    else left.set(keyOf(observation), [...(left.get(keyOf(observation)) ?? []), observation]);
  }
  const decisions: Decision[] = (recorded.decisions ?? []).filter(({ verdict }) => verdict === "skipped");
  const state: DecisionState = { benchmarks, fixes, observations, decisions };
  const conclude = (missing: readonly Ask[], why?: string): DecisionReplay => ({
    policy: policy.name,
    decisions,
    observations,
    unused: [...left.values()].flat().length,
    missing,
    why,
    undecided: fixes.map(({ id }) => id).filter((id) => !decisions.some(({ fixId }) => fixId === id)),
  });
  for (;;) {
    const step = nextStep(policy, state);
    if (step.kind === "done") return conclude([]);
    if (step.kind === "decide") decisions.push(step.decision);
    else {
      const missing = step.asks.filter((ask) => {
        const found = left.get(keyOf(ask))?.shift();
        if (found) observations.push({ ...ask, outcome: found.outcome });
        return found === undefined;
      });
      if (missing.length > 0 || step.asks.length === 0) return conclude(missing, step.why);
    }
  }
}

function keyOf({ configuration, benchmarkId }: Ask): string {
  return `${configurationKey(configuration)} ${benchmarkId}`;
}
