import { describe, expect, it } from "vitest";
import { play } from "../../bench/decisions/play.js";
import { drawWorld } from "../../bench/decisions/world.js";
import type { AcceptancePolicy, DecisionState } from "../../src/decide/acceptance-policy.js";
import { confirmedPolicy } from "../../src/decide/confirmed-policy.js";
import { exactPolicy } from "../../src/decide/exact-policy.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";
import { seededRandom } from "../../src/util/random.js";

const worlds = (count: number, flaky: number, questions = 20) =>
  Array.from({ length: count }, (_, seed) => drawWorld({ questions, flaky, fixes: 9 }, seed));

/** Lets a policy play many worlds and sums up what came of it. */
function outcomes(policy: AcceptancePolicy, flaky: number, count = 150) {
  return worlds(count, flaky).map((world, seed) => ({
    world,
    ...play(world, policy, seededRandom(seed * 31 + 7)),
  }));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("acceptance policies", () => {
  it("exact takes the decisions of reference where answers do not vary, with at most 60 % of its questions", () => {
    const reference = outcomes(referencePolicy, 0);
    const exact = outcomes(exactPolicy, 0);
    expect(exact.map(({ accepted }) => accepted)).toEqual(reference.map(({ accepted }) => accepted));
    expect(sum(exact.map(({ asks }) => asks))).toBeLessThan(0.6 * sum(reference.map(({ asks }) => asks)));
  });

  it("confirmed keeps under 2 % of the fixes that do nothing where reference keeps over 8 %", () => {
    const noOpsKept = (policy: AcceptancePolicy) => {
      const played = outcomes(policy, 0.1);
      const noOps = played.flatMap(({ world, accepted }) =>
        world.fixes
          .filter(({ kind }) => kind === "no-op")
          .map(({ planned }) => accepted.includes(planned.id)),
      );
      return noOps.filter(Boolean).length / noOps.length;
    };
    expect(noOpsKept(confirmedPolicy())).toBeLessThan(0.02);
    expect(noOpsKept(referencePolicy)).toBeGreaterThan(0.08);
  });

  it("confirmed gains more than reference where answers vary, with at most 135 questions for 20 benchmarks", () => {
    const confirmed = outcomes(confirmedPolicy(), 0.1);
    const reference = outcomes(referencePolicy, 0.1);
    expect(sum(confirmed.map(({ gain }) => gain))).toBeGreaterThan(sum(reference.map(({ gain }) => gain)));
    expect(sum(confirmed.map(({ asks }) => asks)) / confirmed.length).toBeLessThan(135);
  });

  it.each([referencePolicy, exactPolicy, confirmedPolicy()])(
    "$name decides the same from the same log",
    (policy) => {
      for (const [seed, world] of worlds(20, 0.2).entries()) {
        const states: DecisionState[] = [];
        const recording: AcceptancePolicy = {
          name: policy.name,
          next: (state) => {
            states.push(structuredClone(state));
            return policy.next(state);
          },
        };
        const { decisions } = play(world, recording, seededRandom(seed));
        const recomputed = states
          .map((state) => policy.next(state))
          .flatMap((step) => (step.kind === "decide" ? [step.decision] : []));
        expect(recomputed).toEqual(decisions);
      }
    },
  );

  it("confirmed keeps no fix with as many confirmed losses as gains, and none that breaks a protected question", () => {
    const policy = confirmedPolicy();
    const guarded: AcceptancePolicy = {
      name: "guarded",
      next: (state) =>
        policy.next({ ...state, benchmarks: state.benchmarks.map(({ id }) => ({ id, isProtected: true })) }),
    };
    for (const { decisions } of outcomes(policy, 0.1)) {
      for (const { verdict, gains, losses } of decisions)
        if (verdict === "accepted") expect(gains.length).toBeGreaterThan(losses.length);
    }
    for (const { decisions } of outcomes(guarded, 0.1)) {
      for (const { verdict, losses } of decisions) if (verdict === "accepted") expect(losses).toEqual([]);
    }
  });

  it("confirmed gives no credit for questions that a fix was copied from", () => {
    const policy = confirmedPolicy();
    const copied: AcceptancePolicy = {
      name: "copied",
      next: (state) =>
        policy.next({
          ...state,
          fixes: state.fixes.map((fix) => ({ ...fix, derivedFrom: state.benchmarks.map(({ id }) => id) })),
        }),
    };
    const decisions = outcomes(copied, 0).flatMap((played) => played.decisions);
    expect(decisions.filter(({ verdict }) => verdict === "accepted")).toEqual([]);
    expect(decisions.filter(({ verdict }) => verdict === "leaky").length).toBeGreaterThan(0);
  });
});
