import { ApiError } from "../errors/api-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { Space } from "../genie/space.js";
import type { Cancellable } from "../util/cancellable.js";
import { type Clock, systemClock } from "../util/clock.js";
import { cloneDescription, cloneTitle } from "./clone-names.js";
import { type OwnershipMarker, parseMarker } from "./ownership-marker.js";
import { isSameAfterRewriting } from "./service-rewriting.js";
import { SpaceCopyError } from "./space-copy-error.js";
import type { SpaceDocument } from "./space-document.js";
import { SpaceDocumentError } from "./space-document-error.js";
import { type SpaceSnapshot, snapshotOf } from "./space-snapshot.js";

export type { SpaceSnapshot };

/** What a cloner needs of a client; every `GenieClient` has it. */
export type SpaceClient = Pick<
  GenieClient,
  "getSpace" | "listSpaces" | "createSpace" | "updateSpace" | "trashSpace" | "writeScope"
>;

/** What a `SpaceCloner` works with. */
export interface SpaceClonerOptions {
  /** Its write scope decides which spaces may be changed. */
  readonly client: SpaceClient;
  /** @default systemClock */
  readonly clock?: Clock | undefined;
  /** Pause before looking again for what the service has not finished. @default 2000 */
  readonly settleIntervalMs?: number | undefined;
  /** How often to look again. @default 5 */
  readonly settleAttempts?: number | undefined;
}

/** What the copy of a space is called, and where it goes. */
export interface CloneOptions {
  /** Title of the copy; shortened where the service would refuse it. */
  readonly title: string;
  /** Goes into the copy's description, so that it can be found again whatever happens. */
  readonly marker: OwnershipMarker;
  /** Folder of the copy. @default the caller's home folder */
  readonly parentPath?: string | undefined;
  /** Look for the copy before anything is created: an earlier attempt may have made it. @default false */
  readonly mayExist?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a document is copied from one space to another. */
export interface CopyConfigOptions {
  /**
   * Write only if the space's document still has this etag.
   * @default whatever is there is replaced, also when it is edited meanwhile
   */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const createAttempts = 2;

/** Reads whole spaces, makes marked copies of them, and copies documents between them. */
export class SpaceCloner {
  readonly #client: SpaceClient;
  readonly #clock: Clock;
  readonly #settleIntervalMs: number;
  readonly #settleAttempts: number;

  constructor({
    client,
    clock = systemClock,
    settleIntervalMs = 2000,
    settleAttempts = 5,
  }: SpaceClonerOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#settleIntervalMs = settleIntervalMs;
    this.#settleAttempts = settleAttempts;
  }

