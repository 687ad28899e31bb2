import PQueue from "p-queue";
import type { Cancellable } from "./cancellable.js";

/**
 * Does work for each item, a limited number at once; results in the order of the items. The first failure stops what
 * is under way through its signal and keeps the rest from starting; it is thrown once everything has settled.
 */
export async function allOrStop<T, R>(
  items: readonly T[],
  { concurrency, signal }: Cancellable & { readonly concurrency: number },
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<readonly R[]> {
  const queue = new PQueue({ concurrency });
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const settled = await Promise.allSettled(
    items.map((item) =>
      queue.add(async () => {
        stop.throwIfAborted();
        try {
          return { value: await work(item, stop) };
        } catch (error) {
          failed.abort(error);
          throw error;
        }
      }),
    ),
  );
  signal?.throwIfAborted();
  failed.signal.throwIfAborted();
  return settled.flatMap((one) => (one.status === "fulfilled" && one.value ? [one.value.value] : []));
}
