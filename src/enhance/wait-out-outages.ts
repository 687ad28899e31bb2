import type { RunEventBody } from "../events/run-event.js";
import type { RunContext } from "./run-context.js";

/**
 * Lets the requests of some work wait while the workspace is out, and tells of it. Once the work is to stop nothing
 * waits any more: what cannot be cleared up then fails at once.
 */
export async function waitingOutOutages<T>(
  { connection, journal, config, showLife }: RunContext,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // A journal that cannot be written shows at the run's next own entry.
  const tell = (body: RunEventBody) => void journal.write(body).catch(() => undefined);
  const endPatience = connection.waitOutOutages({
    get maxOutageMs() {
      return signal.aborted ? 0 : config.maxOutageMs;
    },
    onStart: (reason) => tell({ type: "outage-start", reason }),
    onWait: showLife,
    onEnd: (durationMs) => tell({ type: "outage-end", durationMs }),
  });
  try {
    return await work(signal);
  } finally {
    endPatience();
  }
}
