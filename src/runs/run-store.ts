import type { JournalEntry } from "./journal-entry.js";

/** A held lock; released once. */
export interface RunLock {
  release(): Promise<void>;
}

/** How a lock is taken. */
export interface LockOptions {
  readonly expiresAfterMs: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Takes the lock from whoever holds it. Only ever on a person's word. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Keeps the journals of runs. `conformRunStore` of `genie-enhancer/testing` lists the cases that a store of
 * your own must pass.
 */
export interface RunStore {
  /**
   * Appends an entry; returns only when it would survive a crash. Appending the same entry again changes nothing,
   * so that an append whose outcome is open can be repeated.
   * @throws JournalError JOURNAL_CONFLICT when its number is taken by another entry, or does not follow the last.
   */
  append(entry: JournalEntry): Promise<void>;
  /**
   * The entries of one run in order; empty when there is none.
   * @throws JournalError when they are not what was appended.
   */
  read(runId: string): Promise<readonly JournalEntry[]>;
  /** Ids of the runs known, oldest first. */
  list(): Promise<readonly string[]>;
  /**
   * Takes the lock named `key`, so that one run at a time works on a space, or puts its expiry off when `owner`
   * holds it already. A lock that has expired can be taken.
   * @throws RunLockedError when another owner holds it and its time has not run out.
   */
  lock(key: string, owner: string, options: LockOptions): Promise<RunLock>;
}
