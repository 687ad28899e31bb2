import { describe, expect, it } from "vitest";
import type { Ask } from "../../src/decide/acceptance-policy.js";
import { screenedPolicy } from "../../src/decide/screened-policy.js";
import { decideAll, type KnownLoop, verdicts } from "./decide-all.js";

const ids = Array.from({ length: 10 }, (_, index) => `q${index + 1}`);
const right = ["q1", "q2", "q3", "q4", "q5"];

/** What each set of fixes turns right or wrong, as soon as all of them are applied. */
interface Rule {
  readonly fixes: readonly string[];
  readonly gains?: readonly string[] | undefined;
  readonly breaks?: readonly string[] | undefined;
}

function truth(rules: readonly Rule[]): (ask: Ask) => "pass" | "fail" {
  return ({ configuration, benchmarkId }) => {
    const applied = rules.filter(({ fixes }) => fixes.every((id) => configuration.includes(id)));
    if (applied.some(({ breaks = [] }) => breaks.includes(benchmarkId))) return "fail";
    return right.includes(benchmarkId) || applied.some(({ gains = [] }) => gains.includes(benchmarkId))
      ? "pass"
      : "fail";
  };
}

function loopOf(rules: readonly Rule[], changes: Partial<KnownLoop> = {}): KnownLoop {
  return {
    ids,
    fixes: [
      { id: "a", claims: ["q6"] },
      { id: "b", claims: ["q6", "q7"] },
      { id: "c", claims: ["q8"] },
      { id: "d", claims: ["q9"] },
    ],
    answer: truth(rules),
    ...changes,
  };
}

