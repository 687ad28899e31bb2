import { describe, expect, it } from "vitest";
import { drawWorlds, measure } from "../../bench/decisions/cell.js";
import { compareExact } from "../../bench/decisions/same-decisions.js";
import { confirmedPolicy } from "../../src/decide/confirmed-policy.js";
import { referencePolicy } from "../../src/decide/reference-policy.js";
import { screenedPolicy } from "../../src/decide/screened-policy.js";

/** A smaller `npm run bench:decisions`: bounds leave room for the chance of fewer worlds. */
describe("decision quality", () => {
  it("exact takes the decisions of reference where answers do not vary, with at most 60 % of its questions", () => {
    const { worlds, same, askShare } = compareExact(200);
    expect(same).toBe(worlds);
    expect(askShare).toBeLessThan(0.6);
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
    expect(cell.falseAccept).toBeLessThan(0.015);
    expect(Math.abs(cell.inflationPoints)).toBeLessThan(1);
    expect(cell.asks).toBeLessThan(135);
  });

  it("confirmed keeps as few fixes by luck with 100 benchmarks", () => {
    const cell = measure(confirmedPolicy(), 100, 0.1, drawWorlds(60, 100, 0.1));
    expect(cell.falseAccept).toBeLessThan(0.02);
    expect(cell.gainShare).toBeGreaterThan(0.8);
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
