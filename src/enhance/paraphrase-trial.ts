import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { BudgetSpentError } from "../errors/budget-spent-error.js";
import type { ParaphraseSummary } from "../events/run-figures.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { jsonCopy } from "../util/json.js";
import { redactText } from "../util/redact.js";
import { shortened } from "../util/shortened.js";
import { BenchmarkAsker } from "./benchmark-asker.js";
import type { DevSpaces } from "./dev-spaces.js";
import { paraphraseQuestions } from "./paraphrase-questions.js";
import { skippedParaphrases, summarizeParaphrases } from "./paraphrase-summary.js";
import type { ResolvedConfig } from "./resolve-config.js";
import type { RunContext } from "./run-context.js";

const WrittenSchema = z.object({
  paraphrases: z.array(z.object({ benchmarkId: z.string(), question: z.string() })),
  /** Why there are none. */
  reason: z.string().optional(),
  isFailure: z.boolean().optional(),
});
type Written = z.infer<typeof WrittenSchema>;

/** How many paraphrases of each gained question a run asks. */
export function paraphrasesOf(probe: ResolvedConfig["paraphraseProbe"]): number {
  if (typeof probe === "object") return probe.paraphrases ?? 2;
  return probe ? 2 : 0;
}

/**
 * Asks the questions that a kept fix turned right in other words, of what is best at the end. Nothing is decided by the
 * answers. There is no control: no space holds the starting configuration by then, and none is written to get one.
 */
export class ParaphraseTrial {
  readonly #context: RunContext;
  #summary: ParaphraseSummary | undefined;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Undefined where the probe is off or the run did not come to it. */
  get summary(): ParaphraseSummary | undefined {
    return this.#summary;
  }

  /** `turnedRight` are the questions that were wrong at the start and are right now. */
  async end(
    spaces: DevSpaces,
    kept: readonly string[],
    turnedRight: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const { config, journal, steps } = this.#context;
    if (!config.paraphraseProbe) return;
    this.#summary = undefined;
    const written = await steps.once<Written>({
      name: "paraphrases",
      run: () => this.#write(turnedRight, signal),
      write: jsonCopy,
      read: (value) => WrittenSchema.parse(value),
    });
    const { paraphrases, reason, isFailure } = written;
    if (paraphrases.length === 0) {
      this.#summary = skippedParaphrases(reason ?? "the model wrote none");
      if (isFailure)
        await journal.write({ type: "warning", source: "paraphrase-probe", message: this.#summary.wording });
      return;
    }
    try {
      this.#summary = summarizeParaphrases(
        this.#context.benchmarks,
        await this.#ask(paraphrases, spaces, kept, signal),
      );
    } catch (error) {
      if (!(error instanceof BudgetSpentError && error.kind === "questions")) throw error;
      this.#summary = skippedParaphrases("the budget of questions was spent before all were asked");
    }
  }

  async #write(turnedRight: readonly string[], signal: AbortSignal): Promise<Written> {
    const { llm, prompts, meter, config, benchmarks, holdout } = this.#context;
    const count = paraphrasesOf(config.paraphraseProbe);
    const { maxQuestions = Number.POSITIVE_INFINITY } =
      typeof config.paraphraseProbe === "object" ? config.paraphraseProbe : {};
    const gained = await this.#gained(turnedRight);
    if (gained.length === 0) return { paraphrases: [], reason: "no kept fix turned a question right" };
    const room = Math.min(maxQuestions, Math.floor(meter.questionsLeft / count));
    if (room < 1) return { paraphrases: [], reason: "the budget of questions is spent" };
    try {
      const paraphrases = await paraphraseQuestions({
        llm,
        prompts,
        count,
        signal,
        benchmarks: gained.slice(0, room),
        taken: [...benchmarks, ...holdout].map(({ question }) => question),
      });
      if (paraphrases.length > 0) return { paraphrases: [...paraphrases] };
      return { paraphrases: [], reason: "the model gave no other wording", isFailure: true };
    } catch (error) {
      if (signal.aborted) throw error;
      return {
        paraphrases: [],
        reason: shortened(redactText(error instanceof Error ? error.message : String(error)), 500),
        isFailure: true,
      };
    }
  }

  /** What kept fixes are known to gain; a policy of mere scores names nothing, then all that turned right. */
  async #gained(turnedRight: readonly string[]): Promise<readonly Benchmark[]> {
    const entries = await this.#context.readEntries();
    const gains = new Set(
      entries.flatMap((entry) => {
        if (entry.type !== "fix-end" || !entry.isKept) return [];
        return entry.gains.length > 0 ? entry.gains : turnedRight;
      }),
    );
    return this.#context.benchmarks.filter(({ id }) => gains.has(id));
  }

  async #ask(
    paraphrases: Written["paraphrases"],
    spaces: DevSpaces,
    configuration: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly { readonly benchmarkId: string; readonly verdict: BenchmarkResult["verdict"] }[]> {
    const { scorer, journal, steps, config, benchmarks } = this.#context;
    const asked = paraphrases.flatMap(({ benchmarkId, question }, index) => {
      const benchmark = benchmarks.find(({ id }) => id === benchmarkId);
      return benchmark
        ? [{ benchmarkId, benchmark: { ...benchmark, id: `${benchmarkId}~${index + 1}`, question } }]
        : [];
    });
    const asker = new BenchmarkAsker({
      ...{ scorer, journal, steps, documents: spaces, maxConcurrency: config.maxConcurrency },
      benchmarks: asked.map(({ benchmark }) => benchmark),
    });
    const answers = await asker.ask(
      asked.map(({ benchmark }) => ({ configuration, benchmarkId: benchmark.id, purpose: "paraphrase" })),
      spaces.best,
      signal,
      (stop) => spaces.untilReady(spaces.best, stop),
    );
    return answers.flatMap(({ result }, index) => {
      const benchmarkId = asked[index]?.benchmarkId;
      return benchmarkId === undefined ? [] : [{ benchmarkId, verdict: result.verdict }];
    });
  }
}
