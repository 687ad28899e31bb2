import { RunLockedError } from "../errors/run-locked-error.js";
import type { RunStore } from "../runs/run-store.js";
import type { Clock } from "../util/clock.js";
import { type Random, randomHex, systemRandom } from "../util/random.js";
import type { RunPorts } from "./prepare-run.js";

/** A run that wrote nothing for this long is taken for dead, and its space is free again. */
const expiresAfterMs = 30 * 60_000;

export interface RunLockOptions {
  readonly store: RunStore;
  readonly spaceId: string;
  readonly runId: string;
  readonly clock: Clock;
  /** Takes the lock from whoever holds it. @default false */
  readonly force?: boolean | undefined;
  /** Tells holders apart that work on one run. @default the platform's cryptographic generator */
  readonly random?: Random | undefined;
}

export interface HeldLock {
  /** Puts the expiry off, at most once a minute. Call it whenever the run shows life. */
  readonly renew: () => void;
  /** Aborts with RunLockedError once another run has taken the lock, by force or because it had expired. */
  readonly lost: AbortSignal;
  /** Looks at once, and at most as long as the store takes, whether the lock is still held. Tells by `lost`. */
  confirm(): Promise<void>;
  /** Frees the lock if it is still held. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a production space for a run. Two processes that work on the same run are two holders.
 * @throws RunLockedError when another one holds it.
 */
export async function holdRunLock(options: RunLockOptions): Promise<HeldLock> {
  const { store, spaceId, runId, clock, random = systemRandom } = options;
  const owner = `${runId} (${randomHex(random, 8)})`;
  const take = (force: boolean) =>
    store.lock(`space-${spaceId}`, owner, { expiresAfterMs, now: clock.now(), force });
  let lock = await take(options.force ?? false);
  let renewedAt = clock.now();
  let renewal: Promise<void> = Promise.resolve();
  const lost = new AbortController();
  const renew = () => {
    renewedAt = clock.now();
    renewal = take(false).then(
      (renewed) => {
        lock = renewed;
      },
      (error: unknown) => {
        // A store that cannot be reached for a while takes nothing away: the lock lasts for many renewals.
        if (error instanceof RunLockedError) lost.abort(error);
      },
    );
  };
  return {
    lost: lost.signal,
    renew: () => {
      if (clock.now() - renewedAt >= 60_000 && !lost.signal.aborted) renew();
    },
    confirm: async () => {
      await renewal;
      if (!lost.signal.aborted) renew();
      await renewal;
    },
    release: async () => {
      await renewal;
      await lock.release();
    },
  };
}

export interface LockedRun {
  readonly spaceId: string;
  readonly runId: string;
  readonly signal?: AbortSignal | undefined;
}

/** What work under a lock is given. */
export interface UnderLock {
  /** Aborts when the caller's signal does, and when another run has taken the lock. */
  readonly signal: AbortSignal;
  /** Puts the expiry off while nothing is written. */
  readonly showLife: () => void;
}

/**
 * Does work under the lock of a production space, which every sign of life of the run puts off expiring.
 * @throws RunLockedError when another process holds it, or takes it meanwhile.
 */
export async function underRunLock<T>(
  { store, connection: { clock }, emitter, config }: RunPorts,
  { spaceId, runId, signal }: LockedRun,
  work: (held: UnderLock) => Promise<T>,
): Promise<T> {
  const lock = await holdRunLock({ store, spaceId, runId, clock, force: config.forceLock });
  const stopRenewing = emitter.on("*", lock.renew);
  const stop = AbortSignal.any(signal ? [signal, lock.lost] : [lock.lost]);
  try {
    return await work({ signal: stop, showLife: lock.renew });
  } catch (error) {
    // The run that took the lock has removed the copies, which shows as whatever was not found.
    await lock.confirm();
    throw error;
  } finally {
    stopRenewing();
    await lock.release();
    lock.lost.throwIfAborted();
  }
}

/** The run that holds the lock of a production space at this moment, if one does. */
export async function runAtWork(
  { store, connection: { clock } }: RunPorts,
  spaceId: string,
): Promise<string | undefined> {
  try {
    const lock = await holdRunLock({ store, spaceId, runId: "probe", clock });
    await lock.release();
    return undefined;
  } catch (error) {
    if (!(error instanceof RunLockedError)) throw error;
    return String(error.context.owner).replace(/ \([0-9a-f]+\)$/, "");
  }
}
