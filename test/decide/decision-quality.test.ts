import { describe, expect, it } from "vitest";
import { drawWorlds, measure } from "../../bench/decisions/cell.js";
import { play } from "../../bench/decisions/play.js";
import { drawWorld } from "../../bench/decisions/world.js";
import { confirmedPolicy } from "../../src/decide/confirmed-policy.js";
import { exactPolicy } from "../../src/decide/exact-policy.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";
import { screenedPolicy } from "../../src/decide/screened-policy.js";
import { seededRandom } from "../../src/util/random.js";

/** A smaller `npm run bench:decisions`: bounds leave room for the chance of fewer worlds. */
describe("decision quality", () => {
  it("exact takes the decisions of reference where answers do not vary, with at most 60 % of its questions", () => {
    const asks = { reference: 0, exact: 0 };
    for (let seed = 0; seed < 200; seed += 1) {
      const world = drawWorld({ questions: 20, flaky: 0, fixes: 9 }, seed);
      const reference = play(world, referencePolicy, seededRandom(seed));
      const exact = play(world, exactPolicy, seededRandom(seed));
      expect(exact.accepted).toEqual(reference.accepted);
      asks.reference += reference.asks;
      asks.exact += exact.asks;
    }
    expect(asks.exact).toBeLessThan(0.6 * asks.reference);
  });

  const noisy = drawWorlds(200, 20, 0.1);

  it("reference loses a quarter of the gain where answers vary, and reports too high a score", () => {
    const cell = measure(referencePolicy, 20, 0.1, noisy);
    expect(cell.gainShare).toBeLessThan(0.85);
    expect(cell.falseAccept).toBeGreaterThan(0.08);
    expect(cell.inflationPoints).toBeGreaterThan(2);
  });

  it("confirmed gets 92 % of the gain with 135 questions for 20 benchmarks", () => {
    const cell = measure(confirmedPolicy(), 20, 0.1, noisy);
    expect(cell.gainShare).toBeGreaterThan(0.9);
    expect(cell.falseAccept).toBeLessThan(0.025);
    expect(Math.abs(cell.inflationPoints)).toBeLessThan(1);
    expect(cell.asks).toBeLessThan(135);
  });

  it("screened gets 90 % of the gain with 85 questions for 20 benchmarks", () => {
    const cell = measure(screenedPolicy(), 20, 0.1, noisy);
    expect(cell.gainShare).toBeGreaterThan(0.88);
    expect(cell.falseAccept).toBeLessThan(0.02);
    expect(Math.abs(cell.inflationPoints)).toBeLessThan(0.8);
    expect(cell.asks).toBeLessThan(85);
  });

  it("screened gets 86 % of the gain with 265 questions for 100 benchmarks", () => {
    const cell = measure(screenedPolicy(), 100, 0.1, drawWorlds(40, 100, 0.1));
    expect(cell.gainShare).toBeGreaterThan(0.86);
    expect(cell.asks).toBeLessThan(265);
  });
});
