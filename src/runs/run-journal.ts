import type { RunEmitter } from "../events/run-emitter.js";
import type { EventEnvelope } from "../events/run-event.js";
import type { Reporter } from "../reporting/reporter.js";
import type { Clock } from "../util/clock.js";
import { redactValue } from "../util/redact.js";
import { isEvent, type JournalBody, type JournalEntry } from "./journal-entry.js";
import type { RunReplay } from "./run-replay.js";
import type { RunStore } from "./run-store.js";

export interface RunJournalOptions {
  readonly runId: string;
  readonly store: RunStore;
  readonly clock: Clock;
  readonly emitter: RunEmitter;
  readonly reporters: readonly Reporter[];
  /** Sequence of the last entry already in the store, when a run goes on. @default 0 */
  readonly after?: number | undefined;
  /** What the journal tells already, when a run goes on: events that it knows are not written again. */
  readonly replay?: RunReplay | undefined;
}

/**
 * Writes a run's entries: into the store first, then to listeners and reporters. Entries get their number when
 * `write` is called and are written one after the other, so that the order is the order of the calls.
 */
export class RunJournal {
  readonly runId: string;
  readonly #options: RunJournalOptions;
  #sequence: number;
  /** Entries that the store has not taken yet, oldest first. */
  readonly #unsaved: JournalEntry[] = [];
  #tail: Promise<void> = Promise.resolve();

  constructor(options: RunJournalOptions) {
    this.#options = options;
    this.runId = options.runId;
    this.#sequence = options.after ?? 0;
  }

  /**
   * Resolves when the entry is stored and every reporter has handled it. Rejects when the store does not take it;
   * it is offered again before the next entry, so that what happened is not lost because a disk was full for a while.
   */
  write(body: JournalBody): Promise<void> {
    if (this.#options.replay?.takes(body)) return Promise.resolve();
    this.#sequence += 1;
    const envelope: EventEnvelope = {
      runId: this.runId,
      sequence: this.#sequence,
      timestamp: new Date(this.#options.clock.now()).toISOString(),
    };
    const entry = { ...withoutSecrets(body), ...envelope };
    const written = this.#tail.then(() => this.#deliver(entry));
    this.#tail = written.catch(() => undefined);
    return written;
  }

  /** Flushes and closes every reporter. */
  async close(): Promise<void> {
    await this.#tail;
    for (const reporter of this.#options.reporters) {
      await this.#isolated(reporter, async () => {
        await reporter.flush?.();
        await reporter.close?.();
      });
    }
    await this.#tail;
  }

  async #deliver(entry: JournalEntry): Promise<void> {
    this.#unsaved.push(entry);
    for (let oldest = this.#unsaved[0]; oldest; oldest = this.#unsaved[0]) {
      await this.#options.store.append(oldest);
      this.#unsaved.shift();
      await this.#tell(oldest);
    }
  }

  async #tell(entry: JournalEntry): Promise<void> {
    if (!isEvent(entry)) return;
    this.#options.emitter.emit(entry);
    for (const reporter of this.#options.reporters) {
      await this.#isolated(reporter, async () => reporter.handle(entry), entry);
    }
  }

  async #isolated(reporter: Reporter, work: () => Promise<void>, entry?: JournalEntry): Promise<void> {
    try {
      await work();
    } catch (error) {
      // A reporter that fails on warnings as well would otherwise warn about itself for ever.
      if (entry?.type === "warning") return;
      const source = reporter.name ?? reporter.constructor.name;
      const reason = error instanceof Error ? error.message : String(error);
      void this.write({ type: "warning", source, message: `Reporter ${source} failed: ${reason}` });
    }
  }
}

/** What a run goes on from, or back to, must stay exact to the byte; everything else is shown to people. */
const exact: ReadonlySet<JournalBody["type"]> = new Set<JournalBody["type"]>([
  "backup",
  "best-document",
  "promotion-plan",
  "step-end",
  "llm-end",
]);

function withoutSecrets<T extends JournalBody>(body: T): T {
  return exact.has(body.type) ? body : (redactValue(body) as T);
}
