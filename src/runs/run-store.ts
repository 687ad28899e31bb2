import type { JournalEntry } from "./journal-entry.js";

/** A held lock; released once. */
export interface RunLock {
  release(): Promise<void>;
}

/**
 * Keeps the journals of runs. `append` returns only when the entry would survive a crash. Bring your own to
 * keep journals elsewhere.
 */
export interface RunStore {
  append(entry: JournalEntry): Promise<void>;
  /** The entries of one run in order; empty when there is none. */
  read(runId: string): Promise<readonly JournalEntry[]>;
  /** Ids of the runs known, oldest first. */
  list(): Promise<readonly string[]>;
  /**
   * Takes the lock named `key`, so that one run at a time works on a space.
   * @throws RunLockedError when another owner holds it and its time has not run out.
   */
  lock(
    key: string,
    owner: string,
    options: { readonly expiresAfterMs: number; readonly now: number },
  ): Promise<RunLock>;
}
