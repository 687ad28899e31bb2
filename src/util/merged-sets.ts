/** Numbers from 0 on in sets that grow together. The smallest number of a set is its leader. */
export class MergedSets {
  readonly #parents: number[];

  constructor(size: number) {
    this.#parents = Array.from({ length: size }, (_, index) => index);
  }

  leaderOf(member: number): number {
    let leader = member;
    for (;;) {
      const parent = this.#parents[leader] ?? leader;
      if (parent === leader) break;
      leader = parent;
    }
    // What was asked of is hung to its leader directly: long chains would cost each question their length.
    for (let at = member; at !== leader; ) {
      const parent = this.#parents[at] ?? leader;
      this.#parents[at] = leader;
      at = parent;
    }
    return leader;
  }

  merge(one: number, other: number): void {
    const [first, second] = [this.leaderOf(one), this.leaderOf(other)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}
