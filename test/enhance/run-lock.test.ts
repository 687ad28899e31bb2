import { MemoryRunStore, RunLockedError, SequentialEnhancer } from "genie-enhancer";
import { OfflineAnalyst, VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { holdRunLock } from "../../src/enhance/run-lock.js";
import { benchmarksNamed, retailRun } from "./retail-run.js";

const space = "01f0aaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const setup = () => {
  const [store, clock] = [new MemoryRunStore(), new VirtualClock({ autoAdvance: false })];
  return {
    store,
    clock,
    hold: (runId: string, force = false) => holdRunLock({ store, clock, spaceId: space, runId, force }),
  };
};

describe("the lock of a production space", () => {
  it("is one holder's, also of two that work on the same run", async () => {
    const { hold } = setup();
    const lock = await hold("run-1");
    await expect(hold("run-1")).rejects.toThrow(RunLockedError);
    await lock.release();
    await hold("run-1");
  });

  it("is free again half an hour after a holder's last sign of life", async () => {
    const { hold, clock } = setup();
    const lock = await hold("run-1");
    await clock.advance(20 * 60_000);
    lock.renew();
    await clock.advance(29 * 60_000);
    await expect(hold("run-2")).rejects.toThrow("run-1");
    await clock.advance(60_000);
    await hold("run-2");
  });

  it("tells a holder who lost it, and leaves it to the new one", async () => {
    const { hold, clock } = setup();
    const lock = await hold("run-1");
    await hold("run-2", true);
    expect(lock.lost.aborted).toBe(false);
    await clock.advance(60_000);
    lock.renew();
    await lock.release();
    expect(lock.lost.reason).toBeInstanceOf(RunLockedError);
    await expect(hold("run-3")).rejects.toThrow("run-2");
  });

  it("outlives a store that fails for a while", async () => {
    const { hold, clock, store } = setup();
    const lock = await hold("run-1");
    const take = store.lock.bind(store);
    store.lock = () => Promise.reject(new Error("unreachable"));
    await clock.advance(60_000);
    lock.renew();
    store.lock = take;
    await clock.advance(60_000);
    lock.renew();
    await clock.advance(29 * 60_000);
    await expect(hold("run-2")).rejects.toThrow(RunLockedError);
    expect(lock.lost.aborted).toBe(false);
  });

  it("stays with a run that waits for a person, however long", async () => {
    let isHeld: unknown;
    const run = await retailRun({
      decide: async () => {
        await clock.sleep(5 * 3_600_000);
        isHeld = await holdRunLock({ store, clock, spaceId, runId: "run-2" }).catch(
          (error: unknown) => error,
        );
        return "keep" as const;
      },
    });
    const { store, spaceId, connection } = run;
    const { clock } = connection;
    expect(await run.enhancer.run()).toMatchObject({ disposition: "kept" });
    expect(isHeld).toBeInstanceOf(RunLockedError);
  });

  it("is freed when the wait for a person is stopped, who can still decide", async () => {
    const controller = new AbortController();
    const run = await retailRun({
      decide: () => {
        setTimeout(() => controller.abort(new Error("going home")), 20);
        return run.workspace.clock.track(() => new Promise(() => {}));
      },
    });
    const { store, spaceId, connection, enhancer } = run;
    expect(await enhancer.run({ signal: controller.signal })).toMatchObject({
      summary: { outcome: "target-reached" },
      disposition: "awaiting-decision",
    });
    await (await holdRunLock({ store, clock: connection.clock, spaceId, runId: "run-2" })).release();
    expect(await enhancer.decide("run-test", "keep")).toBe("kept");
  });

  it("stops a run that lost it to one that was told to take it", async () => {
    const run = await retailRun();
    const { enhancer, connection, spaceId, store } = run;
    const other = new SequentialEnhancer({
      connection,
      spaceId,
      store,
      llm: new OfflineAnalyst({ makesMistakes: false }),
      benchmarks: benchmarksNamed("orders-2024", "revenue-2024"),
      questionsPerMinute: 60,
      maxLoops: 1,
      runId: "run-other",
      forceLock: true,
    });
    const taken = new Promise<unknown>((resolve) => {
      const stop = enhancer.on("question-end", () => {
        stop();
        resolve(other.run());
      });
    });
    await expect(enhancer.run()).rejects.toMatchObject({ code: "RUN_LOCKED" });
    expect(await taken).toMatchObject({ summary: { runId: "run-other" } });
    expect(run.workspace.requests.filter((one) => one.isSpaceWrite && one.spaceId === spaceId)).toEqual([]);
  });
});
