import { ApiError, type ApiErrorCode } from "../errors/api-error.js";
import type { Clock } from "../util/clock.js";
import type { Random } from "../util/random.js";
import { SharedRun } from "../util/shared-run.js";

/** How whoever works through a connection wants outages of the workspace to be waited out. */
export interface OutagePatience {
  /** Longest outage that is waited out. */
  readonly maxOutageMs: number;
  /** Called when requests begin to wait, with what the last one met. */
  readonly onStart?: ((reason: string) => void) | undefined;
  /** Called after each look that found the workspace still out. */
  readonly onWait?: (() => void) | undefined;
  readonly onEnd?: ((durationMs: number) => void) | undefined;
  /** Called when the workspace is out for longer than anybody waits, before what waits fails with the same error. */
  readonly onGiveUp?: ((error: ApiError) => void) | undefined;
}

export interface CircuitBreakerOptions {
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  /** One light request; rejects with what it met. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
}

/** Failures in a row, of whatever requests, from which on the workspace is taken to be out. */
const threshold = 5;
const firstPauseMs = 10_000;
const longestPauseMs = 300_000;

const outageCodes: ReadonlySet<ApiErrorCode> = new Set(["NETWORK", "UNAVAILABLE", "SERVER_ERROR"]);

/** Whether a failure is one that a workspace in trouble gives to every request. */
export function isOutageError(error: unknown): error is ApiError {
  return error instanceof ApiError && outageCodes.has(error.code);
}

/**
 * Watches the requests to one workspace. When several in a row fail it holds further ones back, where somebody has
 * the patience, and looks itself now and then whether the workspace is back: a pause instead of a series of failures.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #patiences = new Set<OutagePatience>();
  #failures = 0;
  #failingSince = 0;
  #isOpen = false;
  #lastError: ApiError | undefined;
  #recovery: SharedRun<void> | undefined;
  #endedMs = 0;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** Whether anybody waits outages out. */
  get isPatient(): boolean {
    return this.#patiences.size > 0;
  }

  /** Longest outage that somebody waits out; 0 when nobody waits. */
  get maxOutageMs(): number {
    return Math.max(0, ...[...this.#patiences].map(({ maxOutageMs }) => maxOutageMs));
  }

  /** Time that outages have taken so far, with the one that lasts. What waits for answers does not count it. */
  get outageMs(): number {
    return this.#endedMs + (this.#isOpen ? this.#options.clock.now() - this.#failingSince : 0);
  }

  /** @returns takes the patience back */
  add(patience: OutagePatience): () => void {
    this.#patiences.add(patience);
    return () => this.#patiences.delete(patience);
  }

  succeeded(): void {
    this.#failures = 0;
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const durationMs = this.#options.clock.now() - this.#failingSince;
    this.#endedMs += durationMs;
    for (const { onEnd } of this.#patiences) onEnd?.(durationMs);
  }

  failed(error: unknown): void {
    if (!isOutageError(error)) {
      // Refused is answered.
      if (error instanceof ApiError && error.status !== undefined) this.succeeded();
      return;
    }
    if (this.#failures === 0) this.#failingSince = this.#options.clock.now();
    this.#failures += 1;
    this.#lastError = error;
    if (this.#failures < threshold || this.#isOpen) return;
    this.#isOpen = true;
    for (const { onStart } of this.#patiences) onStart?.(error.message);
  }

  /**
   * Resolves at once unless the workspace is out and somebody waits outages out; then when it is back.
   * @throws ApiError UNAVAILABLE when it is out for longer than anybody waits; `signal.reason`.
   */
  async pass(signal: AbortSignal | undefined): Promise<void> {
    while (this.#isOpen && this.isPatient) {
      signal?.throwIfAborted();
      if (!this.#recovery || this.#recovery.isAbandoned) {
        const recovery = new SharedRun((stop) => this.#recover(stop));
        recovery.onEnd(() => {
          if (this.#recovery === recovery) this.#recovery = undefined;
        });
        this.#recovery = recovery;
      }
      await this.#recovery.wait(signal);
    }
  }

  async #recover(signal: AbortSignal): Promise<void> {
    const { clock, random, probe } = this.#options;
    for (let pauseMs = firstPauseMs; this.#isOpen; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const leftMs = this.#failingSince + this.maxOutageMs - clock.now();
      if (leftMs <= 0) {
        const error = this.#tooLong();
        for (const { onGiveUp } of this.#patiences) onGiveUp?.(error);
        throw error;
      }
      await clock.sleep(Math.min(leftMs, 1000 + (pauseMs - 1000) * random()), { signal });
      if (!this.#isOpen) return;
      try {
        await probe(signal);
        this.succeeded();
      } catch (error) {
        signal.throwIfAborted();
        if (isOutageError(error)) for (const { onWait } of this.#patiences) onWait?.();
        else this.succeeded();
      }
    }
  }

  #tooLong(): ApiError {
    const { host, clock } = this.#options;
    const minutes = Math.round((clock.now() - this.#failingSince) / 60_000);
    return new ApiError(
      `${host} has been out for ${minutes} minutes, longer than is waited for: ${this.#lastError?.message ?? "no reason known"}`,
      {
        code: "UNAVAILABLE",
        request: this.#lastError?.request ?? "GET /",
        status: this.#lastError?.status,
        cause: this.#lastError,
      },
    );
  }
}
