import { describe, expect, it } from "vitest";
import type { AcceptancePolicy, Ask, DecisionState } from "../../src/decide/acceptance-policy.js";
import { builtInPolicies } from "../../src/decide/policies.js";
import { withinBudget } from "../../src/decide/within-budget.js";
import { play } from "../../src/decide/worlds/play.js";
import { drawWorld } from "../../src/decide/worlds/world.js";
import { seededRandom } from "../../src/util/random.js";

/** Worlds of many kinds: sizes, flakiness, numbers of fixes, and asks that sometimes bring nothing. */
const settings = [
  { questions: 20, flaky: 0, fixes: 9, outage: 0 },
  { questions: 20, flaky: 0.1, fixes: 9, outage: 0 },
  { questions: 20, flaky: 0.4, fixes: 5, outage: 0.1 },
  { questions: 8, flaky: 0.2, fixes: 14, outage: 0.02 },
  { questions: 40, flaky: 0.2, fixes: 3, outage: 0 },
  { questions: 3, flaky: 0.3, fixes: 1, outage: 0.3 },
];
const worlds = settings.flatMap((setting) =>
  Array.from({ length: 4 }, (_, seed) => ({ ...setting, seed, world: drawWorld(setting, seed) })),
);

interface Turn {
  readonly state: DecisionState;
  readonly step: ReturnType<AcceptancePolicy["next"]>;
}

/** Plays worlds to their end. */
function playsOf(policy: AcceptancePolicy, options: Parameters<typeof play>[3] = {}) {
  return worlds.map(({ world, seed, outage }) => ({
    world,
    played: play(world, policy, seededRandom(seed + 1), { outage, ...options }),
  }));
}

/** Plays worlds and records every state that the policy saw, as JSON gives it back, with its answer. */
function turnsOf(policy: AcceptancePolicy) {
  return worlds.map(({ world, seed, outage }) => {
    const turns: Turn[] = [];
    const recording: AcceptancePolicy = {
      ...policy,
      next: (state) => {
        const step = policy.next(state);
        turns.push({ state: JSON.parse(JSON.stringify(state)), step });
        return step;
      },
    };
    const played = play(world, recording, seededRandom(seed + 1), { outage });
    return { world, turns, played };
  });
}

const askKey = ({ configuration, benchmarkId }: Ask) => `${configuration.join()} ${benchmarkId}`;

