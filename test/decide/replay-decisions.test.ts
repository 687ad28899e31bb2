import { describe, expect, it } from "vitest";
import type { AcceptancePolicy, DecisionState } from "../../src/decide/acceptance-policy.js";
import { confirmedPolicy } from "../../src/decide/confirmed-policy.js";
import { exactPolicy } from "../../src/decide/exact-policy.js";
import { builtInPolicies } from "../../src/decide/policies.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";
import { replayDecisions } from "../../src/decide/replay-decisions.js";
import { screenedPolicy } from "../../src/decide/screened-policy.js";
import { play } from "../../src/decide/worlds/play.js";
import { drawWorld } from "../../src/decide/worlds/world.js";
import { seededRandom } from "../../src/util/random.js";

/** A loop that a policy decided, as a journal would have it. */
function recorded(policy: AcceptancePolicy, flaky = 0.1, seed = 4): DecisionState {
  const world = drawWorld({ questions: 20, flaky, fixes: 9 }, seed);
  const { observations, decisions } = play(world, policy, seededRandom(seed));
  return JSON.parse(
    JSON.stringify({
      benchmarks: world.ids.map((id) => ({ id, isProtected: false })),
      fixes: world.fixes.map(({ planned }) => planned),
      observations,
      decisions,
    }),
  );
}

describe("replayDecisions", () => {
  it.each(builtInPolicies)("gives back what $name decided", (policy) => {
    for (const seed of [1, 2, 3]) {
      const state = recorded(policy, 0.2, seed);
      const replay = replayDecisions(state, policy);
      expect(replay.decisions).toEqual(state.decisions);
      expect(replay).toMatchObject({ policy: policy.name, unused: 0, missing: [], undecided: [] });
      expect(replay.observations).toEqual(state.observations);
    }
  });

  it("takes the decisions of exact from a run of reference, and counts the answers that it spares", () => {
    const state = recorded(referencePolicy, 0);
    const replay = replayDecisions(state, exactPolicy);
    const accepted = (decisions: DecisionState["decisions"]) =>
      decisions.filter(({ verdict }) => verdict === "accepted").map(({ fixId }) => fixId);
    expect(accepted(replay.decisions)).toEqual(accepted(state.decisions));
    expect(replay.missing).toEqual([]);
    expect(replay.unused).toBeGreaterThan(20);
    expect(replay.observations.length + replay.unused).toBe(state.observations.length);
  });

  it("says what another policy would have asked that was not recorded, and decides nothing after that", () => {
    const replay = replayDecisions(recorded(referencePolicy), screenedPolicy());
    expect(replay.missing.length).toBeGreaterThan(0);
    expect(replay.missing.every(({ configuration }) => configuration.length > 1)).toBe(true);
    expect(replay.why).toBe("what the fixes may help, with several of them at once");
    expect(replay.decisions).toEqual([]);
    expect(replay.undecided).toHaveLength(9);
  });

  it("keeps what could be decided before the first answer was missing", () => {
    const state = recorded(confirmedPolicy());
    const [first] = state.decisions;
    const cut = state.observations.findIndex(({ configuration }) => configuration.includes("f2"));
    const replay = replayDecisions(
      { ...state, observations: state.observations.slice(0, cut) },
      confirmedPolicy(),
    );
    expect(replay.decisions).toEqual([first]);
    expect(replay.undecided).toEqual(["f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"]);
    expect(replay.missing.every(({ configuration }) => configuration.includes("f2"))).toBe(true);
  });

  it.each(["f1", "f99"])("refuses a policy that decides %s over and over", (fixId) => {
    const policy: AcceptancePolicy = {
      name: "stubborn",
      next: () => ({
        kind: "decide",
        decision: { fixId, verdict: "rejected", reason: "", gains: [], losses: [], bestScore: 0 },
      }),
    };
    expect(() => replayDecisions(recorded(confirmedPolicy()), policy)).toThrow(`decided ${fixId}`);
  });

  it("leaves out what could not be tried when it was recorded", () => {
    const state = recorded(confirmedPolicy());
    const skipped = {
      fixId: "f1",
      verdict: "skipped",
      reason: "cannot be applied",
      gains: [],
      losses: [],
      bestScore: 0,
    } as const;
    const replay = replayDecisions({ ...state, decisions: [skipped] }, screenedPolicy());
    expect(replay.decisions).toEqual([skipped]);
    expect(replay.missing.some(({ configuration }) => configuration.includes("f1"))).toBe(false);
  });
});
