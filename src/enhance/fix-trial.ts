import { fixBasis } from "../analysis/fix-basis.js";
import type { Ask, Configuration, Decision } from "../decide/acceptance-policy.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { RollbackError } from "../errors/rollback-error.js";
import type { ScoreSummary } from "../events/run-event.js";
import type { Fix } from "../fixes/fix.js";
import type { FixApplier } from "../fixes/fix-applier.js";
import type { FixOutcome } from "../fixes/fix-outcome.js";
import type { MetricViewStore } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunSteps } from "../runs/run-steps.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { BenchmarkAsker } from "./benchmark-asker.js";
import { type DecisionLog, sameConfiguration } from "./decision-log.js";
import type { DevSpaces } from "./dev-spaces.js";
import { summarizeFix } from "./fix-summary.js";
import type { KnownResults } from "./known-results.js";
import { type AppliedStep, appliedCodec } from "./step-codecs.js";

export interface FixTrialOptions {
  /** Makes what applies a fix, when it is really applied. */
  readonly applierFor: (fix: Fix, signal: AbortSignal) => Promise<FixApplier>;
  readonly registry: FixTypeRegistry;
  readonly metricViews: MetricViewStore | undefined;
  readonly asker: BenchmarkAsker;
  readonly steps: RunSteps;
  readonly spaces: DevSpaces;
  readonly journal: RunJournal;
  readonly known: KnownResults;
  readonly loop: number;
}

/**
 * Tries fixes one at a time: applies one to dev-working, asks what the policy wants to know, then makes the
 * result the best configuration or takes dev-working back to it.
 */
export class FixTrial {
  readonly #options: FixTrialOptions;

  constructor(options: FixTrialOptions) {
    this.#options = options;
  }

  /** Returns the decision, which is also in `log`. */
  async run(
    fix: Fix,
    log: DecisionLog,
    position: { index: number; total: number },
    signal: AbortSignal,
  ): Promise<Decision> {
    const { journal, loop, registry } = this.#options;
    const summary = summarizeFix(fix, registry);
    const asksBefore = log.length;
    const basis = this.#basisOf(fix, log);
    await journal.write({ type: "fix-start", loop, fix: summary, ...position });
    const decision = await this.#applyAndDecide(fix, log, signal);
    log.decide(decision);
    await journal.write({
      type: "fix-end",
      loop,
      fix: summary,
      isKept: decision.verdict === "accepted",
      verdict: decision.verdict,
      reason: decision.reason,
      gains: decision.gains.map(({ benchmarkId }) => benchmarkId),
      losses: decision.losses.map(({ benchmarkId }) => benchmarkId),
      score: this.#measuredScore(decision, [...log.accepted.filter((id) => id !== fix.id), fix.id]),
      bestScore: decision.bestScore,
      chanceBound: decision.chanceBound,
      asks: log.length - asksBefore,
      basis,
    });
    return decision;
  }

  /** Leaves a fix untried, which counts as a decision too. */
  async skip(
    fix: Fix,
    log: DecisionLog,
    { reason, ...position }: { reason: string; index: number; total: number },
  ): Promise<Decision> {
    const { journal, loop, registry, known } = this.#options;
    const summary = summarizeFix(fix, registry);
    const bestScore = known.scoreOf(log.accepted).value;
    const decision = { fixId: fix.id, verdict: "skipped", reason, gains: [], losses: [], bestScore } as const;
    await journal.write({ type: "fix-start", loop, fix: summary, ...position });
    log.decide(decision);
    const basis = this.#basisOf(fix, log);
    await journal.write({
      ...{ type: "fix-end", loop, fix: summary, isKept: false, verdict: "skipped", reason, bestScore, basis },
      gains: [],
      losses: [],
      asks: 0,
    });
    return decision;
  }

