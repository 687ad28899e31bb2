/** Retries that may be spent before successes have earned new ones. */
const capacity = 60;
const earnedBySuccess = 0.2;

/**
 * Limits repeated sends to a share of what succeeds, so that many requests do not keep a service down that is on its
 * knees. Shared by all requests of a connection.
 */
export class RetryBudget {
  #left = capacity;

  succeeded(): void {
    this.#left = Math.min(capacity, this.#left + earnedBySuccess);
  }

  /** Takes one retry; false when none is left. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
