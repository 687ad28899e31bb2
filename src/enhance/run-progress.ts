import type { RunOutcome, RunSummary } from "../events/run-event.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { DevSpaces } from "./dev-spaces.js";
import type { EarlierJournal } from "./earlier-journals.js";
import type { LoopPosition, LoopResult } from "./enhancement-loop.js";
import { HoldoutTrial } from "./holdout-trial.js";
import { summarizeScore } from "./known-results.js";
import { ParaphraseTrial } from "./paraphrase-trial.js";
import type { RunContext } from "./run-context.js";
import { runFigures } from "./run-figures.js";
import type { Progress } from "./stop-rules.js";
import { undecidedFixes } from "./undecided-fixes.js";

/** What one run has reached so far. */
export class RunProgress implements Progress {
  spaces: DevSpaces | undefined;
  readonly scores: number[] = [];
  proposedInLastLoop = 0;
  readonly holdout: HoldoutTrial;
  readonly paraphrases: ParaphraseTrial;
  readonly #context: RunContext;
  #initial: readonly BenchmarkResult[] = [];
  #position: LoopPosition = { results: [], decided: [] };

  constructor(context: RunContext) {
    this.#context = context;
    this.holdout = new HoldoutTrial(context);
    this.paraphrases = new ParaphraseTrial(context);
  }

  get loops(): number {
    return Math.max(0, this.scores.length - 1);
  }

  get position(): LoopPosition {
    return this.#position;
  }

  /** Fixes kept so far, in order. */
  get kept(): readonly string[] {
    return this.#position.decided.filter(({ isKept }) => isKept).map(({ fix }) => fix.fixId);
  }

  /** Questions that were wrong at the start and are right by now. */
  get turnedRight(): readonly string[] {
    const wrong = new Set(
      this.#initial.filter(({ verdict }) => verdict === "fail").map(({ benchmarkId }) => benchmarkId),
    );
    return this.#position.results
      .filter(({ benchmarkId, verdict }) => verdict === "pass" && wrong.has(benchmarkId))
      .map(({ benchmarkId }) => benchmarkId);
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

  /** From the journal of the run so far, and of earlier ones. */
  summary(
    outcome: RunOutcome,
    entries: readonly JournalEntry[],
    earlier: readonly EarlierJournal[],
  ): RunSummary {
    const { runId, production, policy, steps, meter, registry } = this.#context;
    const { results, decided } = this.#position;
    const initialScore = summarizeScore(this.#initial);
    const finalScore = summarizeScore(results);
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
      decided,
      undecided: outcome === "dry-run" ? [] : undecidedFixes(entries, registry),
      figures: runFigures({ entries, earlier, initial: this.#initial, final: results }),
      holdout: this.holdout.summary({
        initial: this.#initial,
        final: results,
        isChanged: decided.some(({ isKept }) => isKept),
        earlier,
      }),
      paraphrases: this.paraphrases.summary,
      usage: meter.usage,
      spaces: [
        { role: "production", spaceId: production.id, title: production.title },
        ...(this.spaces ? this.spaces.all : []),
      ],
      productionHash: production.document.hash,
    };
  }
}
