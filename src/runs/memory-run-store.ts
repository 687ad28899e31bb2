import { RunLockedError } from "../errors/run-locked-error.js";
import type { JournalEntry } from "./journal-entry.js";
import { journalConflict } from "./journal-line.js";
import { byAge } from "./run-order.js";
import type { LockOptions, RunLock, RunStore } from "./run-store.js";

/** Keeps journals for the life of the process. The default where nothing needs to outlive it. */
export class MemoryRunStore implements RunStore {
  readonly #runs = new Map<string, JournalEntry[]>();
  readonly #locks = new Map<string, { readonly owner: string; readonly expiresAt: number }>();

  async append(entry: JournalEntry): Promise<void> {
    const entries = this.#runs.get(entry.runId) ?? [];
    const known = entries[entry.sequence - 1];
    if (known && JSON.stringify(known) === JSON.stringify(entry)) return;
    if (entry.sequence !== entries.length + 1) throw journalConflict(entry, "the store");
    // What a file would give back: no member that is undefined, nothing shared with the caller.
    const kept: JournalEntry = JSON.parse(JSON.stringify(entry));
    entries.push(kept);
    this.#runs.set(entry.runId, entries);
  }

  async read(runId: string): Promise<readonly JournalEntry[]> {
    return structuredClone(this.#runs.get(runId) ?? []);
  }

  async list(): Promise<readonly string[]> {
    return [...this.#runs]
      .map(([runId, [first]]) => ({ runId, timestamp: first?.timestamp ?? "" }))
      .sort(byAge)
      .map(({ runId }) => runId);
  }

  async lock(
    key: string,
    owner: string,
    { expiresAfterMs, now, force = false }: LockOptions,
  ): Promise<RunLock> {
    const held = this.#locks.get(key);
    if (held && held.owner !== owner && held.expiresAt > now && !force)
      throw new RunLockedError(key, held.owner, held.expiresAt);
    this.#locks.set(key, { owner, expiresAt: now + expiresAfterMs });
    return {
      release: async () => {
        if (this.#locks.get(key)?.owner === owner) this.#locks.delete(key);
      },
    };
  }
}
