import type { Configuration, Observation, Outcome } from "./acceptance-policy.js";

/** How often a question is asked when no observation can be made of it. */
export const maxEmptyAsks = 3;

/** What was observed of one question on one configuration, in order. */
export interface QuestionRecord {
  /** Right and wrong answers, in order. */
  readonly outcomes: readonly Outcome[];
  /** The same without the first look, which chose the question for a second one. */
  readonly fresh: readonly Outcome[];
  /** Asks that brought no observation. */
  readonly empty: number;
}

interface GrowingRecord extends QuestionRecord {
  readonly outcomes: Outcome[];
  readonly fresh: Outcome[];
  empty: number;
}

const nothing: QuestionRecord = { outcomes: [], fresh: [], empty: 0 };

/** The observations of a loop, by configuration and question. */
export class ObservationIndex {
  readonly #records = new Map<string, Map<string, GrowingRecord>>();
  #count = 0;
  #last: Observation | undefined;

  constructor(observations: readonly Observation[]) {
    this.#extend(observations);
  }

  /**
   * The index of a log. A log only grows, so the index of an array that was seen before is extended by what is
   * new in it instead of being built again; an array that was changed otherwise is indexed anew.
   */
  static of(observations: readonly Observation[]): ObservationIndex {
    const known = indexes.get(observations) ?? new ObservationIndex([]);
    const index = known.#isPrefixOf(observations) ? known : new ObservationIndex([]);
    index.#extend(observations);
    indexes.set(observations, index);
    return index;
  }

  of(configuration: Configuration, benchmarkId: string): QuestionRecord {
    return this.#records.get(configurationKey(configuration))?.get(benchmarkId) ?? nothing;
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
    for (let shorter = configuration; ; shorter = withoutLast(shorter)) {
      const [first] = this.of(shorter, benchmarkId).outcomes;
      if (first || shorter.length === 0) return first ?? "none";
    }
  }

  #isPrefixOf(observations: readonly Observation[]): boolean {
    return this.#count === 0 || observations[this.#count - 1] === this.#last;
  }

  #extend(observations: readonly Observation[]): void {
    for (const observation of observations.slice(this.#count)) this.#add(observation);
    this.#count = observations.length;
    this.#last = observations.at(-1);
  }

  #add({ configuration, benchmarkId, outcome, purpose }: Observation): void {
    const key = configurationKey(configuration);
    const ofConfiguration = this.#records.get(key) ?? new Map<string, GrowingRecord>();
    this.#records.set(key, ofConfiguration);
    const record = ofConfiguration.get(benchmarkId) ?? { outcomes: [], fresh: [], empty: 0 };
    ofConfiguration.set(benchmarkId, record);
    if (outcome === "none") {
      record.empty += 1;
      return;
    }
    if (record.outcomes.length > 0 || purpose === "confirm") record.fresh.push(outcome);
    record.outcomes.push(outcome);
  }
}

const indexes = new WeakMap<readonly Observation[], ObservationIndex>();
const keys = new WeakMap<Configuration, string>();

const shorterOnes = new WeakMap<Configuration, Configuration>();

/** The same array each time, so that its key is made once. */
function withoutLast(configuration: Configuration): Configuration {
  const known = shorterOnes.get(configuration);
  if (known) return known;
  const shorter = configuration.slice(0, -1);
  shorterOnes.set(configuration, shorter);
  return shorter;
}

/** Text that is the same for equal configurations. */
export function configurationKey(configuration: Configuration): string {
  const known = keys.get(configuration);
  if (known !== undefined) return known;
  const key = JSON.stringify(configuration);
  keys.set(configuration, key);
  return key;
}
