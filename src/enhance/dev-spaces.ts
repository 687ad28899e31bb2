import type { SpaceRole } from "../events/run-event.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunSteps } from "../runs/run-steps.js";
import { isSameAfterRewriting } from "../space/service-rewriting.js";
import type { SpaceCloner } from "../space/space-cloner.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Clock } from "../util/clock.js";
import { documentCodec, doneCodec } from "./step-codecs.js";

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
  readonly steps: RunSteps;
  readonly clock: Clock;
  readonly indexingWaitMs: number;
}

/**
 * The two copies of a run. Keeps track of what each holds and of when its last change takes effect, so that no
 * question is asked of a configuration that is not live yet, nor, after an interruption, of a copy that holds
 * something else than it should.
 */
export class DevSpaces {
  readonly working: DevSpace;
  readonly best: DevSpace;
  readonly #options: DevSpacesOptions;
  readonly #liveAt = new Map<string, number>();
  readonly #checked = new Set<string>();
  #bestDocument: SpaceDocument;
  #workingDocument: SpaceDocument;

  constructor(options: DevSpacesOptions) {
    this.#options = options;
    this.working = options.working;
    this.best = options.best;
    this.#bestDocument = options.document;
    this.#workingDocument = options.document;
  }

  /** What dev-best holds; outside a trial dev-working holds the same. */
  get bestDocument(): SpaceDocument {
    return this.#bestDocument;
  }

  /** Hash of what a space holds. */
  hashOf({ spaceId }: Pick<DevSpace, "spaceId">): string {
    return (spaceId === this.best.spaceId ? this.#bestDocument : this.#workingDocument).hash;
  }

  /** Notes that a fix applier has just written this to dev-working. */
  noteApplied(document: SpaceDocument): void {
    this.#workingDocument = document;
    this.#markChanged(this.working);
  }

  /** Waits until a space holds what it should and its last change has taken effect. */
  async untilReady(space: DevSpace, signal: AbortSignal): Promise<void> {
    await this.#restore(space, signal);
    const { clock, journal } = this.#options;
    const waitMs = (this.#liveAt.get(space.spaceId) ?? 0) - clock.now();
    if (waitMs <= 0) return;
    await journal.write({ type: "indexing-start", waitMs });
    await clock.sleep(waitMs, { signal });
    await journal.write({ type: "indexing-end", durationMs: waitMs });
  }

  /** Makes the configuration on trial the best one. */
  async keepWorking(fixId: string, signal: AbortSignal): Promise<void> {
    const { cloner, journal, steps } = this.#options;
    this.#bestDocument = await steps.once({
      name: `keep:${fixId}`,
      run: async () => {
        const { document } = await cloner.exportSpace(this.working.spaceId, { signal });
        await this.#write(this.best, document, signal);
        await journal.write({ type: "best-document", document: document.serialize() });
        return document;
      },
      ...documentCodec,
    });
    this.#workingDocument = this.#bestDocument;
    this.#markChanged(this.best);
  }

  /** Takes dev-working back to the best configuration; `undo` takes back what lies outside of the space. */
  async rollBackWorking(fixId: string, undo: () => Promise<void>, signal: AbortSignal): Promise<void> {
    await this.#options.steps.once({
      name: `rollback:${fixId}`,
      run: async () => {
        await this.#write(this.working, this.#bestDocument, signal);
        await undo();
      },
      ...doneCodec,
    });
    this.#workingDocument = this.#bestDocument;
    this.#markChanged(this.working);
  }

  /** Takes both copies back to the best configuration, wherever a trial was stopped. */
  async restoreBoth(signal: AbortSignal): Promise<void> {
    this.#workingDocument = this.#bestDocument;
    await this.#write(this.working, this.#bestDocument, signal);
    await this.#write(this.best, this.#bestDocument, signal);
  }

  #markChanged({ spaceId }: DevSpace): void {
    const { steps, indexingWaitMs } = this.#options;
    this.#liveAt.set(spaceId, steps.replay.wallMs() + indexingWaitMs);
  }

  /** A run that goes on looks once whether each copy holds what the journal says of it. */
  async #restore(space: DevSpace, signal: AbortSignal): Promise<void> {
    const { cloner, steps } = this.#options;
    if (steps.replay.length === 0 || this.#checked.has(space.spaceId)) return;
    this.#checked.add(space.spaceId);
    const expected = space === this.best ? this.#bestDocument : this.#workingDocument;
    const { document } = await cloner.exportSpace(space.spaceId, { signal });
    if (isSameAfterRewriting(expected, document)) return;
    await this.#write(space, expected, signal);
    this.#markChanged(space);
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
  }
}