  /**
   * A space with its document.
   * @throws SpaceDocumentError with code `NO_DOCUMENT` when the caller may not edit the space.
   */
  async exportSpace(spaceId: string, { signal }: Cancellable = {}): Promise<SpaceSnapshot> {
    return snapshotOf(await this.#client.getSpace(spaceId, { includeDocument: true, signal }));
  }

  /**
   * Makes a copy of a space on the same warehouse and makes sure that it holds the document. When the answer to
   * the creating call is lost, the copy is looked up by its marker before anything is created again.
   *
   * @throws SpaceCopyError when the copy does not take the document. Whatever goes wrong, a copy that was made
   * is trashed; after an abort it stays, and is found by its marker.
   */
  async clone(snapshot: SpaceSnapshot, options: CloneOptions): Promise<Space> {
    const space = await this.#create(snapshot, options);
    try {
      await this.copyConfig(snapshot.document, space.id, { signal: options.signal });
    } catch (error) {
      // A failure to tidy up must not hide the failure that made it necessary.
      if (!options.signal?.aborted) await this.trash(space.id).catch(() => undefined);
      throw error;
    }
    return space;
  }

  /**
   * Replaces a space's document, reads it back and compares. Does not write what is there already. When the
   * space changes at the same moment, it is read and written once more, unless an `etag` was given.
   *
   * @throws SpaceCopyError when the space holds something else afterwards; ApiError `CONFLICT` when the given
   * etag is no longer the space's.
   */
  async copyConfig(
    document: SpaceDocument,
    toSpaceId: string,
    { etag, signal }: CopyConfigOptions = {},
  ): Promise<void> {
    const current = await this.#settledDocument(toSpaceId, signal);
    if (current.document?.equals(document) && (etag === undefined || etag === current.etag)) return;
    try {
      await this.#write(document, toSpaceId, etag ?? current.etag, signal);
    } catch (error) {
      if (!isConflict(error) || etag !== undefined) throw error;
      const changed = await this.#settledDocument(toSpaceId, signal);
      if (!changed.document?.equals(document)) await this.#write(document, toSpaceId, changed.etag, signal);
    }
    const { document: written } = await this.exportSpace(toSpaceId, { signal });
    if (!isSameAfterRewriting(document, written))
      throw new SpaceCopyError(toSpaceId, document.diff(written).lines);
  }

  /**
   * The spaces that carry this library's marker for a production space, oldest run or not. All pages are read
   * before the first is given, so that they may be trashed on the way.
   */
  async *findOwned(productionId: string, { signal }: Cancellable = {}): AsyncIterable<Space> {
    const owned: Space[] = [];
    for await (const space of this.#client.listSpaces({ signal })) {
      if (space.id === productionId) continue;
      const described = space.description === undefined ? await this.#described(space, signal) : space;
      if (parseMarker(described?.description)?.productionId === productionId && described)
        owned.push(described);
    }
    yield* owned;
  }

  /** Moves a space to the trash. Done too when there is no such space any more. */
  async trash(spaceId: string, { signal }: Cancellable = {}): Promise<void> {
    try {
      await this.#client.trashSpace(spaceId, { signal });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "NOT_FOUND")) throw error;
    }
  }

  async #create(
    snapshot: SpaceSnapshot,
    { title, marker, parentPath, mayExist = false, signal }: CloneOptions,
  ): Promise<Space> {
    const made = mayExist ? await this.#lookUp(marker, signal) : undefined;
    if (made) return made;
    const request = {
      title: cloneTitle(title, snapshot.title),
      description: cloneDescription(snapshot.description, marker),
      warehouseId: snapshot.warehouseId,
      serializedSpace: snapshot.document.serialize(),
      parentPath,
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#client.createSpace(request, { signal });
      } catch (error) {
        if (signal?.aborted || !mayHaveCreated(error)) throw error;
        const found = await this.#lookUp(marker, signal);
        if (found) return found;
        if (attempt === createAttempts) throw error;
      }
    }
  }

  /** Looks for a copy whose creation was not confirmed; it may turn up late. */
  async #lookUp(marker: OwnershipMarker, signal: AbortSignal | undefined): Promise<Space | undefined> {
    for (let attempt = 0; attempt < this.#settleAttempts; attempt += 1) {
      if (attempt > 0) await this.#clock.sleep(this.#settleIntervalMs, { signal });
      for await (const space of this.findOwned(marker.productionId, { signal })) {
        const found = parseMarker(space.description);
        if (found?.runId !== marker.runId || found.role !== marker.role) continue;
        this.#client.writeScope.add(space.id);
        return space;
      }
    }
    return undefined;
  }

  /** What a space holds; a new space may need a moment until its document can be read. */
  async #settledDocument(
    spaceId: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly document?: SpaceDocument | undefined; readonly etag?: string | undefined }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.exportSpace(spaceId, { signal });
      } catch (error) {
        const isMissing = error instanceof SpaceDocumentError && error.code === "NO_DOCUMENT";
        if (!isMissing) throw error;
        if (attempt >= this.#settleAttempts) return {};
        await this.#clock.sleep(this.#settleIntervalMs, { signal });
      }
    }
  }

  async #write(
    document: SpaceDocument,
    spaceId: string,
    etag: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.#client.updateSpace(spaceId, { serializedSpace: document.serialize(), etag }, { signal });
  }

  /** A listing may leave descriptions out; a space that has gone or is not ours to read is nobody's copy. */
  async #described(space: Space, signal: AbortSignal | undefined): Promise<Space | undefined> {
    try {
      return await this.#client.getSpace(space.id, { signal });
    } catch (error) {
      if (error instanceof ApiError && (error.code === "NOT_FOUND" || error.code === "PERMISSION_DENIED"))
        return undefined;
      throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === "CONFLICT";
}

/** Whether the service may have acted although the call failed. */
function mayHaveCreated(error: unknown): boolean {
  if (error instanceof TimeoutError) return true;
  if (!(error instanceof ApiError)) return false;
  return ["NETWORK", "UNAVAILABLE", "SERVER_ERROR", "INVALID_RESPONSE"].includes(error.code);
}
