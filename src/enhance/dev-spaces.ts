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

/** The last change of what a copy holds. Times in milliseconds since the Unix epoch. */
export interface SpaceChange {
  readonly changedAt: number;
  /** When it is taken to have effect, unless it is seen earlier. */
  readonly liveAt: number;
  /** Hashes of what the copy held before and may still answer by. */
  readonly fading: readonly string[];
}

/**
 * The copies of a run. Keeps track of what each holds and of when its last change takes effect, so that no
 * question is asked of a configuration that is not live yet, nor, after an interruption, of a copy that holds
 * something else than it should.
 */
export class DevSpaces {
  readonly working: DevSpace;
  readonly best: DevSpace;
  readonly #options: DevSpacesOptions;
  readonly #workings: DevSpace[];
  readonly #documents = new Map<string, SpaceDocument>();
  readonly #changes = new Map<string, SpaceChange>();
  /** What each copy held before, and until when it may still answer by it. */
  readonly #replaced = new Map<string, readonly { readonly hash: string; readonly until: number }[]>();
  readonly #checked = new Set<string>();

  constructor(options: DevSpacesOptions) {
    this.#options = options;
    this.working = options.working;
    this.best = options.best;
    this.#workings = [options.working];
    for (const { spaceId } of this.all) this.#documents.set(spaceId, options.document);
  }

  /** The copies on which fixes are tried. The first is `working`. */
  get workings(): readonly DevSpace[] {
    return this.#workings;
  }