describe.each(builtInPolicies)("laws of $name", (policy) => {
  const games = turnsOf(policy);

  it("decides every fix once", () => {
    for (const { world, played } of games)
      expect(played.decisions.map(({ fixId }) => fixId).toSorted()).toEqual(
        world.fixes.map(({ planned }) => planned.id).toSorted(),
      );
  });

  it("takes every step again from the log alone, after a round trip through JSON", () => {
    for (const { turns } of games)
      for (const { state, step } of turns) expect(policy.next(state)).toEqual(step);
  });

  it("asks no question twice side by side, and nothing about fixes that are decided against", () => {
    for (const { turns } of games) {
      for (const { state, step } of turns) {
        if (step.kind !== "ask") continue;
        expect(step.asks.length).toBeGreaterThan(0);
        expect(new Set(step.asks.map(askKey)).size).toBe(step.asks.length);
        const out = state.decisions.filter(({ verdict }) => verdict !== "accepted").map(({ fixId }) => fixId);
        expect(step.asks.filter(({ configuration }) => configuration.some((id) => out.includes(id)))).toEqual(
          [],
        );
      }
    }
  });

  it("asks an answered question again only to confirm a change or a gain", () => {
    for (const { turns } of games) {
      for (const { state, step } of turns) {
        if (step.kind !== "ask") continue;
        const answered = new Set(state.observations.filter(({ outcome }) => outcome !== "none").map(askKey));
        const again = step.asks.filter((ask) => answered.has(askKey(ask)));
        expect(again.filter(({ purpose }) => purpose !== "confirm" && purpose !== "sweep")).toEqual([]);
        const swept = again.filter(({ purpose }) => purpose === "sweep");
        const observed = state.observations.filter(({ outcome }) => outcome !== "none").toReversed();
        const firsts = new Map(observed.map((seen) => [askKey(seen), seen]));
        expect(swept.filter((ask) => firsts.get(askKey(ask))?.outcome !== "pass")).toEqual([]);
      }
    }
  });

  it("tries only sets of fixes that it may try", () => {
    for (const { turns } of games) {
      for (const { state, step } of turns) {
        if (step.kind !== "ask") continue;
        const order = state.fixes.map(({ id }) => id);
        const accepted = state.decisions
          .filter(({ verdict }) => verdict === "accepted")
          .map(({ fixId }) => fixId);
        const turn = order.find((id) => !state.decisions.some(({ fixId }) => fixId === id));
        for (const { configuration } of step.asks) {
          expect(configuration).toEqual(order.filter((id) => configuration.includes(id)));
          if ((policy.arms ?? 1) === 1)
            expect([accepted.join(), [...accepted, turn].join()]).toContain(configuration.join());
        }
      }
    }
  });

  it("keeps no fix whose confirmed losses match its gains", () => {
    const kept = games
      .flatMap(({ played }) => played.decisions)
      .filter(({ verdict, losses }) => verdict === "accepted" && losses.length > 0);
    expect(kept.filter(({ gains, losses }) => losses.length >= gains.length)).toEqual([]);
  });

  it("keeps no fix that is seen to break a protected question", () => {
    for (const { played } of playsOf(policy, { protectedIds: new Set(["q1", "q2", "q3", "q4"]) })) {
      const broken = played.decisions
        .filter(({ verdict }) => verdict === "accepted")
        .flatMap(({ losses }) => losses.map(({ benchmarkId }) => benchmarkId));
      expect(broken.filter((id) => ["q1", "q2", "q3", "q4"].includes(id))).toEqual([]);
    }
  });

  it.each([0, 1, 7, 25])(
    "stays within a budget of %i questions, and says what it left undecided",
    (budget) => {
      for (const { world, played } of playsOf(withinBudget(policy, budget))) {
        const spent = played.asks - world.ids.length;
        expect(spent).toBeLessThanOrEqual(budget);
        expect(played.decisions).toHaveLength(world.fixes.length);
        const open = played.decisions.filter(({ reason }) => reason.startsWith("the budget of"));
        if (open.length > 0) expect(spent).toBe(budget);
        expect(open.every(({ verdict }) => verdict === "inconclusive" || verdict === "skipped")).toBe(true);
      }
    },
  );
});

describe("policies that confirm", () => {
  const careful = builtInPolicies.filter(({ name }) => name !== "reference" && name !== "exact");

  it.each(careful)("$name gives no credit for questions that a fix was copied from", (policy) => {
    const all = settings.flatMap(({ questions }) => Array.from({ length: questions }, (_, n) => `q${n + 1}`));
    const decisions = playsOf(policy, { plan: (fix) => ({ ...fix, derivedFrom: all }) }).flatMap(
      ({ played }) => played.decisions,
    );
    expect(decisions.filter(({ verdict }) => verdict === "accepted")).toEqual([]);
    expect(decisions.filter(({ verdict }) => verdict === "leaky").length).toBeGreaterThan(0);
  });

  it.each(builtInPolicies)("$name never takes an outage for a wrong answer", (policy) => {
    const steady = Array.from({ length: 12 }, (_, seed) =>
      drawWorld({ questions: 20, flaky: 0, fixes: 9 }, seed),
    );
    const accepted = (outage: number) =>
      steady.map((world, seed) => play(world, policy, seededRandom(seed + 1), { outage }).accepted);
    expect(accepted(0.05)).toEqual(accepted(0));
  });
});
