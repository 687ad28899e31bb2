import type { Ask, Configuration } from "../decide/acceptance-policy.js";
import { misbehaved } from "../decide/next-step.js";
import { configurationKey } from "../decide/observation-index.js";
import { ApiError } from "../errors/api-error.js";
import { RollbackError } from "../errors/rollback-error.js";
import type { Fix } from "../fixes/fix.js";
import { SpaceCopyError } from "../space/space-copy-error.js";
import { allOrStop } from "../util/all-or-stop.js";
import { applyStepName, applyToSpace, undoOutside } from "./apply-to-space.js";
import type { AnsweredAsk } from "./benchmark-asker.js";
import type { ConfigurationDocuments } from "./configuration-documents.js";
import type { DecisionLog } from "./decision-log.js";
import type { DevSpace } from "./dev-spaces.js";
import type { FixTrialOptions } from "./fix-trial.js";
import { type AppliedStep, type WrittenStep, writtenCodec } from "./step-codecs.js";
import { assignLanes, byConfiguration, type ConfigurationAsks, type Lane } from "./working-lanes.js";

export interface GroupTrialOptions extends FixTrialOptions {
  readonly documents: ConfigurationDocuments;
  readonly log: DecisionLog;
  /** What writing and indexing a configuration costs, counted in questions. */
  readonly switchCost: number;
}

/** Why a configuration cannot be asked about. */
interface Refusal {
  readonly fixId: string;
  readonly reason: string;
}

/** What came of the questions about the configurations of one space. */
interface LaneReport {
  readonly answers: readonly AnsweredAsk[];
  readonly refusals: readonly Refusal[];
}

/**
 * Tries several fixes at once: takes each in alone, has the policy ask about any set of them on the working copies,
 * and makes what it accepts the best configuration. `end` must follow, or `takeBack` where the trial is stopped.
 */
export class GroupTrial {
  readonly #options: GroupTrialOptions;
  readonly #begun: Fix[] = [];
  #lanes: readonly Lane[] = [];
  #batches = 0;

  constructor(options: GroupTrialOptions) {
    this.#options = options;
  }

