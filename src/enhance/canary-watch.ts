import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { questionName } from "../benchmarks/question-name.js";
import type { Configuration, PlannedFix } from "../decide/acceptance-policy.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunSteps } from "../runs/run-steps.js";
import type { Clock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { jsonCopy } from "../util/json.js";
import { redactText } from "../util/redact.js";
import { applyStepName } from "./apply-to-space.js";
import { askedSql } from "./asked-sql.js";
import type { BudgetMeter } from "./budget-meter.js";
import { type Canary, chooseCanary, showsChange } from "./canary-choice.js";
import { nextPollAt } from "./canary-schedule.js";
import type { DevSpace, DevSpaces, SpaceChange } from "./dev-spaces.js";
import type { EarlierJournal } from "./earlier-journals.js";
import type { WrittenDocument } from "./written-document.js";

export interface CanaryWatchOptions {
  readonly client: GenieClient;
  readonly clock: Clock;
  readonly meter: BudgetMeter;
  readonly journal: RunJournal;
  readonly steps: RunSteps;
  readonly spaces: DevSpaces;
  readonly benchmarks: readonly Benchmark[];
  readonly questionTimeoutMs: number;
  /** The journal by now. */
  readonly readEntries: () => Promise<readonly JournalEntry[]>;
  readonly readEarlierJournals: () => Promise<readonly EarlierJournal[]>;
}

/** A fix that was written to a space and may not have taken effect yet. */
export interface WrittenFix {
  readonly fix: Pick<PlannedFix, "id" | "claims" | "related">;
  /** What the space holds with it. */
  readonly configuration: Configuration;
  readonly space: DevSpace;
}

/**
 * Looks whether a fix has taken effect, by asking a question again and again that the fix must change. What it hears is
 * no observation: a space that is half indexed may have said it, and it was asked until it came out as hoped for.
 */
export class CanaryWatch {
  readonly #options: CanaryWatchOptions;
  readonly #written: WrittenDocument[] = [];

  constructor(options: CanaryWatchOptions) {
    this.#options = options;
  }

  /**
   * Returns when the fix was seen to have effect, and notes that with the spaces; or, without noting anything, when
   * there is no use in looking any more, so that the rest of the wait is to be waited for.
   */
  async untilLive(written: WrittenFix, signal: AbortSignal): Promise<void> {
    const { steps, spaces, journal } = this.#options;
    const { fix, space, configuration } = written;
    this.#written.push({ hash: spaces.hashOf(space), base: spaces.hashOf(spaces.best), fix });
    let last: Look | undefined;
    for (;;) {
      const poll = await steps.once<Poll>({
        name: pollStepName(written),
        run: () => this.#poll(written, last, signal),
        write: jsonCopy,
        read: (value) => PollSchema.parse(value),
      });
      if (poll.status === "ended") return;
      const { isLive, genieSql, durationMs, canary } = poll;
      await journal.write({
        type: "canary-end",
        fixId: fix.id,
        benchmarkId: canary.benchmarkId,
        question: this.#benchmark(canary)?.question ?? canary.benchmarkId,
        role: space.role,
        configuration,
        isLive,
        genieSql,
        durationMs,
      });
      if (isLive) {
        spaces.noteLive(space);
        return;
      }
      last = poll;
    }
  }

  /** Notes that the fix is taken back, so that a run that goes on does not take what was seen of it for true. */
  takeBack(written: WrittenFix): Promise<void> {
    return this.#options.steps.undo(pollStepName(written));
  }

  /** One look, when it is time for it. All that it depends on is looked up inside, since a run that goes on takes only its outcome. */
  async #poll(written: WrittenFix, last: Look | undefined, signal: AbortSignal): Promise<Poll> {
    const { clock, journal, meter, spaces, benchmarks } = this.#options;
    const { space } = written;
    if ((await spaces.mend(space, signal)) || (await this.#wasTakenBack(written)))
      return ended("written-again");
    const change = spaces.changeOf(space);
    const canary = change && (last?.canary ?? (await this.#choose(written, change)));
    const benchmark = canary && this.#benchmark(canary);
    if (!change || !canary || !benchmark) return ended("no-canary");
    // Enough to ask everything once more is left for what decides.
    if (meter.questionsLeft <= benchmarks.length) return ended("budget");
    const at = nextPollAt({ ...change, lastPollAt: last?.askedAt });
    const waitMs = Math.max(0, change.liveAt - clock.now());
    if (at === undefined || waitMs === 0) return this.#endOfTime(waitMs, change);
    const name = questionName(benchmark);
    if (!last) await journal.write({ type: "indexing-start", waitMs, canary: name });
    await clock.sleep(Math.max(0, at - clock.now()), { signal });
    const look = await this.#ask(benchmark, canary, space, change, signal);
    if (look.isLive)
      await journal.write({
        type: "indexing-end",
        durationMs: clock.now() - change.changedAt,
        canary: name,
      });
    return look;
  }

  /** Where the wait is over nobody else says so. */
  async #endOfTime(waitMs: number, { changedAt }: SpaceChange): Promise<Poll> {
    const { clock, journal } = this.#options;
    if (waitMs === 0) await journal.write({ type: "indexing-end", durationMs: clock.now() - changedAt });
    return ended("time");
  }

  /** A fix that was taken back and written again may show, vanish and show once more. */
  async #wasTakenBack({ fix }: WrittenFix): Promise<boolean> {
    const { steps, readEntries } = this.#options;
    if (steps.replay.length === 0) return false;
    const name = `${applyStepName(fix)}#`;
    return (await readEntries()).some((one) => one.type === "step-undone" && one.step.startsWith(name));
  }

  async #choose({ fix }: WrittenFix, { fading }: SpaceChange): Promise<Canary | undefined> {
    const { readEntries, readEarlierJournals, spaces } = this.#options;
    const { claims } = fix;
    const entries = await readEntries();
    const earlier = await readEarlierJournals();
    return chooseCanary({
      claims,
      fading,
      best: spaces.hashOf(spaces.best),
      written: this.#written,
      asked: askedSql(entries, claims),
      askedBefore: earlier.flatMap((journal) => askedSql(journal.entries, claims)),
    });
  }

  async #ask(
    { question }: Benchmark,
    canary: Canary,
    { spaceId }: DevSpace,
    { liveAt }: SpaceChange,
    signal: AbortSignal,
  ): Promise<Look> {
    const { clock, client, questionTimeoutMs } = this.#options;
    const startedAt = clock.now();
    const deadline = {
      clock,
      timeoutMs: Math.max(1, liveAt - startedAt),
      what: "answer to a canary",
      signal,
    };
    try {
      const answer = await withDeadline(deadline, (stop) =>
        client.ask(spaceId, question, { timeoutMs: questionTimeoutMs, signal: stop }),
      );
      // As journals hold it, with which it is compared.
      const genieSql =
        answer.status === "no-sql" || answer.sql === undefined ? undefined : redactText(answer.sql);
      const { durationMs } = answer;
      const isLive = showsChange(canary, genieSql);
      return { status: "asked", canary, isLive, genieSql, durationMs, askedAt: clock.now() - durationMs };
    } catch {
      signal.throwIfAborted();
      // What keeps every question from being answered shows with the next one that matters.
      const now = clock.now();
      return { status: "asked", canary, isLive: false, durationMs: now - startedAt, askedAt: now };
    }
  }

  #benchmark({ benchmarkId }: Canary): Benchmark | undefined {
    return this.#options.benchmarks.find(({ id }) => id === benchmarkId);
  }
}

function pollStepName({ space, configuration }: WrittenFix): string {
  return `canary:${space.role}:${configuration.join("+")}`;
}

const PollSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("ended"),
    /** Why the rest of the wait is waited for. */
    why: z.enum(["no-canary", "budget", "time", "written-again"]),
  }),
  z.object({
    status: z.literal("asked"),
    canary: z.object({ benchmarkId: z.string(), earlierSql: z.array(z.string()) }),
    isLive: z.boolean(),
    genieSql: z.string().optional(),
    durationMs: z.number(),
    /** Milliseconds since the Unix epoch. */
    askedAt: z.number(),
  }),
]);
type Ended = Extract<z.infer<typeof PollSchema>, { status: "ended" }>;
/** What came of asking the canary. */
interface Look {
  readonly status: "asked";
  readonly canary: Canary;
  readonly isLive: boolean;
  /** Undefined where Genie wrote none, or did not answer in time. */
  readonly genieSql?: string | undefined;
  readonly durationMs: number;
  readonly askedAt: number;
}
type Poll = Ended | Look;

function ended(why: Ended["why"]): Ended {
  return { status: "ended", why };
}
