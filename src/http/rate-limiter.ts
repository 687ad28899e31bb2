import { ConfigurationError } from "../errors/configuration-error.js";
import type { Clock } from "../util/clock.js";

/** How many calls go through in how long. */
export interface RateLimiterOptions {
  /** Turns a minute; they are spaced evenly. */
  readonly perMinute: number;
  readonly clock: Clock;
}

/** Hands out turns in the order of asking, evenly spaced on a clock. Share one among all that share a quota. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  #nextAt = Number.NEGATIVE_INFINITY;
  #tail: Promise<void> = Promise.resolve();

  /** @throws ConfigurationError when `perMinute` is not above 0. */
  constructor({ perMinute, clock }: RateLimiterOptions) {
    if (!(perMinute > 0))
      throw new ConfigurationError("rate limit", [
        { path: "perMinute", message: `must be above 0, not ${perMinute}` },
      ]);
    this.#clock = clock;
    this.#spacingMs = 60_000 / perMinute;
  }

  /** Resolves when it is the caller's turn. A caller that gives up leaves the queue at once. */
  acquire({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const turn = this.#tail.then(() => this.#turn(signal));
    this.#tail = turn.catch(() => undefined);
    return signal ? unlessAborted(turn, signal) : turn;
  }

  /**
   * Takes another turn for what the service refused, not before `afterMs` have passed. Nobody else's turn comes
   * before that either: the quota is spent.
   */
  reacquire({
    afterMs,
    signal,
  }: {
    readonly afterMs: number;
    readonly signal?: AbortSignal | undefined;
  }): Promise<void> {
    this.pause(afterMs);
    return this.acquire({ signal });
  }

  /** Lets no turn pass for a while, because the service asked for a pause. */
  pause(ms: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.#clock.now() + ms);
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const waitMs = this.#nextAt - this.#clock.now();
      if (waitMs <= 0) break;
      // A pause may be asked for meanwhile, so the time is looked at again afterwards.
      await this.#clock.sleep(waitMs, { signal });
    }
    this.#nextAt = Math.max(this.#nextAt, this.#clock.now()) + this.#spacingMs;
  }
}

/** Rejects as soon as the signal aborts, whatever the work waits for. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
