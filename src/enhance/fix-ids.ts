/** Hands out the ids of a run's fixes: `fix-001`, `fix-002` and so on. */
export class FixIds {
  #count = 0;

  readonly next = (): string => {
    this.#count += 1;
    return `fix-${String(this.#count).padStart(3, "0")}`;
  };

  /** How many were given out. */
  get given(): number {
    return this.#count;
  }

  /** Takes ids for given that an earlier execution of the run gave out. */
  skipTo(count: number): void {
    this.#count = Math.max(this.#count, count);
  }
}
