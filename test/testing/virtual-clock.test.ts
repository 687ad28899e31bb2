import fc from "fast-check";
import { VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";

const startAt = Date.UTC(2025, 0, 1);

function clockAndLog(autoAdvance = true) {
  const clock = new VirtualClock({ startAt, autoAdvance });
  const log: string[] = [];
  const note = (name: string) => log.push(`${name}@${clock.now() - startAt}`);
  return { clock, log, note };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await turn();
}

describe("sleepers", () => {
  it("wake in the order of their times, whatever the order they went to sleep in", async () => {
    const { clock, log, note } = clockAndLog();
    await Promise.all(
      [3_600_000, 5, 60_000, 0].map(async (ms) => {
        await clock.sleep(ms);
        note(String(ms));
      }),
    );
    expect(log).toEqual(["0@0", "5@5", "60000@60000", "3600000@3600000"]);
    expect(clock.pending).toBe(0);
  });

  it("wake in the order in which they went to sleep when it is for the same instant", async () => {
    const { clock, log, note } = clockAndLog();
    await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        await clock.sleep(10);
        note(name);
      }),
    );
    expect(log).toEqual(["a@10", "b@10", "c@10"]);
  });

  it("always wake by time and then by order of arrival", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -5, max: 20 }), { maxLength: 8 }), async (waits) => {
        const clock = new VirtualClock({ startAt });
        const woken: { ms: number; order: number; at: number }[] = [];
        await Promise.all(
          waits.map(async (ms, order) => {
            await clock.sleep(ms);
            woken.push({ ms: Math.max(0, ms), order, at: clock.now() - startAt });
          }),
        );
        const expected = waits
          .map((ms, order) => ({ ms: Math.max(0, ms), order, at: Math.max(0, ms) }))
          .sort((left, right) => left.ms - right.ms || left.order - right.order);
        expect(woken).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("wake one at a time: what one sets off has settled before the next wakes", async () => {
    const { clock, log, note } = clockAndLog();
    const first = async () => {
      await clock.sleep(10);
      note("first wakes");
      await turns(2);
      for (let step = 0; step < 50; step += 1) await Promise.resolve();
      note("first settles");
    };
    const second = async () => {
      await clock.sleep(10);
      note("second wakes");
    };
    await Promise.all([first(), second()]);
    expect(log).toEqual(["first wakes@10", "first settles@10", "second wakes@10"]);
  });

  it("that go to sleep again come before later ones when their time is earlier", async () => {
    const { clock, log, note } = clockAndLog();
    const poller = async () => {
      for (let poll = 1; poll <= 3; poll += 1) {
        await clock.sleep(10);
        note(`poll ${poll}`);
      }
    };
    const late = async () => {
      await clock.sleep(25);
      note("late");
    };
    await Promise.all([late(), poller()]);
    expect(log).toEqual(["poll 1@10", "poll 2@20", "late@25", "poll 3@30"]);
  });
});

