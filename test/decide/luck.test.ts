import { confirmedPolicy, screenedPolicy } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { summarizeDecisions } from "../../src/decide/decision-summary.js";
import { play } from "../../src/decide/worlds/play.js";
import { drawWorld } from "../../src/decide/worlds/world.js";
import { seededRandom } from "../../src/util/random.js";

/** Fixes kept by luck in each of so many worlds, on average: what the policy says of it, and the truth. */
function luckOf(policy: ReturnType<typeof confirmedPolicy>, flaky: number) {
  const worlds = 150;
  let [said, real] = [0, 0];
  for (let seed = 0; seed < worlds; seed += 1) {
    const world = drawWorld({ questions: 20, flaky, fixes: 9 }, 5000 + seed);
    const played = play(world, policy, seededRandom(seed + 1));
    const benchmarks = world.ids.map((id) => ({ id, isProtected: false }));
    const { expectedFalseAccepts = Number.NaN } = summarizeDecisions({
      ...{ benchmarks, fixes: world.fixes.map(({ planned }) => planned) },
      ...{ observations: played.observations, decisions: played.decisions },
    });
    said += expectedFalseAccepts / worlds;
    const lucky = world.fixes.filter(
      ({ planned, changes }) => !changes.some(({ isGain }) => isGain) && played.accepted.includes(planned.id),
    );
    real += lucky.length / worlds;
  }
  return { said, real };
}

describe.each([confirmedPolicy(), screenedPolicy()])("the luck that $name expects", (policy) => {
  it.each([0.1, 0.4])("is no less than there is where a share of %f of the questions vary", (flaky) => {
    const { said, real } = luckOf(policy, flaky);
    expect(said).toBeGreaterThanOrEqual(real);
  });

  it("is next to none where no answer varies", () => {
    expect(luckOf(policy, 0).said).toBeLessThan(0.05);
  });
});
