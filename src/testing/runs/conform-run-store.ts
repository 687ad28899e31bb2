import assert from "node:assert/strict";
import type { JournalEntry } from "../../runs/journal-entry.js";
import type { RunStore } from "../../runs/run-store.js";

/** Two stores on one place that was empty, as two processes would have them; for a store in memory the same twice. */
export interface RunStorePair {
  readonly store: RunStore;
  readonly other: RunStore;
}

/** One thing that every run store must do. */
export interface RunStoreCase {
  readonly name: string;
  /** Rejects with what is wrong. */
  run(): Promise<void>;
}

/**
 * The cases that a run store must pass, for a test framework of your choice.
 *
 * @param open called once a case
 * @example
 * for (const { name, run } of conformRunStore(openMyStore)) it(name, run);
 */
export function conformRunStore(open: () => Promise<RunStorePair>): readonly RunStoreCase[] {
  return cases.map(({ name, check }) => ({ name, run: async () => check(await open()) }));
}

const entry = (sequence: number, change: { runId?: string; loop?: number; timestamp?: string } = {}) =>
  ({
    type: "loop-start",
    loop: sequence,
    runId: "run-1",
    sequence,
    timestamp: "2025-06-30T12:00:00.000Z",
    ...change,
  }) satisfies JournalEntry;

const codeOf = (code: string) => (error: unknown) =>
  error instanceof Error && "code" in error && error.code === code;

const cases: readonly {
  readonly name: string;
  readonly check: (pair: RunStorePair) => Promise<void>;
}[] = [
  {
    name: "gives back what was appended, in order, to everybody",
    check: async ({ store, other }) => {
      await store.append(entry(1));
      await store.append(entry(2));
      await store.append(entry(1, { runId: "run-2" }));
      assert.deepEqual(await other.read("run-1"), [entry(1), entry(2)]);
      assert.deepEqual(await store.read("run-2"), [entry(1, { runId: "run-2" })]);
      assert.deepEqual(await other.read("run-3"), []);
    },
  },
  {
    name: "keeps texts to the letter",
    check: async ({ store, other }) => {
      const document = 'ü "quoted" \\n \\u0000 \u2028 \u{1f9de} :name \' ` $$ \n\t\r\n 한국어';
      const saved: JournalEntry = {
        type: "best-document",
        document,
        runId: "run-1",
        sequence: 1,
        timestamp: "",
      };
      await store.append(saved);
      assert.deepEqual(await other.read("run-1"), [saved]);
    },
  },
  {
    name: "goes on where another store stopped",
    check: async ({ store, other }) => {
      await store.append(entry(1));
      await other.append(entry(2));
      await store.append(entry(3));
      assert.deepEqual(
        (await other.read("run-1")).map(({ sequence }) => sequence),
        [1, 2, 3],
      );
    },
  },
  {
    name: "takes a repeated append for one",
    check: async ({ store, other }) => {
      await store.append(entry(1));
      await store.append(entry(1));
      await other.append(entry(2));
      await other.append(entry(1));
      assert.deepEqual(await store.read("run-1"), [entry(1), entry(2)]);
    },
  },
  {
    name: "refuses another entry under a number that is taken",
    check: async ({ store, other }) => {
      await store.append(entry(1));
      await store.append(entry(2));
      await assert.rejects(other.append(entry(2, { loop: 99 })), codeOf("JOURNAL_CONFLICT"));
      await assert.rejects(store.append(entry(1, { loop: 99 })), codeOf("JOURNAL_CONFLICT"));
      assert.deepEqual(await store.read("run-1"), [entry(1), entry(2)]);
    },
  },
  {
    name: "refuses an entry that leaves a gap",
    check: async ({ store }) => {
      await assert.rejects(store.append(entry(2)), codeOf("JOURNAL_CONFLICT"));
      await store.append(entry(1));
      await assert.rejects(store.append(entry(3)), codeOf("JOURNAL_CONFLICT"));
      assert.deepEqual(await store.read("run-1"), [entry(1)]);
    },
  },
  {
    name: "lists runs, oldest first",
    check: async ({ store, other }) => {
      assert.deepEqual(await store.list(), []);
      await store.append(entry(1, { runId: "b", timestamp: "2025-06-30T12:00:01.000Z" }));
      await store.append(entry(1, { runId: "c", timestamp: "2025-06-30T12:00:00.000Z" }));
      await store.append(entry(1, { runId: "a", timestamp: "2025-06-30T12:00:02.000Z" }));
      await store.append(entry(2, { runId: "b", timestamp: "2025-06-30T12:00:09.000Z" }));
      assert.deepEqual(await other.list(), ["c", "b", "a"]);
    },
  },
  {
    name: "locks until the lock is released",
    check: async ({ store, other }) => {
      const lock = await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 1000 });
      await assert.rejects(
        other.lock("space-1", "b", { expiresAfterMs: 1000, now: 1999 }),
        codeOf("RUN_LOCKED"),
      );
      await other.lock("space-2", "b", { expiresAfterMs: 1000, now: 1999 });
      await lock.release();
      await other.lock("space-1", "b", { expiresAfterMs: 1000, now: 1999 });
    },
  },
  {
    name: "gives up a lock that has expired, to one only, and leaves it to the new owner",
    check: async ({ store, other }) => {
      const lost = await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 1000 });
      const taken = await Promise.allSettled([
        store.lock("space-1", "b", { expiresAfterMs: 1000, now: 2000 }),
        other.lock("space-1", "c", { expiresAfterMs: 1000, now: 2000 }),
      ]);
      assert.equal(taken.filter(({ status }) => status === "fulfilled").length, 1);
      await lost.release();
      for (const owner of ["a", "d"])
        await assert.rejects(
          other.lock("space-1", owner, { expiresAfterMs: 1000, now: 2500 }),
          codeOf("RUN_LOCKED"),
        );
    },
  },
  {
    name: "puts a lock off for the owner who holds it",
    check: async ({ store, other }) => {
      await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 1000 });
      const renewed = await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 1900 });
      await assert.rejects(
        other.lock("space-1", "b", { expiresAfterMs: 1000, now: 2500 }),
        codeOf("RUN_LOCKED"),
      );
      await renewed.release();
      await other.lock("space-1", "b", { expiresAfterMs: 1000, now: 2500 });
    },
  },
  {
    name: "takes a lock by force on demand only",
    check: async ({ store, other }) => {
      const lost = await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 1000 });
      await other.lock("space-1", "b", { expiresAfterMs: 1000, now: 1100, force: true });
      await lost.release();
      await assert.rejects(
        store.lock("space-1", "a", { expiresAfterMs: 1000, now: 1200 }),
        codeOf("RUN_LOCKED"),
      );
    },
  },
];
