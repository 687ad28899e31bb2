import type {
  Ask,
  AskPurpose,
  Configuration,
  DecisionState,
  Observation,
  Outcome,
  PlannedFix,
} from "./acceptance-policy.js";

/** How often a question is asked when no observation can be made of it. */
export const maxEmptyAsks = 3;

/** The fixes accepted so far: the best configuration. */
export function acceptedFixes({ decisions }: DecisionState): Configuration {
  return decisions.filter(({ verdict }) => verdict === "accepted").map(({ fixId }) => fixId);
}

/** The fix whose turn it is: the first that is not decided. */
export function fixOnTrial({ fixes, decisions }: DecisionState): PlannedFix | undefined {
  const decided = new Set(decisions.map(({ fixId }) => fixId));
  return fixes.find(({ id }) => !decided.has(id));
}

export function isSameConfiguration(a: Configuration, b: Configuration): boolean {
  return a.length === b.length && a.every((fixId, index) => fixId === b[index]);
}

/** What was observed of one question on one configuration, in order. */
export interface QuestionRecord {
  /** Right and wrong answers, in order. */
  readonly outcomes: readonly Outcome[];
  /** The same without the first look, which chose the question for a second one. */
  readonly fresh: readonly Outcome[];
  /** Asks that brought no observation. */
  readonly empty: number;
}

const nothing: QuestionRecord = { outcomes: [], fresh: [], empty: 0 };

/** The observations of a loop, by configuration and question. */
export class ObservationIndex {
  readonly #records = new Map<string, { outcomes: Outcome[]; fresh: Outcome[]; empty: number }>();

  constructor(observations: readonly Observation[]) {
    for (const { configuration, benchmarkId, outcome, purpose } of observations) {
      const key = JSON.stringify([configuration, benchmarkId]);
      const record = this.#records.get(key) ?? { outcomes: [], fresh: [], empty: 0 };
      if (outcome === "none") record.empty += 1;
      else {
        if (record.outcomes.length > 0 || purpose === "confirm") record.fresh.push(outcome);
        record.outcomes.push(outcome);
      }
      this.#records.set(key, record);
    }
  }

  of(configuration: Configuration, benchmarkId: string): QuestionRecord {
    return this.#records.get(JSON.stringify([configuration, benchmarkId])) ?? nothing;
  }

  /** Whether a question is settled for counting: answered, or asked in vain often enough to leave it out. */
  isSettled(configuration: Configuration, benchmarkId: string): boolean {
    const { outcomes, empty } = this.of(configuration, benchmarkId);
    return outcomes.length > 0 || empty >= maxEmptyAsks;
  }

  /**
   * The first answer on a configuration: the one draw that no later decision to ask again has picked. Falls
   * back to the configuration without its last fix, and so on.
   */
  standing(configuration: Configuration, benchmarkId: string): Outcome {
    for (let length = configuration.length; length >= 0; length -= 1) {
      const [first] = this.of(configuration.slice(0, length), benchmarkId).outcomes;
      if (first) return first;
    }
    return "none";
  }
}

/** Asks of several questions on one configuration. */
export function asksOf(
  configuration: Configuration,
  benchmarkIds: readonly string[],
  purpose: AskPurpose,
): readonly Ask[] {
  return benchmarkIds.map((benchmarkId) => ({ configuration, benchmarkId, purpose }));
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Passed / (passed + failed); 0 when nothing was observed. */
  readonly score: number;
}

/** Counts outcomes. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const passed = outcomes.filter((outcome) => outcome === "pass").length;
  const failed = outcomes.filter((outcome) => outcome === "fail").length;
  return { passed, failed, score: passed + failed === 0 ? 0 : passed / (passed + failed) };
}

/** 0.455 as "45.5%". */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
