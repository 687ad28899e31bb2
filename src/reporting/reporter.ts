import type { RunEvent } from "../events/run-event.js";

/**
 * Receives every event of a run in order. Calls are awaited one after the other; a reporter that throws is
 * named in a `warning` event and never stops a run.
 */
export interface Reporter {
  /** Name for warnings; the class name when absent. */
  readonly name?: string | undefined;
  handle(event: RunEvent): void | Promise<void>;
  /** Called when a run ends, before `close`. */
  flush?(): void | Promise<void>;
  close?(): void | Promise<void>;
}
