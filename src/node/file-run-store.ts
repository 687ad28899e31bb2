import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { JournalEntry } from "../runs/journal-entry.js";
import { byAge } from "../runs/run-order.js";
import type { LockOptions, RunLock, RunStore } from "../runs/run-store.js";
import { checkedName, isSafeName } from "../runs/safe-name.js";
import { failedWith } from "./file-error.js";
import { JournalFile } from "./journal-file.js";
import { LockFile } from "./lock-file.js";

const suffix = ".journal.jsonl";

/**
 * Keeps the journals of runs as JSON Lines in a folder, flushed to disk entry by entry, readable by their
 * owner only. A last line that a crash cut short is left out when the journal is read; any other damage is an
 * error. The folder must be on a file system with hard links and appending writes; for machines without one see
 * `SqlRunStore`.
 */
export class FileRunStore implements RunStore {
  readonly #folder: string;
  readonly #journals = new Map<string, JournalFile>();

  constructor({ folder }: { readonly folder: string }) {
    this.#folder = folder;
  }

  async append(entry: JournalEntry): Promise<void> {
    await this.#journal(entry.runId).append(entry);
  }

  async read(runId: string): Promise<readonly JournalEntry[]> {
    return this.#journal(runId).read();
  }

  async list(): Promise<readonly string[]> {
    const runIds = (await this.#names())
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .filter(isSafeName);
    const runs = await Promise.all(
      runIds.map(async (runId) => ({ runId, timestamp: await this.#journal(runId).startedAt() })),
    );
    return runs.sort(byAge).map(({ runId }) => runId);
  }

  async lock(key: string, owner: string, options: LockOptions): Promise<RunLock> {
    const lock = new LockFile(this.#folder, checkedName(key));
    await lock.take(owner, options);
    return { release: () => lock.release(owner) };
  }

  #journal(runId: string): JournalFile {
    const known = this.#journals.get(runId);
    if (known) return known;
    const journal = new JournalFile(join(this.#folder, `${checkedName(runId)}${suffix}`), runId);
    this.#journals.set(runId, journal);
    return journal;
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (failedWith(error, "ENOENT")) return [];
      throw error;
    }
  }
}
