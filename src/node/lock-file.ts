import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
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

  /** @throws RunLockedError when another owner holds it. */
  async take(owner: string, { expiresAfterMs, now, force = false }: LockOptions): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const mine: Held = { owner, expiresAt: now + expiresAfterMs, ...ownIdentity() };
    for (;;) {
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
  }

  /** Frees it if `owner` still holds it. The file stays, so that numbers only ever grow. */
  async release(owner: string): Promise<void> {
    const current = await this.#current();
    if (current?.held?.owner !== owner) return;
    await this.#replace(current.number, { ...current.held, owner: "", expiresAt: 0 });
  }

  async #current(): Promise<Generation | undefined> {
    const number = (await this.#numbers()).at(-1);
    if (number === undefined) return undefined;
    try {
      const json = parseJsonSafely(await readFile(this.#path(number), "utf8"));
      const held = HeldSchema.safeParse(json.ok ? json.value : undefined);
      return { number, held: held.success ? held.data : undefined };
    } catch (error) {
      if (failedWith(error, "ENOENT")) return this.#current();
      throw error;
    }
  }

  async #numbers(): Promise<readonly number[]> {
    const names = await readdir(this.#folder);
    return names
      .flatMap((name) => {
        const middle = name.startsWith(`${this.#key}.`) && name.endsWith(".lock");
        const digits = middle ? name.slice(this.#key.length + 1, -".lock".length) : "";
        return /^\d{1,15}$/.test(digits) ? [Number(digits)] : [];
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
    await rename(await this.#draft(held), this.#path(number));
  }

  async #draft(held: Held): Promise<string> {
    const path = join(this.#folder, `.${this.#key}.${randomUUID()}.tmp`);
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(held));
    } finally {
      await file.close();
    }
    return path;
  }

  async #removeBelow(number: number): Promise<void> {
    for (const older of await this.#numbers())
      if (older < number) await rm(this.#path(older), { force: true });
  }

  #path(number: number): string {
    return join(this.#folder, `${this.#key}.${number}.lock`);
  }
}
