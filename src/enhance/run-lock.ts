import type { RunStore } from "../runs/run-store.js";
import type { Clock } from "../util/clock.js";

/** A run that wrote nothing for this long is taken for dead, and its space is free again. */
const expiresAfterMs = 30 * 60_000;

export interface HeldLock {
  /** Puts the expiry off, at most once a minute. Call it whenever the run shows life. */
  readonly renew: () => void;
  release(): Promise<void>;
}

/**
 * Takes the lock of a production space for a run.
 * @throws RunLockedError when another run holds it.
 */
export async function holdRunLock(options: {
  readonly store: RunStore;
  readonly spaceId: string;
  readonly runId: string;
  readonly clock: Clock;
}): Promise<HeldLock> {
  const { store, spaceId, runId, clock } = options;
  const take = () => store.lock(`space-${spaceId}`, runId, { expiresAfterMs, now: clock.now() });
  let lock = await take();
  let renewedAt = clock.now();
  let renewal: Promise<void> = Promise.resolve();
  return {
    renew: () => {
      if (clock.now() - renewedAt < 60_000) return;
      renewedAt = clock.now();
      renewal = take().then(
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
