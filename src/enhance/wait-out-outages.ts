import type { RunEventBody } from "../events/run-event.js";
import type { RunContext } from "./run-context.js";

/**
 * Lets the requests of some work wait while the workspace is out, and tells of it. Once the work is to stop nothing
 * waits any more: what cannot be cleared up then fails at once. An outage that is longer than is waited for stops the
 * work: what it left unanswered must not count as an answer.
 */
export async function waitingOutOutages<T>(
  { connection, journal, config, showLife }: RunContext,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // A journal that cannot be written shows at the run's next own entry.
  const tell = (body: RunEventBody) => void journal.write(body).catch(() => undefined);
  const givenUp = new AbortController();
  const stop = AbortSignal.any([signal, givenUp.signal]);
  const endPatience = connection.waitOutOutages({
    get maxOutageMs() {
      return stop.aborted ? 0 : config.maxOutageMs;
    },
    onStart: (reason) => tell({ type: "outage-start", reason }),
    onWait: showLife,
    onEnd: (durationMs) => tell({ type: "outage-end", durationMs }),
    onGiveUp: (error) => givenUp.abort(error),
  });
  try {
    return await work(stop);
  } finally {
    endPatience();
  }
}
