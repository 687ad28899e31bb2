import { TimeoutError } from "../errors/timeout-error.js";
import type { Clock } from "./clock.js";

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** What is being waited for, as it should read in the error: "answer to question q12". */
  readonly what: string;
  /** Time so far that does not count, such as that of outages. @default none */
  readonly uncountedMs?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Why the timer stops. One for all, because the platform would make an error with its stack for each. */
const released = new Error("The work has settled.");

/**
 * Runs `work` with a signal that aborts when the caller's signal does or when `timeoutMs` has passed.
 * The timer is released as soon as the work settles.
 *
 * @throws TimeoutError when the time is up; `signal.reason` when the caller aborts.
 */
export async function withDeadline<T>(
  { clock, timeoutMs, what, uncountedMs = () => 0, signal }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const forward = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", forward, { once: true });
  const timer = new AbortController();
  const uncountedBefore = uncountedMs();
  const sleepUntilDue = async () => {
    let sleptMs = 0;
    do {
      const leftMs = timeoutMs + uncountedMs() - uncountedBefore - sleptMs;
      await clock.sleep(leftMs, { signal: timer.signal });
      sleptMs += leftMs;
    } while (timeoutMs + uncountedMs() - uncountedBefore > sleptMs);
  };
  const expiry = sleepUntilDue()
    .then(() => controller.abort(new TimeoutError(`No ${what} within ${timeoutMs} ms.`, { timeoutMs })))
    .catch(() => undefined);
  try {
    return await Promise.race([work(controller.signal), rejectOnAbort(controller.signal)]);
  } finally {
    timer.abort(released);
    signal?.removeEventListener("abort", forward);
    await expiry;
  }
}

/** Never resolves; rejects with the signal's reason once it aborts. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