describe("an abort", () => {
  it("rejects with the reason, removes the sleeper and leaves time where it was", async () => {
    const { clock } = clockAndLog(false);
    const controller = new AbortController();
    const reason = new Error("enough");
    const asleep = clock.sleep(1_000, { signal: controller.signal });
    expect(clock.pending).toBe(1);
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
    expect(clock.now()).toBe(startAt);
  });

  it("that came first keeps the sleeper from sleeping at all", async () => {
    const { clock } = clockAndLog();
    const reason = new Error("already");
    await expect(clock.sleep(1_000, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
    expect(clock.now()).toBe(startAt);
  });

  it("of one sleeper leaves the others asleep", async () => {
    const { clock, log, note } = clockAndLog();
    const controller = new AbortController();
    const aborted = clock.sleep(5, { signal: controller.signal }).catch(() => note("aborted"));
    const other = clock.sleep(8).then(() => note("other"));
    controller.abort();
    await Promise.all([aborted, other]);
    expect(log).toEqual(["aborted@0", "other@8"]);
  });

  it("after waking changes nothing", async () => {
    const { clock } = clockAndLog();
    const controller = new AbortController();
    await clock.sleep(5, { signal: controller.signal });
    controller.abort();
    await clock.sleep(5);
    expect(clock.now()).toBe(startAt + 10);
  });
});

describe("tracked work", () => {
  it("holds time until it is done", async () => {
    const { clock, log, note } = clockAndLog();
    const gate = new EventTarget();
    const opened = new Promise((resolve) => gate.addEventListener("open", resolve));
    const work = clock.track(() => opened);
    const sleeper = clock.sleep(10).then(() => note("woken"));
    await turns(30);
    expect(log).toEqual([]);
    expect(clock.now()).toBe(startAt);
    gate.dispatchEvent(new Event("open"));
    await Promise.all([work, sleeper]);
    expect(log).toEqual(["woken@10"]);
  });

  it("that fails lets time go on and hands the failure on", async () => {
    const { clock } = clockAndLog();
    const failure = new Error("broken");
    const work = clock.track(async () => {
      await turns(5);
      throw failure;
    });
    const sleeper = clock.sleep(10);
    await expect(work).rejects.toBe(failure);
    await sleeper;
    expect(clock.now()).toBe(startAt + 10);
  });

  it("lets time pass while it sleeps inside, and holds it again afterwards", async () => {
    const { clock, log, note } = clockAndLog();
    const work = clock.track(async () => {
      await clock.sleepInside(10);
      note("inside");
      await turns(20);
      note("work done");
    });
    const sleeper = clock.sleep(15).then(() => note("outside"));
    await Promise.all([work, sleeper]);
    expect(log).toEqual(["inside@10", "work done@10", "outside@15"]);
  });

  it("holds time again when its inner sleep was aborted", async () => {
    const { clock, log, note } = clockAndLog();
    const controller = new AbortController();
    const work = clock.track(async () => {
      await clock.sleepInside(10, { signal: controller.signal }).catch(() => note("aborted"));
      await turns(20);
      note("work done");
    });
    const sleeper = clock.sleep(15).then(() => note("outside"));
    controller.abort();
    await Promise.all([work, sleeper]);
    expect(log).toEqual(["aborted@0", "work done@0", "outside@15"]);
  });
});

describe("trackFetch", () => {
  it("holds time until the body of the reply has been read", async () => {
    const { clock, log, note } = clockAndLog();
    let send: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = controller;
      },
    });
    const reply = clock.trackFetch(
      async () => new Response(body, { status: 201, headers: { "x-kept": "yes" } }),
    )("https://any.example/");
    const sleeper = clock.sleep(10).then(() => note("woken"));
    await turns(30);
    expect(log).toEqual([]);
    send?.enqueue(new TextEncoder().encode("hello"));
    send?.close();
    const response = await reply;
    await sleeper;
    expect(log).toEqual(["woken@10"]);
    expect([response.status, response.headers.get("x-kept"), await response.text()]).toEqual([
      201,
      "yes",
      "hello",
    ]);
  });

  it("hands on a reply without a body", async () => {
    const { clock } = clockAndLog();
    const response = await clock.trackFetch(async () => new Response(null, { status: 204 }))(
      "https://x.example",
    );
    expect([response.status, response.body]).toEqual([204, null]);
  });
});

describe("advance", () => {
  it("wakes every sleeper whose time has come, in order, and stops at the time asked for", async () => {
    const { clock, log, note } = clockAndLog(false);
    void clock.sleep(30).then(() => note("c"));
    void clock.sleep(10).then(async () => {
      note("a");
      await clock.sleep(5);
      note("b");
    });
    await turns(20);
    expect(log).toEqual([]);
    await clock.advance(20);
    expect(log).toEqual(["a@10", "b@15"]);
    expect([clock.now() - startAt, clock.pending]).toEqual([20, 1]);
    await clock.advance(10);
    expect(log).toEqual(["a@10", "b@15", "c@30"]);
    expect(clock.pending).toBe(0);
  });

  it("moves time when nothing sleeps", async () => {
    const { clock } = clockAndLog(false);
    await clock.advance(1_234);
    expect(clock.now()).toBe(startAt + 1_234);
  });
});
