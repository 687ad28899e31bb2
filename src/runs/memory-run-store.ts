import { RunLockedError } from "../errors/run-locked-error.js";
import type { JournalEntry } from "./journal-entry.js";
import type { RunLock, RunStore } from "./run-store.js";

/** Keeps journals for the life of the process. The default where nothing needs to outlive it. */
export class MemoryRunStore implements RunStore {
  readonly #runs = new Map<string, JournalEntry[]>();
  readonly #locks = new Map<string, { readonly owner: string; readonly expiresAt: number }>();

  async append(entry: JournalEntry): Promise<void> {
    const entries = this.#runs.get(entry.runId) ?? [];
    entries.push(structuredClone(entry));
    this.#runs.set(entry.runId, entries);
  }

  async read(runId: string): Promise<readonly JournalEntry[]> {
    return structuredClone(this.#runs.get(runId) ?? []);
  }

  async list(): Promise<readonly string[]> {
    return [...this.#runs.keys()];
  }

  async lock(
    key: string,
    owner: string,
    { expiresAfterMs, now }: { readonly expiresAfterMs: number; readonly now: number },
  ): Promise<RunLock> {
    const held = this.#locks.get(key);
    if (held && held.owner !== owner && held.expiresAt > now)
      throw new RunLockedError(key, held.owner, held.expiresAt);
    const mine = { owner, expiresAt: now + expiresAfterMs };
    this.#locks.set(key, mine);
    return {
      release: async () => {
        if (this.#locks.get(key) === mine) this.#locks.delete(key);
      },
    };
  }
}
