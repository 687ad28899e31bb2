import type {
  AcceptancePolicy,
  Ask,
  Decision,
  DecisionState,
  Observation,
} from "../../src/decide/acceptance-policy.js";
import { acceptedFixes, ObservationIndex, tally } from "../../src/decide/observation-log.js";
import type { Random } from "../../src/util/random.js";
import { expectedRight, planFor, rateOf, type World } from "./world.js";

/** What came of playing one world under one policy. */
export interface Played {
  readonly asks: number;
  readonly accepted: readonly string[];
  readonly decisions: readonly Decision[];
  /** Expected right answers of the accepted configuration minus those at the start. */
  readonly gain: number;
  /** Reported minus true score of the final configuration, in points. */
  readonly inflationPoints: number;
}

/** Plays a whole loop: baseline, plan, then whatever the policy asks until it is done. */
export function play(world: World, policy: AcceptancePolicy, random: Random): Played {
  const answer = ({ configuration, benchmarkId }: Ask) =>
    random() < rateOf(world, configuration, benchmarkId) ? "pass" : "fail";
  const observations: Observation[] = world.ids.map((benchmarkId) => {
    const ask: Ask = { configuration: [], benchmarkId, purpose: "baseline" };
    return { ...ask, outcome: answer(ask) };
  });
  const failed = new Set(
    observations.filter(({ outcome }) => outcome === "fail").map(({ benchmarkId }) => benchmarkId),
  );
  const decisions: Decision[] = [];
  const state: DecisionState = {
    benchmarks: world.ids.map((id) => ({ id, isProtected: false })),
    fixes: planFor(world, failed, random),
    observations,
    decisions,
  };
  for (let step = policy.next(state); step.kind !== "done"; step = policy.next(state)) {
    if (step.kind === "decide") decisions.push(step.decision);
    else observations.push(...step.asks.map((ask) => ({ ...ask, outcome: answer(ask) }) as const));
  }
  const accepted = acceptedFixes(state);
  const index = new ObservationIndex(observations);
  const reported = tally(world.ids.map((id) => index.standing(accepted, id))).score;
  const right = expectedRight(world, accepted);
  return {
    asks: observations.length,
    accepted,
    decisions,
    gain: right - expectedRight(world, []),
    inflationPoints: (reported - right / world.ids.length) * 100,
  };
}
