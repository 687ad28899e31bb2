import fc from "fast-check";
import { ConfigurationError, RateLimiter } from "genie-enhancer";
import { VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { failureOf } from "./scripted-workspace.js";

const reason = new Error("enough");

describe("RateLimiter", () => {
  it("spaces turns evenly, in the order of asking", async () => {
    const clock = new VirtualClock();
    const limiter = new RateLimiter({ perMinute: 5, clock });
    const start = clock.now();
    const turns: [number, number][] = [];
    await Promise.all(
      [1, 2, 3, 4].map(async (caller) => {
        await limiter.acquire();
        turns.push([caller, clock.now() - start]);
      }),
    );
    expect(turns).toEqual([
      [1, 0],
      [2, 12_000],
      [3, 24_000],
      [4, 36_000],
    ]);
  });

  it("does not save up turns that nobody took", async () => {
    const clock = new VirtualClock();
    const limiter = new RateLimiter({ perMinute: 60, clock });
    await limiter.acquire();
    await clock.sleep(60_000);
    const start = clock.now();
    await limiter.acquire();
    await limiter.acquire();
    expect(clock.now() - start).toBe(1000);
  });

  it("lets whoever gives up leave at once, wherever they stand in the queue", async () => {
    const clock = new VirtualClock();
    const limiter = new RateLimiter({ perMinute: 6, clock });
    const start = clock.now();
    await limiter.acquire();
    const [first, second] = [new AbortController(), new AbortController()];
    const head = failureOf(limiter.acquire({ signal: first.signal }));
    const behind = failureOf(limiter.acquire({ signal: second.signal }));
    const last = limiter.acquire().then(() => clock.now() - start);
    await clock.sleep(1000);
    second.abort(reason);
    expect(await behind).toBe(reason);
    first.abort(reason);
    expect(await head).toBe(reason);
    expect(clock.now() - start).toBe(1000);
    expect(await last).toBe(10_000);
    expect(clock.pending).toBe(0);
    await expect(limiter.acquire({ signal: first.signal })).rejects.toBe(reason);
  });

  it("pauses everybody when a refused question waits for another turn", async () => {
    const clock = new VirtualClock();
    const limiter = new RateLimiter({ perMinute: 60, clock });
    const start = clock.now();
    await limiter.acquire();
    const waiting = limiter.acquire().then(() => clock.now() - start);
    const again = limiter.reacquire({ afterMs: 30_000 }).then(() => clock.now() - start);
    expect(await Promise.all([waiting, again])).toEqual([30_000, 31_000]);
  });

  it("refuses a rate that lets nobody through", () => {
    expect(() => new RateLimiter({ perMinute: 0, clock: new VirtualClock() })).toThrow(ConfigurationError);
  });

  it("never lets more through than its rate, whoever gives up when", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.array(fc.record({ after: fc.nat(5000), abortAfter: fc.option(fc.nat(60_000)) }), {
          maxLength: 12,
        }),
        async (perMinute, callers) => {
          const clock = new VirtualClock();
          const limiter = new RateLimiter({ perMinute, clock });
          const turns: number[] = [];
          await Promise.all(
            callers.map(async ({ after, abortAfter }) => {
              await clock.sleep(after);
              const controller = new AbortController();
              if (abortAfter !== null) void clock.sleep(abortAfter).then(() => controller.abort(reason));
              await limiter
                .acquire({ signal: controller.signal })
                .then(() => turns.push(clock.now()))
                .catch(() => undefined);
            }),
          );
          const gaps = turns.slice(1).map((at, index) => at - (turns[index] ?? 0));
          for (const gap of gaps) expect(gap).toBeGreaterThan(60_000 / perMinute - 0.01);
          expect(turns.length).toBeGreaterThanOrEqual(
            callers.filter(({ abortAfter }) => abortAfter === null).length,
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});
