import { RunLockedError } from "../errors/run-locked-error.js";
import type { RunStore } from "../runs/run-store.js";
import type { Clock } from "../util/clock.js";
import { randomHex } from "../util/random.js";
import type { RunPorts } from "./prepare-run.js";

/** A run that wrote nothing for this long is taken for dead, and its space is free again. */
const expiresAfterMs = 30 * 60_000;

interface HeldLock {
  /** Puts the expiry off, at most once a minute. */
  readonly renew: () => void;
  release(): Promise<void>;
}

export interface LockedRun {
  readonly spaceId: string;
  readonly runId: string;
  /** Takes the lock from whoever holds it. @default false */
  readonly force?: boolean | undefined;
}

/**
 * Does work under the lock of a production space, which every sign of life of the run puts off expiring.
 * @throws RunLockedError when another process holds it.
 */
export async function underRunLock<T>(
  { store, connection: { clock, random }, emitter }: RunPorts,
  { spaceId, runId, force = false }: LockedRun,
  work: () => Promise<T>,
): Promise<T> {
  // The same run in two processes is two owners.
  const owner = `${runId}@${randomHex(random, 12)}`;
  const lock = await holdRunLock({ store, key: lockKey(spaceId), owner, force, clock });
  const stopRenewing = emitter.on("*", lock.renew);
  try {
    return await work();
  } finally {
    stopRenewing();
    await lock.release();
  }
}

/** The run that holds the lock of a production space at this moment, if one does. */
export async function runAtWork(
  { store, connection: { clock, random } }: RunPorts,
  spaceId: string,
): Promise<string | undefined> {
  try {
    const probe = `probe@${randomHex(random, 12)}`;
    const lock = await store.lock(lockKey(spaceId), probe, { expiresAfterMs: 1000, now: clock.now() });
    await lock.release();
    return undefined;
  } catch (error) {
    if (!(error instanceof RunLockedError)) throw error;
    return String(error.context.owner).replace(/@[0-9a-f]+$/, "");
  }
}

function lockKey(spaceId: string): string {
  return `space-${spaceId}`;
}

async function holdRunLock(options: {
  readonly store: RunStore;
  readonly key: string;
  readonly owner: string;
  readonly force: boolean;
  readonly clock: Clock;
}): Promise<HeldLock> {
  const { store, key, owner, force, clock } = options;
  const take = (isForced: boolean) =>
    store.lock(key, owner, { expiresAfterMs, now: clock.now(), ...(isForced ? { force: true } : {}) });
  let lock = await take(force);
  let renewedAt = clock.now();
  let renewal: Promise<void> = Promise.resolve();
  return {
    renew: () => {
      if (clock.now() - renewedAt < 60_000) return;
      renewedAt = clock.now();
      renewal = take(false).then(
        (renewed) => {
          lock = renewed;
        },
        // The entry that showed life is in the journal; a lock that cannot be renewed shows at the next write.
        () => undefined,
      );
    },
    release: async () => {
      await renewal;
      await lock.release();
    },
  };
}
