import type { Benchmark } from "../../benchmarks/benchmark.js";
import { questionName } from "../../benchmarks/question-name.js";
import { type Leak, LeakageCheck, type LeakKind } from "./find-leakage.js";

/**
 * What becomes of a fix that repeats the question, the SQL or the answer of a benchmark. `generalize`: the model is
 * asked once for a fix of the whole family of questions, and what repeats a benchmark again is dropped. `drop`: dropped
 * at once. `allow`: tried; even so, a gain on the benchmarks that it repeats is not credited to it.
 */
export type BenchmarkCopies = "generalize" | "drop" | "allow";

export interface LeakageJudgement {
  /** Why the fix must not be tried as it is. */
  readonly refusal?:
    | {
        readonly kind: "copies-benchmark" | "copies-holdout";
        readonly reason: string;
        readonly isMendable: boolean;
      }
    | undefined;
  readonly derivedFrom: readonly string[];
}

export interface LeakageRulesOptions {
  /** Benchmarks of the run, with `expectedResult` where it is known. */
  readonly benchmarks: readonly Benchmark[];
  /** Benchmarks held out from the run. Nothing that repeats one is ever tried, or shown to the model. */
  readonly holdout?: readonly Benchmark[] | undefined;
  /** @default "generalize" */
  readonly copies?: BenchmarkCopies | undefined;
}

const parts: Readonly<Record<LeakKind, string>> = {
  question: "the question",
  sql: "the SQL",
  answer: "a value of the answer",
};

/** Judges fixes by what they repeat of the benchmarks. */
export class LeakageRules {
  readonly #known: LeakageCheck;
  readonly #heldOut: LeakageCheck;
  readonly #copies: BenchmarkCopies;
  readonly #names: ReadonlyMap<string, string>;

  constructor({ benchmarks, holdout = [], copies = "generalize" }: LeakageRulesOptions) {
    const held = new Set(holdout.map(({ id }) => id));
    this.#known = new LeakageCheck(benchmarks.filter(({ id }) => !held.has(id)));
    this.#heldOut = new LeakageCheck(holdout);
    this.#copies = copies;
    this.#names = new Map([...benchmarks, ...holdout].map((one) => [one.id, questionName(one)]));
  }

  judge(params: object): LeakageJudgement {
    const reserved = this.#heldOut.find(params).derivedFrom;
    const { copied, derivedFrom } = this.#known.find(params);
    if (reserved.length > 0) {
      const reason = `repeats ${reserved.map((id) => this.#nameOf(id)).join(", ")}, which is held out from the run`;
      return { refusal: { kind: "copies-holdout", reason, isMendable: false }, derivedFrom };
    }
    if (copied.length === 0 || this.#copies === "allow") return { derivedFrom };
    return {
      refusal: {
        kind: "copies-benchmark",
        reason: this.#reasonOf(copied),
        isMendable: this.#copies === "generalize",
      },
      derivedFrom,
    };
  }

  #reasonOf(copied: readonly Leak[]): string {
    const said = copied.map(
      ({ benchmarkId, kind, path }) => `${path} repeats ${parts[kind]} of ${this.#nameOf(benchmarkId)}`,
    );
    return `${[...new Set(said)].slice(0, 5).join("; ")}: write it for the whole family of such questions, in other words, with parameters for what varies and no answers in it`;
  }

  #nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }
}
