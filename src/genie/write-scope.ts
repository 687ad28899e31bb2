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
  readonly #never: ReadonlySet<string>;

  /** @param options.never Spaces that stay out of scope even when the service calls one of them newly created. @default none */
  constructor({ never = [] }: { readonly never?: readonly string[] | undefined } = {}) {
    this.#never = new Set(never);
  }

  allows(spaceId: string): boolean {
    return this.#created.has(spaceId);
  }

  add(spaceId: string): void {
    if (!this.#never.has(spaceId)) this.#created.add(spaceId);
  }
}
