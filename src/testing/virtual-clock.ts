import type { Clock } from "../util/clock.js";

/** Where a virtual clock begins, and how it goes. */
export interface VirtualClockOptions {
  /** Time at the start, in milliseconds since the Unix epoch. @default 2025-06-30T12:00:00Z */
  readonly startAt?: number | undefined;
  /** Whether time moves on by itself when everything waits for it. @default true */
  readonly autoAdvance?: boolean | undefined;
  /** Lets time pass steadily, this many times as fast as on the machine. @default undefined: time jumps */
  readonly timeScale?: number | undefined;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** The longest that a timer of the platform can wait. */
const longestTimerMs = 2 ** 31 - 1;

/** Marks a request whose sender holds the clock until the reply is there. */
export const heldClockHeader = "x-simulated-clock-held";

/** Turns of the event loop without activity after which everything is taken to wait for the clock. */
const quietTurns = 3;

/**
 * A clock on which hours pass in milliseconds. When nothing is under way and something sleeps, time jumps to
 * the earliest sleeper and wakes it alone, so that one run takes the same course every time.
 *
 * Work that the clock cannot see, such as a request over a socket, must be made known with `track`, or time
 * would run on meanwhile. Where that is not possible, as with clients in other processes, give a `timeScale`: then
 * time passes as on the machine, or faster by that factor.
 */
export class VirtualClock implements Clock {
  #now: number;
  readonly #autoAdvance: boolean;
  readonly #timers = new Set<Timer>();
  #order = 0;
  #underWay = 0;
  #activity = 0;
  #isWatching = false;
  #pace: { readonly scale: number; readonly since: number; readonly from: number } | undefined;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor({
    startAt = Date.UTC(2025, 5, 30, 12),
    autoAdvance = true,
    timeScale,
  }: VirtualClockOptions = {}) {
    this.#now = startAt;
    this.#autoAdvance = autoAdvance;
    if (timeScale !== undefined) this.setPace(timeScale);
  }

  now(): number {
    const pace = this.#pace;
    // Never back: an alarm that rings a moment early has moved time to where it was due.
    if (pace)
      this.#now = Math.max(this.#now, pace.from + Math.floor((performance.now() - pace.since) * pace.scale));
    return this.#now;
  }

  /**
   * Lets time pass steadily from now on, `timeScale` times as fast as on the machine; undefined lets it jump again.
   * @throws RangeError when the scale is not a positive number
   */
  setPace(timeScale: number | undefined): void {
    if (timeScale !== undefined && !(timeScale > 0 && Number.isFinite(timeScale)))
      throw new RangeError(`timeScale must be a positive number, but got ${timeScale}.`);
    const from = this.now();
    this.#pace = timeScale === undefined ? undefined : { scale: timeScale, since: performance.now(), from };
    this.#activity += 1;
    this.#watch();
  }

  /** Number of sleepers. */
  get pending(): number {
    return this.#timers.size;
  }

  sleep(ms: number, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#timers.delete(timer);
        this.#activity += 1;
        // A timer of the platform that nobody waits for would keep the process alive.
        this.#setAlarm();
        reject(signal?.reason);
      };
      const timer: Timer = {
        at: this.now() + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#timers.add(timer);
      this.#activity += 1;
      this.#watch();
    });
  }

  /** Sleeps inside work that is tracked: while it sleeps, the work does not hold the clock. */
  async sleepInside(ms: number, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#underWay -= 1;
    try {
      await this.sleep(ms, options);
    } finally {
      this.#underWay += 1;
    }
  }

  /** Holds the clock while the work is under way. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#activity += 1;
      this.#watch();
    }
  }

  /** A fetch that holds the clock until the body of the reply has been read. */
  trackFetch(inner: typeof fetch): typeof fetch {
    return (input, init) =>
      this.track(async () => {
        const request = new Request(input, init);
        request.headers.set(heldClockHeader, "1");
        const response = await inner(request);
        const body = await response.arrayBuffer();
        const hasBody = body.byteLength > 0 && ![101, 204, 205, 304].includes(response.status);
        return new Response(hasBody ? body : null, {
          status: response.status,
          statusText: response.statusText,
          headers: response.headers,
        });
      });
  }

  /** Moves time on by hand, waking every sleeper whose time has come, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.now() + ms;
    for (let next = this.#earliest(); next && next.at <= until; next = this.#earliest()) {
      this.#wake(next);
      await this.#quiet();
    }
    this.#now = Math.max(this.#now, until);
    if (this.#pace) this.setPace(this.#pace.scale);
  }

  #watch(): void {
    this.#setAlarm();
    if (this.#pace || !this.#autoAdvance || this.#isWatching) return;
    this.#isWatching = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#timers.size > 0 && !this.#pace) {
      await this.#quiet();
      // Whatever is under way calls `#watch` again when it is done or goes to sleep.
      if (this.#underWay > 0 || this.#pace) break;
      const next = this.#earliest();
      if (next) this.#wake(next);
    }
    this.#isWatching = false;
  }

  /** While time passes steadily: has the platform wake the earliest sleeper when its time has come. */
  #setAlarm(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    const next = this.#pace ? this.#earliest() : undefined;
    if (!next || !this.#pace) return;
    const waitMs = Math.ceil((next.at - this.now()) / this.#pace.scale);
    this.#alarm = setTimeout(
      () => {
        const due = this.#earliest();
        if (this.#pace && due && due.at <= this.now()) this.#wake(due);
        this.#setAlarm();
      },
      Math.min(Math.max(0, waitMs), longestTimerMs),
    );
  }

  /** Resolves when nothing has touched the clock for some turns of the event loop. */
  async #quiet(): Promise<void> {
    let seen = this.#activity;
    for (let turn = 0; turn < quietTurns; turn += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (seen !== this.#activity) {
        seen = this.#activity;
        turn = -1;
      }
    }
  }

  #earliest(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }

  #wake(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    this.#activity += 1;
    timer.wake();
  }
}
