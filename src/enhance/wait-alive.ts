import type { Clock } from "../util/clock.js";

/** Well below the time after which a run that shows no life is taken for dead. */
const lifeEveryMs = 60_000;

export interface WaitingAlive {
  readonly clock: Clock;
  readonly showLife?: (() => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Waits for somebody else's work, such as a person who may take hours, and shows life meanwhile: a run that writes
 * nothing would be taken for dead. Does not wait for work that does not heed the signal.
 * @throws the signal's reason once it aborts
 */
export async function waitAlive<T>(
  work: () => T | Promise<T>,
  { clock, showLife, signal }: WaitingAlive,
): Promise<T> {
  const done = new AbortController();
  const stop = AbortSignal.any([signal, done.signal]);
  const untilStopped = async (): Promise<never> => {
    for (;;) {
      await clock.sleep(lifeEveryMs, { signal: stop });
      showLife?.();
    }
  };
  try {
    return await Promise.race([untilStopped(), (async () => work())()]);
  } finally {
    done.abort();
  }
}
