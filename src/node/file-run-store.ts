import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigurationError } from "../errors/configuration-error.js";
import { RunLockedError } from "../errors/run-locked-error.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunLock, RunStore } from "../runs/run-store.js";

const LockSchema = z.object({ owner: z.string(), expiresAt: z.number() });
const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const suffix = ".journal.jsonl";

/**
 * Keeps the journals of runs as JSON Lines in a folder, flushed to disk entry by entry, readable by their
 * owner only. A last line that a crash cut short is left out when the journal is read.
 */
export class FileRunStore implements RunStore {
  readonly #folder: string;

  constructor({ folder }: { readonly folder: string }) {
    this.#folder = folder;
  }

  async append(entry: JournalEntry): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#path(entry.runId, suffix), "a", 0o600);
    try {
      await file.appendFile(`${JSON.stringify(entry)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async read(runId: string): Promise<readonly JournalEntry[]> {
    const text = await readIfThere(this.#path(runId, suffix));
    const lines = text.split("\n");
    // What stands after the last line break was being written when the process died.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
  }

  async list(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .sort();
  }

  async lock(
    key: string,
    owner: string,
    { expiresAfterMs, now }: { readonly expiresAfterMs: number; readonly now: number },
  ): Promise<RunLock> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(key, ".lock");
    const mine = JSON.stringify({ owner, expiresAt: now + expiresAfterMs });
    for (;;) {
      if (await createExclusively(path, mine)) break;
      const held = parseLock(await readIfThere(path));
      if (held && held.owner !== owner && held.expiresAt > now)
        throw new RunLockedError(key, held.owner, held.expiresAt);
      await rm(path, { force: true });
    }
    return {
      release: async () => {
        if (parseLock(await readIfThere(path))?.owner === owner) await rm(path, { force: true });
      },
    };
  }

  #path(name: string, ending: string): string {
    if (!safeName.test(name)) {
      throw new ConfigurationError("run store", [
        { path: "name", message: `"${name}" may hold only letters, digits, ".", "_" and "-"` },
      ]);
    }
    return join(this.#folder, `${name}${ending}`);
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

async function createExclusively(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(text);
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function parseLock(text: string): z.infer<typeof LockSchema> | undefined {
  try {
    return LockSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
