import type { Random } from "../../util/random.js";
import type {
  AcceptancePolicy,
  Ask,
  Decision,
  DecisionState,
  Observation,
  PlannedFix,
} from "../acceptance-policy.js";
import { misbehaved, nextStep } from "../next-step.js";
import { ObservationIndex } from "../observation-index.js";
import { acceptedFixes, tally } from "../observation-log.js";
import { expectedRight, type World } from "./world.js";

/** What came of playing one world under one policy. */
export interface Played {
  /** Everything that was asked, the baseline included, in batches that could be asked side by side. */
  readonly batches: readonly (readonly Ask[])[];
  readonly asks: number;
  readonly accepted: readonly string[];
  readonly decisions: readonly Decision[];
  readonly observations: readonly Observation[];
  /** Expected right answers of the accepted configuration minus those at the start. */
  readonly gain: number;
  /** Reported minus true score of the final configuration, in points. */
  readonly inflationPoints: number;
}

/** What a test may change about the state that a policy sees. */
export interface PlayOptions {
  readonly protectedIds?: ReadonlySet<string> | undefined;
  readonly plan?: ((fix: PlannedFix) => PlannedFix) | undefined;
  /** Chance that an ask brings no observation. @default 0 */
  readonly outage?: number | undefined;
}

/** A policy that asks each question so often with each fix, or so many in a short loop, never comes to an end. */
const mostAsksEach = 10;
const mostAsks = 1_000;

/**
 * Plays a whole loop: from the baseline on, whatever the policy asks until it is done.
 * @throws ConfigurationError when the policy would never be done.
 */
export function play(
  world: World,
  policy: AcceptancePolicy,
  random: Random,
  { protectedIds = new Set(), plan = (fix) => fix, outage = 0 }: PlayOptions = {},
): Played {
  const position = new Map(world.ids.map((id, index) => [id, index]));
  const answer = (ask: Ask): Observation => {
    const rate = world.rates(ask.configuration)[position.get(ask.benchmarkId) ?? -1] ?? 0;
    const isLost = outage > 0 && random() < outage;
    return { ...ask, outcome: isLost ? "none" : random() < rate ? "pass" : "fail" };
  };
  const baseline = world.ids.map((benchmarkId, index): Observation => {
    const outcome = world.baseline[index] ? "pass" : "fail";
    return { configuration: [], benchmarkId, purpose: "baseline", outcome };
  });
  const observations = [...baseline];
  const batches: (readonly Ask[])[] = [baseline];
  const decisions: Decision[] = [];
  const state: DecisionState = {
    benchmarks: world.ids.map((id) => ({ id, isProtected: protectedIds.has(id) })),
    fixes: world.fixes.map(({ planned }) => plan(planned)),
    observations,
    decisions,
  };
  const most = Math.max(mostAsks, mostAsksEach * world.ids.length * (world.fixes.length + 1));
  for (let step = nextStep(policy, state); step.kind !== "done"; step = nextStep(policy, state)) {
    if (step.kind === "decide") decisions.push(step.decision);
    else {
      if (step.asks.length === 0) throw misbehaved("asked nothing and decided nothing");
      if (observations.length > most) throw misbehaved(`has asked ${most} questions and goes on asking`);
      batches.push(step.asks);
      observations.push(...step.asks.map(answer));
    }
  }
  const accepted = acceptedFixes(state);
  const right = expectedRight(world, accepted);
  return {
    batches,
    asks: observations.length,
    accepted,
    decisions,
    observations,
    gain: right - expectedRight(world, []),
    inflationPoints: (reportedScore(state, policy) - right / world.ids.length) * 100,
  };
}

/** One fix at a time: the first answers, as the loop counts them. All together: what the policy says. */
function reportedScore(state: DecisionState, { arms = 1 }: AcceptancePolicy): number {
  const last = state.decisions.at(-1);
  if (arms > 1 && last) return last.bestScore;
  const index = ObservationIndex.of(state.observations);
  const accepted = acceptedFixes(state);
  return tally(state.benchmarks.map(({ id }) => index.standing(accepted, id))).score;
}
