import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import type { JsonValue } from "../util/json.js";
import type { RunRecord } from "./journal-entry.js";
import type { RunJournal } from "./run-journal.js";
import type { RunReplay } from "./run-replay.js";

type Intent = Pick<Extract<RunRecord, { type: "intent" }>, "action" | "target" | "details">;

/** Something that a run does once, however often it is interrupted. */
export interface Step<T> {
  /** The same in every execution of the run. A name that comes again is told apart by its count. */
  readonly name: string;
  /** Written down before anything happens, where something outside of this process will. */
  readonly intent?: Intent | undefined;
  /**
   * Does it. `isRepeated` says that it was begun before and never finished: look at what is there, and do only what
   * is missing.
   */
  run(options: { readonly isRepeated: boolean }): Promise<T>;
  /** The outcome as the journal holds it. */
  write(outcome: T): JsonValue;
  /** The outcome from what `write` made of it. @throws when it cannot be read */
  read(value: JsonValue): T;
}

/** The outcome of a step in a journal is not what this version of the library writes. */
export class StepUnreadableError extends GenieEnhancerError {
  readonly code = "STEP_UNREADABLE";

  constructor(runId: string, step: string, cause: unknown) {
    super(
      `The journal of run ${runId} holds an outcome of "${step}" that cannot be read. Continue the run with the version of this library that began it, or remove it with cleanup("${runId}").`,
      { context: { runId, step }, cause },
    );
  }
}

/**
 * The one seam through which a run touches the world. A step that is done according to the journal is not done
 * again: its outcome is taken from there.
 */
export class RunSteps {
  readonly replay: RunReplay;
  readonly #journal: RunJournal;
  readonly #counts = new Map<string, number>();

  constructor({ journal, replay }: { readonly journal: RunJournal; readonly replay: RunReplay }) {
    this.#journal = journal;
    this.replay = replay;
  }

  /** @throws StepUnreadableError, or whatever `run` throws: then the step is not done. */
  async once<T>(step: Step<T>): Promise<T> {
    const name = this.#numbered(step.name);
    const known = this.replay.outcomeOf(name);
    if (known !== undefined) return this.#read(step, name, known);
    const isRepeated = this.replay.wasBegun(name);
    if (step.intent) await this.#journal.write({ type: "intent", ...step.intent, step: name });
    const outcome = step.write(await step.run({ isRepeated }));
    await this.#journal.write({ type: "step-end", step: name, outcome });
    // What is read now is what a later execution will read, to the last member.
    return step.read(outcome);
  }

  #read<T>(step: Step<T>, name: string, outcome: JsonValue): T {
    try {
      return step.read(outcome);
    } catch (error) {
      throw new StepUnreadableError(this.#journal.runId, name, error);
    }
  }

  /** Notes that what the last step of this name did is being taken back. */
  undo(name: string): Promise<void> {
    return this.#journal.write({ type: "step-undone", step: `${name}#${this.#counts.get(name) ?? 1}` });
  }

  #numbered(name: string): string {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return `${name}#${count}`;
  }
}
