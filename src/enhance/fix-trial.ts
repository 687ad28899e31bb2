import { fixBasis } from "../analysis/fix-basis.js";
import type { Ask, Configuration, Decision } from "../decide/acceptance-policy.js";
import { misbehaved } from "../decide/next-step.js";
import type { ConfigurationError } from "../errors/configuration-error.js";
import { RollbackError } from "../errors/rollback-error.js";
import type { ScoreSummary } from "../events/run-event.js";
import type { Fix } from "../fixes/fix.js";
import { type ApplyPorts, applyStepName, applyToSpace, undoOutside } from "./apply-to-space.js";
import type { BenchmarkAsker } from "./benchmark-asker.js";
import type { CanaryWatch, WrittenFix } from "./canary-watch.js";
import { type DecisionLog, sameConfiguration } from "./decision-log.js";
import type { DevSpaces } from "./dev-spaces.js";
import { summarizeFix } from "./fix-summary.js";
import type { KnownResults } from "./known-results.js";

export interface FixTrialOptions extends ApplyPorts {
  readonly asker: BenchmarkAsker;
  readonly spaces: DevSpaces;
  readonly known: KnownResults;
  readonly loop: number;
  /** Looks whether a fix has taken effect. @default none: the wait is waited for */
  readonly canary?: CanaryWatch | undefined;
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
    const { journal, loop, registry, asker } = this.#options;
    const summary = summarizeFix(fix, registry);
    const asksBefore = log.length;
    const basis = this.#basisOf(fix, log);
    await journal.write({ type: "fix-start", loop, fix: summary, ...position });
    const decision = await this.#applyAndDecide(fix, log, signal);
    log.decide(decision);
    asker.noteDecided();
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
    const planned = log.state.fixes.find(({ id }) => id === fix.id);
    const written = {
      fix: planned ?? { ...fix, related: [] },
      configuration: [...log.accepted, fix.id],
      space: spaces.working,
    };
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
      const decision = await this.#decide(written, log, signal);
      if (decision.verdict === "accepted") await spaces.keepWorking(fix.id, signal);
      else await spaces.rollBackWorking(fix.id, () => undoOutside(this.#options, [fix], signal), signal);
      return decision;
    } catch (error) {
      // The copies must hold what the run reports, also when it is stopped in the middle of a trial.
      await this.#takeBack(fix, written).catch((cause: unknown) => {
        throw new RollbackError(spaces.working.spaceId, { cause, interruptedBy: error });
      });
      throw error;
    }
  }

  #apply(fix: Fix, signal: AbortSignal) {
    const { spaces, steps } = this.#options;
    // After an interruption the copy may hold the fix, or what an interrupted trial left.
    const base = steps.replay.length > 0 ? spaces.bestDocument : undefined;
    return applyToSpace(this.#options, fix, { spaceId: spaces.working.spaceId, base }, signal);
  }

  async #decide(written: WrittenFix, log: DecisionLog, signal: AbortSignal): Promise<Decision> {
    for (;;) {
      const step = log.next();
      if (step.kind === "decide" && step.decision.fixId === written.fix.id) return step.decision;
      if (step.kind !== "ask" || step.asks.length === 0) throw outOfTurn(step.kind);
      await this.#ask(step.asks, log, written, signal);
    }
  }

  /** Asks of the best configuration go first: they fit into the time in which the candidate is being indexed. */
  async #ask(
    asks: readonly Ask[],
    log: DecisionLog,
    written: WrittenFix,
    signal: AbortSignal,
  ): Promise<void> {
    const { asker, spaces, known, canary } = this.#options;
    const candidate = written.configuration;
    const control = asks.filter(({ configuration }) => sameConfiguration(configuration, log.accepted));
    const trial = asks.filter(({ configuration }) => sameConfiguration(configuration, candidate));
    if (control.length + trial.length < asks.length) throw outOfTurn("configuration");
    for (const [part, space] of [
      [control, spaces.best],
      [trial, spaces.working],
    ] as const) {
      if (part.length === 0) continue;
      if (part === trial && !wasAsked(log, candidate)) await canary?.untilLive(written, signal);
      const answers = await asker.ask(part, space, signal, (stop) => spaces.untilReady(space, stop));
      log.observe(answers.map(({ observation }) => observation));
      for (const { observation, result } of answers) known.add(observation.configuration, result);
    }
  }

  /** Also when the run was cancelled, so on a signal of its own. */
  async #takeBack(fix: Fix, written: WrittenFix): Promise<void> {
    const { spaces, steps, canary } = this.#options;
    const { signal } = new AbortController();
    await steps.undo(applyStepName(fix));
    await canary?.takeBack(written);
    await spaces.restoreAll(signal);
    await undoOutside(this.#options, [fix], signal);
  }

  #measuredScore(decision: Decision, candidate: Configuration): ScoreSummary | undefined {
    return decision.candidateScore === undefined ? undefined : this.#options.known.scoreOf(candidate);
  }
}

function wasAsked(log: DecisionLog, configuration: Configuration): boolean {
  return log.state.observations.some((asked) => sameConfiguration(asked.configuration, configuration));
}

function outOfTurn(what: string): ConfigurationError {
  return misbehaved(
    `answered with a ${what} that does not belong to the fix on trial: ask the accepted fixes, alone or with this one, and then decide it`,
  );
}
