import type { Clock } from "../util/clock.js";
import { canonicalJson, type JsonValue } from "../util/json.js";
import { isEvent, type JournalBody, type JournalEntry, type RunRecord } from "./journal-entry.js";

type LlmAnswer = Extract<RunRecord, { type: "llm-end" }>["response"];

/** Events that belong to one doing of a step, or to one session, and are told again when that is. */
const passing: ReadonlySet<string> = new Set([
  "indexing-start",
  "indexing-end",
  "warning",
  "outage-start",
  "outage-end",
  "run-resume",
  "run-end",
  "cleanup-end",
  "promotion-reverted",
]);

/**
 * What the journal of a run tells already. A run that goes on executes from its beginning once more and takes
 * from here what it did before: the outcomes of steps, the answers of the model, and which events were told. The
 * replay is over with the first thing that the journal does not know.
 *
 * It also keeps the run's own time, in which a dead process does not count.
 */
export class RunReplay {
  /** Entries that the journal had when the run went on; 0 for a new run. */
  readonly length: number;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #outcomes = new Map<string, { readonly value: JsonValue; readonly entry: JournalEntry }>();
  readonly #begun = new Set<string>();
  readonly #answers = new Map<string, LlmAnswer[]>();
  readonly #told = new Map<string, JournalEntry[]>();
  readonly #elapsedAt = new Map<number, number>();
  readonly #total: number;
  readonly #onEnd: (() => void)[] = [];
  #isOver: boolean;
  #reached: { readonly elapsedMs: number; readonly wallMs: number };

  constructor({ entries, clock }: { readonly entries: readonly JournalEntry[]; readonly clock: Clock }) {
    this.length = entries.length;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#isOver = entries.length === 0;
    this.#reached = { elapsedMs: 0, wallMs: this.#startedAt };
    this.#total = this.#readTimes(entries);
    for (const entry of entries) this.#read(entry);
  }

  /** Whether something happens now that did not happen before. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Milliseconds for which processes have worked on the run, up to where it stands. */
  elapsedMs(): number {
    return this.#isOver ? this.#total + this.#clock.now() - this.#startedAt : this.#reached.elapsedMs;
  }

  /** When the run got to where it stands, in milliseconds since the Unix epoch. */
  wallMs(): number {
    return this.#isOver ? this.#clock.now() : this.#reached.wallMs;
  }

  /** Calls back when the replay is over; at once when it is. Returns the function that withdraws the call. */
  whenOver(callback: () => void): () => void {
    if (this.#isOver) callback();
    else this.#onEnd.push(callback);
    return () => {
      const at = this.#onEnd.indexOf(callback);
      if (at >= 0) this.#onEnd.splice(at, 1);
    };
  }

  /** From now on things happen that did not happen before. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const callback of this.#onEnd.splice(0)) callback();
  }

  /** The outcome of a step that is done; undefined ends the replay. */
  outcomeOf(step: string): JsonValue | undefined {
    const known = this.#outcomes.get(step);
    if (!known) {
      this.end();
      return undefined;
    }
    this.#reach(known.entry);
    return known.value;
  }

  /** Whether a step was begun at an earlier time, so that some of it may have happened. */
  wasBegun(step: string): boolean {
    return this.#begun.has(step);
  }

  /** The model's answer to a request, each answer once; undefined ends the replay. */
  answerTo(request: string): LlmAnswer | undefined {
    const answer = this.#answers.get(request)?.shift();
    if (!answer) this.end();
    return answer;
  }

  /** Whether an event was told before. Each counts once; an unknown one ends the replay. */
  takes(body: JournalBody): boolean {
    if (this.length === 0 || !isReplayed(body)) return false;
    const known = this.#told.get(identityOf(body))?.shift();
    if (!known) {
      this.end();
      return false;
    }
    this.#reach(known);
    return true;
  }

  #read(entry: JournalEntry): void {
    switch (entry.type) {
      case "step-end":
        this.#outcomes.set(entry.step, { value: entry.outcome, entry });
        break;
      case "step-undone":
        this.#outcomes.delete(entry.step);
        break;
      case "intent":
        if (entry.step !== undefined) this.#begun.add(entry.step);
        break;
      case "llm-end":
        this.#answers.set(entry.request, [...(this.#answers.get(entry.request) ?? []), entry.response]);
        break;
      default:
        if (isReplayed(entry)) {
          const identity = identityOf(entry);
          this.#told.set(identity, [...(this.#told.get(identity) ?? []), entry]);
        }
    }
  }

  /** The run's own time at each entry: from one to the next, without what lies before a session. */
  #readTimes(entries: readonly JournalEntry[]): number {
    let elapsed = 0;
    let before: number | undefined;
    for (const { sequence, timestamp, type } of entries) {
      const at = Date.parse(timestamp);
      if (before !== undefined && type !== "run-resume") elapsed += Math.max(0, at - before);
      this.#elapsedAt.set(sequence, elapsed);
      before = at;
    }
    return elapsed;
  }

  #reach({ sequence, timestamp }: JournalEntry): void {
    const elapsedMs = this.#elapsedAt.get(sequence) ?? 0;
    if (elapsedMs >= this.#reached.elapsedMs) this.#reached = { elapsedMs, wallMs: Date.parse(timestamp) };
  }
}

function isReplayed(body: JournalBody | JournalEntry): boolean {
  if (body.type === "settings" || body.type === "backup") return true;
  // Only the type is looked at, which a body and an entry share.
  return isEvent(body as JournalEntry) && !passing.has(body.type);
}

/** Equal for the same event of the same moment of a run; what may come out otherwise, such as durations, is left out. */
function identityOf(body: JournalBody | JournalEntry): string {
  const members: Readonly<Record<string, unknown>> = { ...body };
  const { fix } = members;
  const fixId = typeof fix === "object" && fix !== null && "fixId" in fix ? fix.fixId : members.fixId;
  const { type, loop, phase, role, purpose, configuration, benchmarkId, spaceId, choice, description } =
    members;
  // A question that got no answer may be put again, and its answer is news then.
  const isUnanswered = members.verdict === "error" ? true : undefined;
  return canonicalJson({
    type,
    loop,
    phase,
    fixId,
    role,
    purpose,
    configuration,
    benchmarkId,
    isUnanswered,
    choice,
    spaceId,
    description: type === "fix-dropped" ? description : undefined,
  });
}
