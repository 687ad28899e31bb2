import { exactPolicy } from "../../src/decide/exact-policy.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";
import { play } from "../../src/decide/worlds/play.js";
import { drawWorld } from "../../src/decide/worlds/world.js";
import { seededRandom } from "../../src/util/random.js";

/** How `exact` compares with `reference` where answers do not vary. */
export interface SameDecisions {
  readonly worlds: number;
  /** Worlds in which both kept the same fixes. */
  readonly same: number;
  /** Questions that `exact` asked for each one of `reference`, the baseline included. */
  readonly askShare: number;
}

/** Plays deterministic worlds of 20 questions under both. */
export function compareExact(worlds: number): SameDecisions {
  const sum = { same: 0, exact: 0, reference: 0 };
  for (let seed = 0; seed < worlds; seed += 1) {
    const world = drawWorld({ questions: 20, flaky: 0, fixes: 9 }, seed);
    const reference = play(world, referencePolicy, seededRandom(seed));
    const exact = play(world, exactPolicy, seededRandom(seed));
    sum.same += Number(reference.accepted.join() === exact.accepted.join());
    sum.exact += exact.asks;
    sum.reference += reference.asks;
  }
  return { worlds, same: sum.same, askShare: sum.exact / sum.reference };
}