  /** Every copy of the run. */
  get all(): readonly DevSpace[] {
    return [this.best, ...this.#workings];
  }

  /** What dev-best holds; outside a trial the others hold the same. */
  get bestDocument(): SpaceDocument {
    return this.#documents.get(this.best.spaceId) ?? this.#options.document;
  }

  /** Hash of what a space holds. */
  hashOf({ spaceId }: Pick<DevSpace, "spaceId">): string {
    return (this.#documents.get(spaceId) ?? this.#options.document).hash;
  }

  /** Takes in one more copy on which fixes are tried, which holds what production held. */
  addWorking(space: DevSpace): void {
    this.#workings.push(space);
    this.#documents.set(space.spaceId, this.#options.document);
  }

  /** Notes that this has just been written to a copy on which fixes are tried. */
  noteApplied(document: SpaceDocument, space: DevSpace = this.working): void {
    this.#markChanged(space, document);
  }

  /** The last change of a space; undefined while it holds what it was made with. */
  changeOf({ spaceId }: DevSpace): SpaceChange | undefined {
    return this.#changes.get(spaceId);
  }

  /** Notes that the last change of a space was seen to have effect. */
  noteLive({ spaceId }: DevSpace): void {
    this.#changes.delete(spaceId);
    this.#replaced.delete(spaceId);
  }

  /** Waits until a space holds what it should and its last change has taken effect. */
  async untilReady(space: DevSpace, signal: AbortSignal): Promise<void> {
    await this.mend(space, signal);
    const { clock, journal } = this.#options;
    const waitMs = (this.#changes.get(space.spaceId)?.liveAt ?? 0) - clock.now();
    if (waitMs <= 0) return;
    await journal.write({ type: "indexing-start", waitMs });
    await clock.sleep(waitMs, { signal });
    await journal.write({ type: "indexing-end", durationMs: waitMs });
  }

  /** Makes the configuration on trial the best one. */
  async keepWorking(fixId: string, signal: AbortSignal): Promise<void> {
    const { cloner, journal, steps } = this.#options;
    const best = await steps.once({
      name: `keep:${fixId}`,
      run: async () => {
        const { document } = await cloner.exportSpace(this.working.spaceId, { signal });
        await this.write(this.best, document, signal);
        await journal.write({ type: "best-document", document: document.serialize() });
        return document;
      },
      ...documentCodec,
    });
    this.#markChanged(this.best, best);
    this.#documents.set(this.working.spaceId, best);
  }

  /** Takes dev-working back to the best configuration; `undo` takes back what lies outside of the space. */
  async rollBackWorking(fixId: string, undo: () => Promise<void>, signal: AbortSignal): Promise<void> {
    await this.#options.steps.once({
      name: `rollback:${fixId}`,
      run: async () => {
        await this.write(this.working, this.bestDocument, signal);
        await undo();
      },
      ...doneCodec,
    });
    this.noteApplied(this.bestDocument);
  }

  /**
   * Ends a trial of several fixes: `kept`, or the best configuration where it is absent, is what all copies hold
   * afterwards. `undo` takes back what lies outside of the spaces and is not kept.
   */
  async settle(
    name: string,
    { kept, undo }: { readonly kept: SpaceDocument | undefined; readonly undo: () => Promise<void> },
    signal: AbortSignal,
  ): Promise<void> {
    const { cloner, journal, steps } = this.#options;
    const before = this.bestDocument;
    const best = await steps.once({
      name,
      run: async () => {
        await this.write(this.working, kept ?? before, signal);
        // As the service keeps it, so that promotion writes what was tried.
        const document = kept
          ? (await cloner.exportSpace(this.working.spaceId, { signal })).document
          : before;
        for (const space of this.all) await this.write(space, document, signal);
        await undo();
        if (kept) await journal.write({ type: "best-document", document: document.serialize() });
        return document;
      },
      ...documentCodec,
    });
    for (const space of this.all) {
      if (this.#documents.get(space.spaceId)?.equals(best)) continue;
      this.#markChanged(space, best);
    }
  }

  /** Takes all copies back to the best configuration, wherever a trial was stopped. */
  async restoreAll(signal: AbortSignal): Promise<void> {
    const { bestDocument } = this;
    for (const space of [...this.#workings, this.best]) {
      this.#documents.set(space.spaceId, bestDocument);
      await this.write(space, bestDocument, signal);
    }
  }

  /** Replaces what a copy holds, unless it holds just that. */
  async write(space: DevSpace, document: SpaceDocument, signal: AbortSignal): Promise<void> {
    const { cloner, journal } = this.#options;
    await journal.write({
      type: "intent",
      action: "write-space",
      target: space.spaceId,
      details: { documentHash: document.hash },
    });
    await cloner.copyConfig(document, space.spaceId, { signal });
  }

  #markChanged(space: DevSpace, document: SpaceDocument): void {
    const { steps, indexingWaitMs } = this.#options;
    const { spaceId } = space;
    const changedAt = steps.replay.wallMs();
    const liveAt = changedAt + indexingWaitMs;
    const earlier = (this.#replaced.get(spaceId) ?? []).filter(({ until }) => until > changedAt);
    const replaced = [...earlier, { hash: this.hashOf(space), until: liveAt }];
    const fading = replaced.map(({ hash }) => hash).filter((hash) => hash !== document.hash);
    this.#replaced.set(spaceId, replaced);
    this.#changes.set(spaceId, { changedAt, liveAt, fading: [...new Set(fading)] });
    this.#documents.set(spaceId, document);
  }

  /**
   * Looks, once in a run that goes on, whether a copy holds what the journal says of it, and writes that where it does
   * not. Returns whether it had to: what such a copy answers by meanwhile is not known.
   */
  async mend(space: DevSpace, signal: AbortSignal): Promise<boolean> {
    const { cloner, steps } = this.#options;
    if (steps.replay.length === 0 || this.#checked.has(space.spaceId)) return false;
    this.#checked.add(space.spaceId);
    const expected = this.#documents.get(space.spaceId) ?? this.bestDocument;
    const { document } = await cloner.exportSpace(space.spaceId, { signal });
    if (isSameAfterRewriting(expected, document)) return false;
    await this.write(space, expected, signal);
    this.#markChanged(space, expected);
    return true;
  }
}
