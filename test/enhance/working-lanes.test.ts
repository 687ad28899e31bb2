import type { Ask } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { configurationKey } from "../../src/decide/observation-index.js";
import { assignLanes, byConfiguration } from "../../src/enhance/working-lanes.js";

const asksOf = (configuration: readonly string[], count: number): readonly Ask[] =>
  Array.from({ length: count }, (_, index) => ({
    configuration,
    benchmarkId: `q${index}`,
    purpose: "screen" as const,
  }));
const lane = (holds: readonly string[] | undefined, lastUsed = 0) => ({
  holds: holds && configurationKey(holds),
  lastUsed,
});
const namesOf = (queues: ReturnType<typeof assignLanes>) =>
  queues.map((queue) => queue.map(({ configuration }) => configuration.join("+")));

describe("assignLanes", () => {
  it("leaves a configuration where it is and gives the others to spaces that have nothing to do", () => {
    const work = byConfiguration([...asksOf(["a"], 1), ...asksOf(["b", "c"], 3), ...asksOf(["a"], 1)]);
    expect(work.map(({ asks }) => asks.length)).toEqual([2, 3]);
    const lanes = [lane(["x"], 3), lane(["b", "c"], 2), lane(undefined)];
    expect(namesOf(assignLanes(work, lanes, 5))).toEqual([[], ["b+c"], ["a"]]);
  });

  it("overwrites what was not needed for the longest time", () => {
    const work = byConfiguration([...asksOf(["a"], 1), ...asksOf(["b"], 1)]);
    const lanes = [lane(["x"], 4), lane(["y"], 2), lane(["z"], 3)];
    expect(namesOf(assignLanes(work, lanes, 5))).toEqual([[], ["a"], ["b"]]);
  });

  it("shares out more configurations than there are spaces, those with most questions first", () => {
    const work = byConfiguration([...asksOf(["a"], 1), ...asksOf(["b"], 2), ...asksOf(["c"], 9)]);
    expect(namesOf(assignLanes(work, [lane(undefined), lane(undefined)], 5))).toEqual([["c"], ["b", "a"]]);
    // Nothing queues behind many questions while another space is done sooner.
    expect(namesOf(assignLanes(work, [lane(["c"]), lane(undefined)], 5))).toEqual([["c"], ["b", "a"]]);
  });
});
