import { fixBasis } from "../analysis/fix-basis.js";
import type { Ask, Configuration, Decision } from "../decide/acceptance-policy.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { RollbackError } from "../errors/rollback-error.js";
import type { ScoreSummary } from "../events/run-event.js";
import type { Fix } from "../fixes/fix.js";
import type { FixApplier } from "../fixes/fix-applier.js";
import type { MetricViewStore } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { SpaceCloner } from "../space/space-cloner.js";
import type { BenchmarkAsker } from "./benchmark-asker.js";
import { type DecisionLog, sameConfiguration } from "./decision-log.js";
import type { DevSpaces } from "./dev-spaces.js";
import { summarizeFix } from "./fix-summary.js";
import type { KnownResults } from "./known-results.js";

export interface FixTrialOptions {
  readonly applier: FixApplier;
  readonly registry: FixTypeRegistry;
  readonly metricViews: MetricViewStore | undefined;
  readonly asker: BenchmarkAsker;
  readonly cloner: SpaceCloner;
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
    const { applier, spaces, journal, known } = this.#options;
    await journal.write({
      type: "intent",
      action: "write-space",
      target: spaces.working.spaceId,
      details: { fixId: fix.id },
    });
    const outcome = await applier.apply(fix, spaces.working.spaceId, { signal });
    if (outcome.status !== "applied") {
      const reason =
        outcome.status === "no-change"
          ? `Changes nothing: ${outcome.reason}`
          : `Cannot be applied: ${outcome.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ")}`;
      const bestScore = known.scoreOf(log.accepted).value;
      return { fixId: fix.id, verdict: "skipped", reason, gains: [], losses: [], bestScore };
    }
    try {
      await this.#noteViews();
      spaces.markChanged(spaces.working);
      await journal.write({
        type: "fix-applied",
        fixId: fix.id,
        role: "dev-working",
        isPreview: false,
        changes: outcome.summary,
      });
      const decision = await this.#decide(fix, log, signal);
      if (decision.verdict === "accepted") {
        const { document } = await this.#options.cloner.exportSpace(spaces.working.spaceId, { signal });
        await spaces.keepWorking(document, signal);
      } else {
        await this.#rollBack(fix, signal);
      }
      return decision;
    } catch (error) {
      // The copies must hold what the run reports, also when it is stopped in the middle of a trial.
      await this.#rollBack(fix, new AbortController().signal).catch((cause: unknown) => {
        throw new RollbackError(spaces.working.spaceId, { cause, interruptedBy: error });
      });
      throw error;
    }
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
      await spaces.untilLive(space, signal);
      const answers = await asker.ask(part, space, signal);
      log.observe(answers.map(({ observation }) => observation));
      for (const { observation, result } of answers) known.add(observation.configuration, result);
    }
  }

  async #rollBack(fix: Fix, signal: AbortSignal): Promise<void> {
    const { registry, metricViews, spaces } = this.#options;
    await spaces.rollBackWorking(signal);
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
