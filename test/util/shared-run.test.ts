import { describe, expect, it } from "vitest";
import { SharedRun } from "../../src/util/shared-run.js";
import { failureOf } from "../http/scripted-workspace.js";

/** Work that ends when it is told to, or when it is cancelled. */
function work() {
  let finish = (_: string) => {};
  let cancelledWith: unknown;
  const run = new SharedRun<string>(
    (signal) =>
      new Promise((resolve, reject) => {
        finish = resolve;
        signal.addEventListener("abort", () => {
          cancelledWith = signal.reason;
          reject(signal.reason);
        });
      }),
  );
  return { run, finish: (value: string) => finish(value), cancelledWith: () => cancelledWith };
}

describe("SharedRun", () => {
  it("gives its outcome to all who wait", async () => {
    const { run, finish } = work();
    const waiters = [run.wait(), run.wait(new AbortController().signal)];
    finish("done");
    expect(await Promise.all(waiters)).toEqual(["done", "done"]);
    expect(await run.wait()).toBe("done");
  });

  it("goes on while somebody waits, and is cancelled when the last one gives up", async () => {
    const { run, cancelledWith } = work();
    const [first, second] = [new AbortController(), new AbortController()];
    const outcomes = [first, second].map(({ signal }) => failureOf(run.wait(signal)));
    first.abort("one");
    expect(await outcomes[0]).toBe("one");
    expect(run.isAbandoned).toBe(false);
    second.abort("two");
    expect(await outcomes[1]).toBe("two");
    expect([run.isAbandoned, cancelledWith()]).toEqual([true, "two"]);
  });

  it("is not cancelled while somebody waits who cannot give up", async () => {
    const { run, finish } = work();
    const patient = run.wait();
    expect(await failureOf(run.wait(AbortSignal.abort("late")))).toBe("late");
    expect(run.isAbandoned).toBe(false);
    finish("done");
    expect(await patient).toBe("done");
  });

  it("is cancelled when the only one who asks has given up already", async () => {
    const { run, cancelledWith } = work();
    expect(await failureOf(run.wait(AbortSignal.abort("before")))).toBe("before");
    expect(cancelledWith()).toBe("before");
  });

  it("calls back when it has ended, either way", async () => {
    const [good, bad] = [work(), work()];
    let ends = 0;
    for (const { run } of [good, bad]) {
      run.onEnd(() => {
        ends += 1;
      });
    }
    good.finish("done");
    await failureOf(bad.run.wait(AbortSignal.abort("x")));
    await good.run.wait();
    await Promise.resolve();
    expect(ends).toBe(2);
  });
});