  /** Writes a fix alone to dev-working: whether it can be applied, and what it needs outside of the spaces. */
  async admit(fix: Fix, signal: AbortSignal): Promise<AppliedStep> {
    const { spaces } = this.#options;
    this.#begun.push(fix);
    const target = { spaceId: spaces.working.spaceId, base: spaces.bestDocument };
    const applied = await applyToSpace(this.#options, fix, target, signal);
    if (applied.status === "applied") spaces.noteApplied(applied.document);
    return applied;
  }

  /** Asks until every fix is decided. The decisions are in the log. */
  async decide(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    for (;;) {
      const step = log.next();
      if (step.kind === "decide") {
        log.decide(step.decision);
        continue;
      }
      const open = log.state.fixes.some(({ id }) => !log.decisionOn(id));
      if (!open) return;
      if (step.kind === "done" || step.asks.length === 0)
        throw misbehaved("came to an end before every fix was decided");
      const refusals = this.#refusedIn(step.asks) ?? (await this.#ask(step.asks, signal));
      for (const { fixId, reason } of refusals) this.#skip(fixId, reason);
    }
  }

  /** Makes what was accepted the best configuration, on all copies, and drops what the other fixes created. */
  async end(signal: AbortSignal): Promise<void> {
    const { log, spaces, documents, loop } = this.#options;
    const composed = documents.of(log.accepted);
    if (composed.status === "impossible")
      throw misbehaved(`accepted ${log.accepted.join(", ")}: ${composed.reason}`);
    const dropped = this.#begun.filter(({ id }) => !log.accepted.includes(id));
    await spaces.settle(
      `settle:${loop}`,
      {
        kept: log.accepted.length > 0 ? composed.document : undefined,
        undo: () => undoOutside(this.#options, dropped, signal),
      },
      signal,
    );
  }

  /** Takes everything back that was tried, also when the run was cancelled, so on a signal of its own. */
  async takeBack(interruptedBy: unknown): Promise<void> {
    const { spaces, steps } = this.#options;
    const { signal } = new AbortController();
    try {
      for (const fix of this.#begun) await steps.undo(applyStepName(fix));
      await spaces.restoreAll(signal);
      await undoOutside(this.#options, this.#begun, signal);
    } catch (cause) {
      throw new RollbackError(spaces.working.spaceId, { cause, interruptedBy });
    }
  }

  /** The first configuration that cannot be made of its fixes. */
  #refusedIn(asks: readonly Ask[]): readonly Refusal[] | undefined {
    const { documents } = this.#options;
    for (const { configuration } of asks) {
      const composed = documents.of(configuration);
      if (composed.status === "impossible") return [composed];
    }
    return undefined;
  }

  /** Asks all spaces side by side; the answers go into the log in the order of the asks. */
  async #ask(asks: readonly Ask[], signal: AbortSignal): Promise<readonly Refusal[]> {
    const { spaces, log, known, switchCost } = this.#options;
    const work = byConfiguration(asks);
    const control = work.filter(({ configuration }) => configuration.length === 0);
    const tried = work.filter(({ configuration }) => configuration.length > 0);
    const lanes = spaces.workings.map((_, index) => this.#lanes[index] ?? { holds: undefined, lastUsed: 0 });
    const queues = assignLanes(tried, lanes, switchCost);
    this.#noteLanes(lanes, queues);
    const jobs = [
      ...control.map((one) => (stop: AbortSignal) => this.#askControl(one, stop)),
      ...spaces.workings.map(
        (space, index) => (stop: AbortSignal) =>
          this.#askLane(space, queues[index] ?? [], lanes[index]?.holds, stop),
      ),
    ];
    const reports = await allOrStop(jobs, { concurrency: jobs.length, signal }, (job, stop) => job(stop));
    const place = new Map(asks.map((ask, index) => [keyOf(ask), index]));
    const answers = reports
      .flatMap((report) => report.answers)
      .toSorted((a, b) => (place.get(keyOf(a.observation)) ?? 0) - (place.get(keyOf(b.observation)) ?? 0));
    log.observe(answers.map(({ observation }) => observation));
    for (const { observation, result } of answers) known.add(observation.configuration, result);
    return reports.flatMap(({ refusals }) => refusals);
  }

  #noteLanes(lanes: readonly Lane[], queues: readonly (readonly ConfigurationAsks[])[]): void {
    this.#batches += 1;
    this.#lanes = lanes.map((lane, index) => {
      const last = queues[index]?.at(-1);
      return last ? { holds: configurationKey(last.configuration), lastUsed: this.#batches } : lane;
    });
  }

  async #askControl({ asks }: ConfigurationAsks, signal: AbortSignal): Promise<LaneReport> {
    const { asker, spaces } = this.#options;
    const ready = (stop: AbortSignal) => spaces.untilReady(spaces.best, stop);
    return { answers: await asker.ask(asks, spaces.best, signal, ready), refusals: [] };
  }

  async #askLane(
    space: DevSpace,
    queue: readonly ConfigurationAsks[],
    holds: string | undefined,
    signal: AbortSignal,
  ): Promise<LaneReport> {
    const { asker, spaces } = this.#options;
    const answers: AnsweredAsk[] = [];
    const refusals: Refusal[] = [];
    let held = holds;
    for (const { configuration, asks } of queue) {
      const key = configurationKey(configuration);
      const written = held === key ? undefined : await this.#configure(space, configuration, signal);
      held = key;
      if (written?.status === "refused") {
        refusals.push({ fixId: configuration.at(-1) ?? "", reason: written.reason });
        continue;
      }
      answers.push(...(await asker.ask(asks, space, signal, (stop) => spaces.untilReady(space, stop))));
    }
    return { answers, refusals };
  }

  /** Writes a configuration to a space. One that the service does not take leaves the best configuration there. */
  async #configure(space: DevSpace, configuration: Configuration, signal: AbortSignal): Promise<WrittenStep> {
    const { documents, spaces, steps } = this.#options;
    const composed = documents.of(configuration);
    if (composed.status === "impossible") return { status: "refused", reason: composed.reason };
    const written = await steps.once<WrittenStep>({
      name: `configure:${space.role}:${configuration.join("+")}`,
      run: async () => {
        try {
          await spaces.write(space, composed.document, signal);
          return { status: "taken" };
        } catch (error) {
          const reason = refusalOf(error);
          if (reason === undefined) throw error;
          await spaces.write(space, spaces.bestDocument, signal);
          return { status: "refused", reason };
        }
      },
      ...writtenCodec,
    });
    spaces.noteApplied(written.status === "taken" ? composed.document : spaces.bestDocument, space);
    return written;
  }

  #skip(fixId: string, reason: string): void {
    const { log, known } = this.#options;
    if (log.decisionOn(fixId)) return;
    const bestScore = known.scoreOf(log.accepted).value;
    log.decide({ fixId, verdict: "skipped", reason, gains: [], losses: [], bestScore });
  }
}

/** Why the service does not take a document; undefined for every other failure. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof SpaceCopyError)
    return `The service keeps something else: ${error.differences.join("; ")}`;
  if (error instanceof ApiError && error.code === "BAD_REQUEST")
    return `The service refuses the document: ${error.message}`;
  return undefined;
}

function keyOf({ configuration, benchmarkId }: Ask): string {
  return `${configurationKey(configuration)} ${benchmarkId}`;
}