  #basisOf(fix: Fix, log: DecisionLog) {
    const { registry, spaces, known } = this.#options;
    const type = registry.get(fix.type);
    const failures = known.of(log.accepted).filter(({ verdict }) => verdict === "fail");
    return type && fixBasis(fix, type, spaces.bestDocument, failures);
  }

  async #applyAndDecide(fix: Fix, log: DecisionLog, signal: AbortSignal): Promise<Decision> {
    const { spaces, journal, known } = this.#options;
    try {
      const applied = await this.#apply(fix, signal);
      if (applied.status === "skipped") {
        const bestScore = known.scoreOf(log.accepted).value;
        const { reason } = applied;
        return { fixId: fix.id, verdict: "skipped", reason, gains: [], losses: [], bestScore };
      }
      spaces.noteApplied(applied.document);
      const { changes } = applied;
      await journal.write({
        type: "fix-applied",
        fixId: fix.id,
        role: "dev-working",
        isPreview: false,
        changes,
      });
      const decision = await this.#decide(fix, log, signal);
      if (decision.verdict === "accepted") await spaces.keepWorking(fix.id, signal);
      else await spaces.rollBackWorking(fix.id, () => this.#undo(fix, signal), signal);
      return decision;
    } catch (error) {
      // The copies must hold what the run reports, also when it is stopped in the middle of a trial.
      await this.#takeBack(fix).catch((cause: unknown) => {
        throw new RollbackError(spaces.working.spaceId, { cause, interruptedBy: error });
      });
      throw error;
    }
  }

  /** Writes the fix to dev-working. What an earlier attempt did of it is found there and not done again. */
  #apply(fix: Fix, signal: AbortSignal): Promise<AppliedStep> {
    const { applierFor, spaces, steps } = this.#options;
    const target = spaces.working.spaceId;
    return steps.once({
      name: `apply:${fix.id}`,
      intent: { action: "write-space", target, details: { fixId: fix.id } },
      run: async () => {
        const applier = await applierFor(fix, signal);
        const outcome = await applier.apply(fix, target, {
          // After an interruption the copy may hold the fix, or what an interrupted trial left.
          base: steps.replay.length > 0 ? spaces.bestDocument : undefined,
          signal,
        });
        await this.#noteViews();
        return appliedStep(outcome);
      },
      ...appliedCodec,
    });
  }

  async #decide(fix: Fix, log: DecisionLog, signal: AbortSignal): Promise<Decision> {
    const candidate = [...log.accepted, fix.id];
    for (;;) {
      const step = log.next();
      if (step.kind === "decide" && step.decision.fixId === fix.id) return step.decision;
      if (step.kind !== "ask" || step.asks.length === 0) throw outOfTurn(step.kind);
      await this.#ask(step.asks, log, candidate, signal);
    }
  }

  /** Asks of the best configuration go first: they fit into the time in which the candidate is being indexed. */
  async #ask(
    asks: readonly Ask[],
    log: DecisionLog,
    candidate: Configuration,
    signal: AbortSignal,
  ): Promise<void> {
    const { asker, spaces, known } = this.#options;
    const control = asks.filter(({ configuration }) => sameConfiguration(configuration, log.accepted));
    const trial = asks.filter(({ configuration }) => sameConfiguration(configuration, candidate));
    if (control.length + trial.length < asks.length) throw outOfTurn("configuration");
    for (const [part, space] of [
      [control, spaces.best],
      [trial, spaces.working],
    ] as const) {
      if (part.length === 0) continue;
      const answers = await asker.ask(part, space, signal, (stop) => spaces.untilReady(space, stop));
      log.observe(answers.map(({ observation }) => observation));
      for (const { observation, result } of answers) known.add(observation.configuration, result);
    }
  }

  /** Also when the run was cancelled, so on a signal of its own. */
  async #takeBack(fix: Fix): Promise<void> {
    const { spaces, steps } = this.#options;
    const { signal } = new AbortController();
    await steps.undo(`apply:${fix.id}`);
    await spaces.restoreBoth(signal);
    await this.#undo(fix, signal);
  }

  async #undo(fix: Fix, signal: AbortSignal): Promise<void> {
    const { registry, metricViews } = this.#options;
    if (metricViews) await registry.get(fix.type)?.undo?.(fix.params, { metricViews, signal });
    await this.#noteViews();
  }

  async #noteViews(): Promise<void> {
    const { metricViews, journal } = this.#options;
    if (metricViews) await journal.write({ type: "views", created: [...metricViews.created] });
  }

  #measuredScore(decision: Decision, candidate: Configuration): ScoreSummary | undefined {
    return decision.candidateScore === undefined ? undefined : this.#options.known.scoreOf(candidate);
  }
}

function appliedStep(outcome: FixOutcome): AppliedStep {
  switch (outcome.status) {
    case "applied":
      return { status: "applied", changes: outcome.summary, document: outcome.after };
    case "no-change":
      return { status: "skipped", reason: `Changes nothing: ${outcome.reason}` };
    case "invalid": {
      const problems = outcome.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
      return { status: "skipped", reason: `Cannot be applied: ${problems.join("; ")}` };
    }
  }
}

function outOfTurn(what: string): ConfigurationError {
  return new ConfigurationError("acceptance policy", [
    {
      path: "next",
      message: `answered with a ${what} that does not belong to the fix on trial: ask the accepted fixes, alone or with this one, and then decide it`,
    },
  ]);
}

/** Failed results by category, for reports. */
export function failuresByCategory(results: readonly BenchmarkResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict, failureCategory = "result_mismatch" } of results) {
    if (verdict === "fail") counts[failureCategory] = (counts[failureCategory] ?? 0) + 1;
  }
  return counts;
}
