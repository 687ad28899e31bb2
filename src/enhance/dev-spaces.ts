import type { SpaceRole } from "../events/run-event.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { SpaceCloner } from "../space/space-cloner.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Clock } from "../util/clock.js";

/** A copy of production that a run owns. */
export interface DevSpace {
  readonly role: Exclude<SpaceRole, "production">;
  readonly spaceId: string;
  readonly title: string;
}

export interface DevSpacesOptions {
  readonly working: DevSpace;
  readonly best: DevSpace;
  readonly document: SpaceDocument;
  readonly cloner: SpaceCloner;
  readonly journal: RunJournal;
  readonly clock: Clock;
  readonly indexingWaitMs: number;
}

/**
 * The two copies of a run. Keeps track of what each holds and of when its last change takes effect, so that no
 * question is asked of a configuration that is not live yet.
 */
export class DevSpaces {
  readonly working: DevSpace;
  readonly best: DevSpace;
  readonly #options: DevSpacesOptions;
  readonly #liveAt = new Map<string, number>();
  #bestDocument: SpaceDocument;

  constructor(options: DevSpacesOptions) {
    this.#options = options;
    this.working = options.working;
    this.best = options.best;
    this.#bestDocument = options.document;
  }

  /** What dev-best holds; outside a trial dev-working holds the same. */
  get bestDocument(): SpaceDocument {
    return this.#bestDocument;
  }

  /** Notes that a space was changed just now by somebody else, such as a fix applier. */
  markChanged(space: DevSpace): void {
    this.#liveAt.set(space.spaceId, this.#options.clock.now() + this.#options.indexingWaitMs);
  }

  /** Waits until the last change of a space has taken effect. */
  async untilLive(space: DevSpace, signal: AbortSignal): Promise<void> {
    const waitMs = (this.#liveAt.get(space.spaceId) ?? 0) - this.#options.clock.now();
    if (waitMs <= 0) return;
    await this.#options.journal.write({ type: "indexing-start", waitMs });
    await this.#options.clock.sleep(waitMs, { signal });
  }

  /** Makes the configuration on trial the best one. */
  async keepWorking(document: SpaceDocument, signal: AbortSignal): Promise<void> {
    await this.#write(this.best, document, signal);
    this.#bestDocument = document;
    await this.#options.journal.write({ type: "best-document", document: document.serialize() });
  }

  /** Takes dev-working back to the best configuration. */
  async rollBackWorking(signal: AbortSignal): Promise<void> {
    await this.#write(this.working, this.#bestDocument, signal);
  }

  async #write(space: DevSpace, document: SpaceDocument, signal: AbortSignal): Promise<void> {
    const { cloner, journal } = this.#options;
    await journal.write({
      type: "intent",
      action: "write-space",
      target: space.spaceId,
      details: { documentHash: document.hash },
    });
    await cloner.copyConfig(document, space.spaceId, { signal });
    this.markChanged(space);
  }
}
