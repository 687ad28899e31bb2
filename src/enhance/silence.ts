import type { BenchmarkResult } from "../scoring/benchmark-result.js";

/** Questions in a row that could not be put, of more than one benchmark: this is no matter of a question any more. */
const tooMany = 3;

interface Unput {
  readonly result: BenchmarkResult;
  readonly step: string;
  /** Whether something was decided since, so that asking again would come too late. */
  readonly isSettled: boolean;
}

/**
 * Watches whether questions still get through. A policy leaves a question out that cannot be observed, which is right for
 * one question, and wrong when the workspace turns all of them away: then it would decide from silence.
 */
export class Silence {
  #unput: readonly Unput[] = [];

  /** The results of the latest questions, all of which could not be put; undefined while there are few. */
  get broken(): readonly BenchmarkResult[] | undefined {
    const ids = new Set(this.#unput.map(({ result }) => result.benchmarkId));
    if (this.#unput.length < tooMany || ids.size < 2) return undefined;
    return this.#unput.map(({ result }) => result);
  }

  /** Steps of questions that can be asked again, since nothing was decided without their answers. */
  get openSteps(): ReadonlySet<string> {
    return new Set(this.#unput.flatMap(({ step, isSettled }) => (isSettled ? [] : [step])));
  }

  note(result: BenchmarkResult, step: string): void {
    this.#unput = wasPut(result) ? [] : [...this.#unput, { result, step, isSettled: false }];
  }

  /** Something was decided from what was answered so far. */
  settle(): void {
    this.#unput = this.#unput.map((one) => ({ ...one, isSettled: true }));
  }
}

/** A question that was refused at once, and not tried again, was found wrong by itself. */
function wasPut({ verdict, conversationId, attempts }: BenchmarkResult): boolean {
  return verdict !== "error" || conversationId !== undefined || attempts < 2;
}
