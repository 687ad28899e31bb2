import type { Clock } from "../util/clock.js";

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

  constructor({ perMinute, clock }: RateLimiterOptions) {
    if (!(perMinute > 0)) throw new RangeError(`perMinute must be above 0, not ${perMinute}`);
    this.#clock = clock;
    this.#spacingMs = 60_000 / perMinute;
  }

  /** Resolves when it is the caller's turn. A caller that gives up frees its place in the queue. */
  acquire({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const turn = this.#tail.then(async () => {
      signal?.throwIfAborted();
      const waitMs = this.#nextAt - this.#clock.now();
      if (waitMs > 0) await this.#clock.sleep(waitMs, { signal });
      this.#nextAt = Math.max(this.#nextAt, this.#clock.now()) + this.#spacingMs;
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Lets no turn pass for a while, because the service asked for a pause. */
  pause(ms: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.#clock.now() + ms);
  }
}
