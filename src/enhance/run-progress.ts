import type { RunOutcome, RunSummary } from "../events/run-event.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { DevSpaces } from "./dev-spaces.js";
import type { LoopPosition, LoopResult } from "./enhancement-loop.js";
import { summarizeScore } from "./known-results.js";
import type { RunContext } from "./run-context.js";
import type { Progress } from "./stop-rules.js";

/** What one run has reached so far. */
export class RunProgress implements Progress {
  spaces: DevSpaces | undefined;
  readonly scores: number[] = [];
  proposedInLastLoop = 0;
  readonly #context: RunContext;
  #initial: readonly BenchmarkResult[] = [];
  #position: LoopPosition = { results: [], decided: [] };

  constructor(context: RunContext) {
    this.#context = context;
  }

  get loops(): number {
    return Math.max(0, this.scores.length - 1);
  }

  get position(): LoopPosition {
    return this.#position;
  }

  begin(results: readonly BenchmarkResult[]): void {
    this.#initial = results;
    this.#position = { results, decided: [] };
    this.scores.push(summarizeScore(results).value);
  }

  /** Takes over what a loop has decided so far. */
  note(position: LoopPosition): void {
    this.#position = position;
  }

  endLoop({ results, decided, score, proposed }: LoopResult): void {
    this.#position = { results, decided };
    this.proposedInLastLoop = proposed;
    this.scores.push(score.value);
  }

  summary(outcome: RunOutcome): RunSummary {
    const { runId, production, policy, steps, meter } = this.#context;
    const initialScore = summarizeScore(this.#initial);
    const finalScore = summarizeScore(this.#position.results);
    return {
      runId,
      spaceId: production.id,
      outcome,
      policy: policy.name,
      initialScore,
      finalScore,
      improvement: finalScore.value - initialScore.value,
      loops: this.loops,
      durationMs: steps.replay.elapsedMs(),
      decided: this.#position.decided,
      usage: meter.usage,
      spaces: [
        { role: "production", spaceId: production.id, title: production.title },
        ...(this.spaces ? this.spaces.all : []),
      ],
      productionHash: production.document.hash,
    };
  }
}
