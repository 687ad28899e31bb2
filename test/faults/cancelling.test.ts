import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemsOf } from "./problems-of-run.js";
import { type CancelPoint, closeEngine, type FaultyRun, faultyRun } from "./small-run.js";

/** Of all the places where a run waits, this many of each kind are tried here; `test:soak -- --cancel` tries all. */
const tried = 8;

const whole: { run?: FaultyRun } = {};
beforeAll(async () => {
  whole.run = await faultyRun([]);
});
afterAll(closeEngine);

const spread = Array.from({ length: tried }, (_, index) => (index + 0.5) / tried);

async function cancelled(cancelAt: CancelPoint): Promise<FaultyRun> {
  const run = await faultyRun([], { cancelAt });
  expect(run.cancelTookMs).toBe(0);
  expect(run.listeners).toBe(0);
  expect(run.workspace.clock.pending).toBe(0);
  return run;
}

describe("a run that is cancelled", () => {
  it.each(spread)("while a request is under way ends at once and in order (%f)", async (share) => {
    const request = 1 + Math.floor(share * (whole.run?.counts.requests ?? 0));
    expect(await problemsOf(await cancelled({ request }))).toEqual([]);
  });

  it.each(spread)("while it waits ends at once and in order (%f)", async (share) => {
    const sleep = 1 + Math.floor(share * (whole.run?.counts.sleeps ?? 0));
    expect(await problemsOf(await cancelled({ sleep }))).toEqual([]);
  });
});
