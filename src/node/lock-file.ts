import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, rename, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { ConfigurationError } from "../errors/configuration-error.js";
import { RunLockedError } from "../errors/run-locked-error.js";
import type { LockOptions } from "../runs/run-store.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { failedWith } from "./file-error.js";
import { isGone, ownIdentity } from "./process-identity.js";

const HeldSchema = z.object({
  owner: z.string(),
  expiresAt: z.number(),
  pid: z.number(),
  machine: z.string(),
});
type Held = z.infer<typeof HeldSchema>;

/** Numbers that a lock can have come to: one more at each taking. */
const mostNumber = 1_000_000_000_000;

/** Bytes that are read of a lock file, which says little. */
const mostBytes = 4096;

/** Tries to take a lock that others take and free meanwhile. Every try in vain is a success of another's. */
const maxTries = 100;

/** One state of the lock: the file with the highest number is the current one. */
interface Generation {
  readonly number: number;
  readonly held: Held | undefined;
}

/**
 * A lock as a file in a folder, for all processes that see the folder. Whoever takes it creates the file with the
 * next number, which the file system grants to one only, so that two who find the same lock expired cannot both
 * have it. A process of the same machine that died without a word is noticed at once.
 */
export class LockFile {
  readonly #folder: string;
  readonly #key: string;

  /** @param key a safe file name */
  constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  /** @throws RunLockedError when another owner holds it; ConfigurationError when its files are not what a run writes. */
  async take(owner: string, { expiresAfterMs, now, force = false }: LockOptions): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const mine: Held = { owner, expiresAt: now + expiresAfterMs, ...ownIdentity() };
    for (let tries = 1; tries <= maxTries; tries += 1) {
      const current = await this.#current();
      if (current?.held?.owner === owner) return this.#replace(current.number, mine);
      if (current?.held && !force && current.held.expiresAt > now && !isGone(current.held))
        throw new RunLockedError(this.#key, current.held.owner, current.held.expiresAt);
      const number = (current?.number ?? 0) + 1;
      if (!(await this.#create(number, mine))) continue;
      // A number that was free because its file had been cleaned up gives no right to the lock.
      if ((await this.#numbers()).at(-1) === number) return this.#removeBelow(number);
      await rm(this.#path(number), { force: true });
    }
    throw this.#foreign(`${this.#key}.<number>.lock`, `could not be taken in ${maxTries} tries`);
  }

  /** Frees it if `owner` still holds it. The file stays, so that numbers only ever grow. */
  async release(owner: string): Promise<void> {
    const current = await this.#current();
    if (current?.held?.owner !== owner) return;
    try {
      // Needs no space, which a full disk would not have. Whoever took the lock meanwhile has a file of a higher number.
      await truncate(this.#path(current.number));
    } catch (error) {
      if (!failedWith(error, "ENOENT")) throw error;
    }
  }

  async #current(): Promise<Generation | undefined> {
    for (let seen: number | undefined; ; ) {
      const number = (await this.#numbers()).at(-1);
      if (number === undefined) return undefined;
      try {
        return { number, held: await readHeld(this.#path(number)) };
      } catch (error) {
        if (!failedWith(error, "ENOENT")) throw error;
        if (number === seen) throw this.#foreign(this.#name(number), "is listed and cannot be read");
        // Whoever took the lock meanwhile has removed it, and left a higher number.
        seen = number;
      }
    }
  }

  async #numbers(): Promise<readonly number[]> {
    const names = await readdir(this.#folder);
    return names
      .flatMap((name) => {
        const middle = name.startsWith(`${this.#key}.`) && name.endsWith(".lock");
        const digits = middle ? name.slice(this.#key.length + 1, -".lock".length) : "";
        // As they are written here, and so that each number is one file.
        if (!/^[1-9]\d*$/.test(digits)) return [];
        if (Number(digits) > mostNumber) throw this.#foreign(name, "has a number that no lock comes to");
        return [Number(digits)];
      })
      .sort((a, b) => a - b);
  }

  /** Puts a complete file in place at once, if there is none. */
  async #create(number: number, held: Held): Promise<boolean> {
    const draft = await this.#draft(held);
    try {
      await link(draft, this.#path(number));
      return true;
    } catch (error) {
      if (failedWith(error, "EEXIST")) return false;
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #replace(number: number, held: Held): Promise<void> {
    const draft = await this.#draft(held);
    try {
      await rename(draft, this.#path(number));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async #draft(held: Held): Promise<string> {
    const path = join(this.#folder, `.${this.#key}.${randomUUID()}.tmp`);
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(held));
      return path;
    } catch (error) {
      // A run on a full disk tries every minute.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }

  async #removeBelow(number: number): Promise<void> {
    for (const older of await this.#numbers())
      if (older < number) await rm(this.#path(older), { force: true });
  }

  #name(number: number): string {
    return `${this.#key}.${number}.lock`;
  }

  #path(number: number): string {
    return join(this.#folder, this.#name(number));
  }

  /** Nothing is guessed from a file that no run can have written: who holds the lock is not known then. */
  #foreign(name: string, why: string): ConfigurationError {
    const message = `${why}, so it cannot be told which run holds the lock. Remove the file once no run works on the space`;
    return new ConfigurationError("lock file", [{ path: join(this.#folder, name), message }]);
  }
}

/** What a file says of its lock; undefined when it does not say so, as after a power cut. */
async function readHeld(path: string): Promise<Held | undefined> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    const json = parseJsonSafely(buffer.toString("utf8", 0, bytesRead));
    return HeldSchema.safeParse(json.ok ? json.value : undefined).data;
  } finally {
    await file.close();
  }
}
