/**
 * One piece of work for all who wait for it. Each waiter can give up alone; the work is cancelled when the last
 * one has.
 */
export class SharedRun<T> {
  readonly #controller = new AbortController();
  readonly #outcome: Promise<T>;
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#outcome = work(this.#controller.signal);
    this.#outcome.catch(() => undefined);
  }

  /** Whether nobody waits for it any more, so that there will be no outcome to share. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Rejects with the signal's reason as soon as this waiter gives up. */
  wait(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) {
      if (this.#waiting === 0) this.#controller.abort(signal.reason);
      return Promise.reject(signal.reason);
    }
    this.#waiting += 1;
    if (!signal) return this.#outcome;
    // Many waits share one signal; a listener of each on it would look like a leak to the runtime.
    const own = AbortSignal.any([signal]);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting -= 1;
        if (this.#waiting === 0) this.#controller.abort(own.reason);
        reject(own.reason);
      };
      own.addEventListener("abort", leave, { once: true });
      void this.#outcome.then(resolve, reject).finally(() => own.removeEventListener("abort", leave));
    });
  }

  /** Calls back when the work has ended, either way. */
  onEnd(callback: () => void): void {
    this.#outcome.then(callback, callback);
  }
}
