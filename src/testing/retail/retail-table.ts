/** A cell of a generated row; dates and timestamps as text. */
export type RetailCell = string | number | null;

/** A table of the sample company with all its rows. */
export interface RetailTable {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment?: string | undefined;
  }[];
  readonly rows: readonly (readonly RetailCell[])[];
  readonly comment?: string | undefined;
}

/** Columns written as `name TYPE`. */
export function columns(...definitions: readonly string[]): RetailTable["columns"] {
  return definitions.map((definition) => {
    const [name = "", type = ""] = definition.split(" ");
    return { name, type };
  });
}

/** Random choices that generators share. */
export class Dice {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** In [0, 1). */
  chance(): number {
    return this.#random();
  }

  /** Whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  /** Number with two decimals. */
  money(low: number, high: number): number {
    return Math.round((low + this.#random() * (high - low)) * 100) / 100;
  }

  /** One of `choices`, those with a greater weight more often. */
  pick<T>(choices: readonly (readonly [T, number])[]): T {
    let left = this.#random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    const [last] = choices.slice(-1);
    if (last === undefined) throw new RangeError("Nothing to pick from.");
    return last[0];
  }

  /** A day as `YYYY-MM-DD`, `first` and `last` included. */
  day(first: string, last: string): string {
    const from = Date.parse(first) / 86_400_000;
    return dayText(this.whole(from, Date.parse(last) / 86_400_000));
  }
}

/** Days since the epoch as `YYYY-MM-DD`. */
export function dayText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}
