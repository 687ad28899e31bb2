import { describe, expect, it } from "vitest";
import { RunEmitter } from "../../src/events/run-emitter.js";
import type { RunEvent } from "../../src/events/run-event.js";
import type { Reporter } from "../../src/reporting/reporter.js";
import { MemoryRunStore } from "../../src/runs/memory-run-store.js";
import { RunJournal } from "../../src/runs/run-journal.js";
import { registerSecret } from "../../src/util/redact.js";

const clock = { now: () => 0, sleep: async () => {} };

function journalWith(reporters: Reporter[] = []) {
  const store = new MemoryRunStore();
  const emitter = new RunEmitter();
  const seen: RunEvent[] = [];
  emitter.on("*", (event) => seen.push(event));
  const journal = new RunJournal({ runId: "run-1", store, clock, emitter, reporters });
  return { store, emitter, seen, journal };
}

describe("RunJournal", () => {
  it("stores entries in the order of the calls, numbered from one", async () => {
    const { store, journal } = journalWith();
    await Promise.all([
      journal.write({ type: "loop-start", loop: 1 }),
      journal.write({ type: "intent", action: "write-space", target: "s" }),
      journal.write({ type: "loop-start", loop: 2 }),
    ]);
    const entries = await store.read("run-1");
    expect(entries.map(({ type, sequence }) => [type, sequence])).toEqual([
      ["loop-start", 1],
      ["intent", 2],
      ["loop-start", 3],
    ]);
  });

  it("announces events and keeps records to itself", async () => {
    const { seen, journal } = journalWith();
    await journal.write({ type: "intent", action: "promote", target: "s" });
    await journal.write({ type: "loop-start", loop: 1 });
    expect(seen.map(({ type }) => type)).toEqual(["loop-start"]);
  });

  it("warns of a failing reporter and goes on", async () => {
    const handled: string[] = [];
    const failing: Reporter = {
      name: "broken",
      handle: () => {
        throw new Error("disk full");
      },
    };
    const working: Reporter = { handle: ({ type }) => void handled.push(type) };
    const { seen, journal } = journalWith([failing, working]);
    await journal.write({ type: "loop-start", loop: 1 });
    await journal.close();
    expect(handled).toEqual(["loop-start", "warning"]);
    expect(seen.at(-1)).toMatchObject({ type: "warning", message: "Reporter broken failed: disk full" });
  });

  it("stores an event before anybody hears of it", async () => {
    const { store, emitter, journal } = journalWith();
    const stored: Promise<number>[] = [];
    emitter.on("loop-start", () => stored.push(store.read("run-1").then((entries) => entries.length)));
    await journal.write({ type: "loop-start", loop: 1 });
    expect(await Promise.all(stored)).toEqual([1]);
  });

  it("offers an entry that the store did not take again, before the next", async () => {
    const { store, seen, journal } = journalWith();
    const append = store.append.bind(store);
    let isFull = true;
    store.append = async (entry) => {
      if (isFull) throw new Error("disk full");
      await append(entry);
    };
    await expect(journal.write({ type: "loop-start", loop: 1 })).rejects.toThrow("disk full");
    await expect(journal.write({ type: "loop-start", loop: 2 })).rejects.toThrow("disk full");
    expect(seen).toEqual([]);
    isFull = false;
    await journal.write({ type: "loop-start", loop: 3 });
    expect((await store.read("run-1")).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it("masks secrets in events, and leaves documents exact", async () => {
    registerSecret("dapi-canary-123456");
    const { store, journal } = journalWith();
    const document = '{"version":2,"note":"dapi-canary-123456"}';
    await journal.write({ type: "warning", source: "x", message: "token dapi-canary-123456 refused" });
    await journal.write({ type: "best-document", document });
    const [warning, saved] = await store.read("run-1");
    expect(JSON.stringify(warning)).not.toContain("canary");
    expect(saved).toMatchObject({ document });
  });
});

describe("RunEmitter", () => {
  it("isolates listeners and stops calling one that was removed", () => {
    const errors: unknown[] = [];
    const emitter = new RunEmitter({ onListenerError: (error) => errors.push(error) });
    const calls: string[] = [];
    emitter.on("loop-start", () => {
      throw new Error("listener");
    });
    const stop = emitter.on("*", ({ type }) => calls.push(type));
    const event: RunEvent = { type: "loop-start", loop: 1, runId: "r", sequence: 1, timestamp: "" };
    emitter.emit(event);
    stop();
    emitter.emit(event);
    expect(calls).toEqual(["loop-start"]);
    expect(errors).toHaveLength(2);
  });
});