describe("screenedPolicy", () => {
  it("keeps the fixes that help together, and says what was seen", () => {
    const state = decideAll(
      screenedPolicy(),
      loopOf([
        { fixes: ["a"], gains: ["q6"] },
        { fixes: ["c"], gains: ["q8"] },
      ]),
    );
    expect(verdicts(state)).toEqual({ a: "accepted", b: "rejected", c: "accepted", d: "rejected" });
    const [first] = state.decisions;
    expect(first?.bestScore).toBe(0.7);
    expect(first?.reason).toMatch(
      /^fixes q6 \(control 0\/\d, candidate (\d)\/\1\); breaks none of 5 checked$/,
    );
    // Three right answers and two wrong ones, picked out of five questions.
    expect(first?.chanceBound).toBeCloseTo(5 * 0.6 ** 3 * 0.4 ** 2, 9);
  });

  it("never asks about fixes together that contradict each other, and keeps the one that brings more", () => {
    const fixes = [
      { id: "a", claims: ["q6"] },
      { id: "b", claims: ["q7", "q8"], contradicts: ["a"] },
      { id: "c", claims: ["q9"], contradicts: ["d"] },
      { id: "d", claims: ["q10"] },
    ];
    const rules = [
      { fixes: ["a"], gains: ["q6"] },
      { fixes: ["b"], gains: ["q7", "q8"] },
      { fixes: ["d"], gains: ["q10"] },
    ];
    const state = decideAll(screenedPolicy({ preset: "lean" }), loopOf(rules, { fixes }));
    expect(verdicts(state)).toEqual({ a: "redundant", b: "accepted", c: "rejected", d: "accepted" });
    expect(state.decisions.find(({ fixId }) => fixId === "a")?.reason).toMatch(/^contradicts b.*fixes q6/);
    for (const { configuration } of state.observations) {
      expect(configuration.includes("a") && configuration.includes("b")).toBe(false);
      expect(configuration.includes("c") && configuration.includes("d")).toBe(false);
    }
  });

  it("says which answer counts for each question in the score that it reports", () => {
    const policy = screenedPolicy();
    const state = decideAll(
      policy,
      loopOf([
        { fixes: ["a"], gains: ["q6"], breaks: ["q1"] },
        { fixes: ["c"], gains: ["q8"] },
      ]),
    );
    const standing = policy.standing?.(state) ?? [];
    expect(standing.map(({ benchmarkId }) => benchmarkId)).toEqual(ids);
    const counted = standing.map(({ benchmarkId, configuration, place }) => {
      const answers = state.observations.filter(
        (one) => one.benchmarkId === benchmarkId && one.configuration.join() === configuration.join(),
      );
      return answers[place]?.outcome;
    });
    expect(counted.filter((outcome) => outcome === "pass")).toHaveLength(6);
    expect(state.decisions.at(-1)?.bestScore).toBe(0.6);
    expect(policy.standing?.({ ...state, decisions: [] })).toBeUndefined();
  });

  it("finds the fix behind a gain that none of them claims", () => {
    const state = decideAll(screenedPolicy(), loopOf([{ fixes: ["d"], gains: ["q10"] }]));
    expect(verdicts(state)).toEqual({ a: "rejected", b: "rejected", c: "rejected", d: "accepted" });
  });

  it("drops the fix that breaks as much as it gains and keeps the others", () => {
    const state = decideAll(
      screenedPolicy(),
      loopOf([
        { fixes: ["a"], gains: ["q6"] },
        { fixes: ["c"], gains: ["q8"], breaks: ["q1"] },
      ]),
    );
    expect(verdicts(state)).toMatchObject({ a: "accepted", c: "rejected" });
    const harmful = state.decisions.find(({ fixId }) => fixId === "c");
    expect(harmful?.losses.map(({ benchmarkId }) => benchmarkId)).toEqual(["q1"]);
    expect(harmful?.reason).toMatch(/^fixes q8 .*; breaks q1 \(control 1\/1, candidate 0\/2\) of 5 checked$/);
    expect(harmful?.bestScore).toBe(0.6);
  });

  it("keeps a fix that gains more than it breaks, unless what it breaks is protected", () => {
    const rules = [{ fixes: ["b"], gains: ["q6", "q7"], breaks: ["q1"] }];
    expect(verdicts(decideAll(screenedPolicy(), loopOf(rules)))).toMatchObject({ b: "accepted" });
    const guarded = decideAll(screenedPolicy(), loopOf(rules, { protectedIds: ["q1"] }));
    expect(verdicts(guarded)).toMatchObject({ b: "rejected" });
    expect(guarded.decisions.find(({ fixId }) => fixId === "b")?.reason).toBe("breaks protected q1");
  });

  it("drops one of two fixes that break a question only together", () => {
    const state = decideAll(
      screenedPolicy(),
      loopOf([
        { fixes: ["a"], gains: ["q6"] },
        { fixes: ["c"], gains: ["q8"] },
        { fixes: ["a", "c"], breaks: ["q1"] },
      ]),
    );
    const kept = state.decisions.filter(({ verdict }) => verdict === "accepted");
    expect(kept.map(({ fixId }) => fixId)).toHaveLength(1);
    expect(kept[0]?.bestScore).toBe(0.6);
  });

  it("drops every fix that breaks a question on its own", () => {
    const state = decideAll(
      screenedPolicy(),
      loopOf([
        { fixes: ["a"], gains: ["q6"], breaks: ["q1"] },
        { fixes: ["c"], gains: ["q8"], breaks: ["q1"] },
        { fixes: ["d"], gains: ["q9"] },
      ]),
    );
    expect(verdicts(state)).toMatchObject({ a: "rejected", c: "rejected", d: "accepted" });
  });

  it("gives no credit for a question that a fix was copied from", () => {
    const loop = loopOf([{ fixes: ["a"], gains: ["q6"] }], {
      fixes: [
        { id: "a", claims: ["q6"], derivedFrom: ["q6"] },
        { id: "c", claims: ["q8"] },
      ],
    });
    const state = decideAll(screenedPolicy(), loop);
    expect(verdicts(state)).toEqual({ a: "leaky", c: "rejected" });
    expect(state.decisions[0]?.bestScore).toBe(0.5);
  });

  it("calls a gain inconclusive that does not come again", () => {
    const steady = truth([]);
    const loop = loopOf([], {
      answer: (ask, before) =>
        ask.benchmarkId === "q8" && before === 0 && ask.configuration.length > 1 ? "pass" : steady(ask),
    });
    expect(verdicts(decideAll(screenedPolicy(), loop))).toMatchObject({ c: "inconclusive" });
  });

  it("asks again what could not be observed, and never counts it as wrong", () => {
    const steady = truth([{ fixes: ["a"], gains: ["q6"] }]);
    const state = decideAll(
      screenedPolicy(),
      loopOf([], {
        answer: (ask, before) => (before === 0 && ask.purpose !== "baseline" ? "none" : steady(ask)),
      }),
    );
    expect(verdicts(state)).toMatchObject({ a: "accepted" });
    expect(state.decisions[0]?.losses).toEqual([]);
  });

  it("comes to an end when a question can never be observed", () => {
    const steady = truth([{ fixes: ["a"], gains: ["q6"] }]);
    const state = decideAll(
      screenedPolicy(),
      loopOf([], {
        answer: (ask) =>
          ["q1", "q8"].includes(ask.benchmarkId) && ask.configuration.length > 0 ? "none" : steady(ask),
      }),
    );
    expect(verdicts(state)).toMatchObject({ a: "accepted", c: "inconclusive" });
    expect(state.decisions.find(({ fixId }) => fixId === "c")?.reason).toContain("q8 could not be observed");
  });

  it("leaves out fixes that could not be applied", () => {
    const skipped = {
      fixId: "a",
      verdict: "skipped",
      reason: "changes nothing",
      gains: [],
      losses: [],
      bestScore: 0.5,
    } as const;
    const state = decideAll(
      screenedPolicy(),
      loopOf([{ fixes: ["c"], gains: ["q8"] }], { decisions: [skipped] }),
    );
    expect(verdicts(state)).toMatchObject({ a: "skipped", c: "accepted" });
    expect(state.observations.some(({ configuration }) => configuration.includes("a"))).toBe(false);
  });

  it("asks nothing when nothing fails", () => {
    const state = decideAll(screenedPolicy(), loopOf([], { answer: () => "pass" }));
    expect(state.observations.every(({ purpose }) => purpose === "baseline")).toBe(true);
    expect(Object.values(verdicts(state))).toEqual(["rejected", "rejected", "rejected", "rejected"]);
  });

  it("tells its presets and working spaces apart", () => {
    expect(screenedPolicy()).toMatchObject({ name: "screened", arms: 4 });
    expect(screenedPolicy({ preset: "strict", arms: 2 })).toMatchObject({ name: "screened-strict", arms: 2 });
    const rules = [{ fixes: ["a"], gains: ["q6"] }];
    const asks = (preset: "lean" | "strict") =>
      decideAll(screenedPolicy({ preset }), loopOf(rules)).observations.length;
    expect(asks("lean")).toBeLessThan(asks("strict"));
  });
});

it("drops each of several harmful fixes where many help", () => {
  const count = 16;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const breaks: Readonly<Record<string, string>> = { f3: "r1", f9: "r2", f12: "r3" };
  const state = decideAll(screenedPolicy(), {
    ids: [...numbers.map((n) => `q${n}`), ...numbers.map((n) => `r${n}`)],
    fixes: numbers.map((n) => ({ id: `f${n}`, claims: [`q${n}`] })),
    protectedIds: ["r1", "r2", "r3"],
    answer: ({ configuration, benchmarkId }) => {
      if (benchmarkId.startsWith("q"))
        return configuration.includes(`f${benchmarkId.slice(1)}`) ? "pass" : "fail";
      return configuration.some((fixId) => breaks[fixId] === benchmarkId) ? "fail" : "pass";
    },
  });
  const dropped = state.decisions.filter(({ verdict }) => verdict !== "accepted").map(({ fixId }) => fixId);
  expect(dropped).toEqual(["f3", "f9", "f12"]);
});
