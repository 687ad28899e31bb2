/** Which spaces a client may write to. */
export interface WriteScope {
  /** Asked once before each write. */
  allows(spaceId: string): boolean;
  /** Told of each space that the client created. */
  add(spaceId: string): void;
}

/** Every space. For callers who manage spaces themselves; no run uses it. */
export const unrestrictedWrites: WriteScope = { allows: () => true, add: () => {} };

/** No space: for reading only. */
export const noWrites: WriteScope = { allows: () => false, add: () => {} };

/** The spaces that were created through the client, and those added by hand. */
export class RunWriteScope implements WriteScope {
  readonly #created = new Set<string>();

  allows(spaceId: string): boolean {
    return this.#created.has(spaceId);
  }

  add(spaceId: string): void {
    this.#created.add(spaceId);
  }
}
