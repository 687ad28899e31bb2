import type {
  Ask,
  AskPurpose,
  Configuration,
  DecisionState,
  Outcome,
  PlannedFix,
  QuestionEvidence,
} from "../acceptance-policy.js";
import type { FlipEvidence } from "../flip-test.js";
import { configurationKey, maxEmptyAsks, ObservationIndex } from "../observation-index.js";
import { type NameOf, questionNames } from "../question-names.js";

/** Asks that a procedure waits for. */
export interface Need {
  readonly asks: readonly Ask[];
  readonly why: string;
}

/**
 * A procedure that is read off the log from its beginning each time, and stops at the first answers that are not in
 * it yet. What it returns depends on the log alone.
 */
export type Procedure<T> = Generator<Need, T, void>;

/** So many looks at questions on a configuration. */
export interface Look {
  readonly configuration: Configuration;
  readonly ids: readonly string[];
  readonly purpose: AskPurpose;
  /** Answers wanted in all. @default 1 */
  readonly count?: number | undefined;
}

/** The log of a loop as `screened` reads it. The space before any fix is the control of every comparison. */
export class TrialLog {
  readonly fixes: readonly PlannedFix[];
  readonly failing: readonly string[];
  readonly passing: readonly string[];
  /** Questions without an answer so far. */
  readonly unknown: readonly string[];
  readonly nameOf: NameOf;
  readonly #index: ObservationIndex;
  readonly #position: ReadonlyMap<string, number>;
  readonly #protected: ReadonlySet<string>;

  constructor(readonly state: DecisionState) {
    const skipped = new Set(
      state.decisions.filter(({ verdict }) => verdict === "skipped").map(({ fixId }) => fixId),
    );
    this.fixes = state.fixes.filter(({ id }) => !skipped.has(id));
    this.#position = new Map(this.fixes.map(({ id }, index) => [id, index]));
    this.#index = ObservationIndex.of(state.observations);
    const ids = state.benchmarks.map(({ id }) => id);
    this.nameOf = questionNames(state.benchmarks);
    this.failing = ids.filter((id) => this.first(control, id) === "fail");
    this.passing = ids.filter((id) => this.first(control, id) === "pass");
    this.unknown = ids.filter((id) => this.first(control, id) === "none");
    this.#protected = new Set(state.benchmarks.filter(({ isProtected }) => isProtected).map(({ id }) => id));
  }

  isProtected(benchmarkId: string): boolean {
    return this.#protected.has(benchmarkId);
  }

  /** The configuration of some fixes: they are always applied in the order of the plan. */
  configuration(fixIds: Iterable<string>): Configuration {
    const position = (id: string) => this.#position.get(id) ?? 0;
    return [...fixIds].sort((a, b) => position(a) - position(b));
  }

  /** Whether two fixes cannot stand together. */
  contradict(fixId: string, otherId: string): boolean {
    return this.fixes.some(
      ({ id, contradicts = [] }) =>
        (id === fixId && contradicts.includes(otherId)) || (id === otherId && contradicts.includes(fixId)),
    );
  }

  /** What the fixes of a configuration claim to help. */
  claimedBy(configuration: Configuration): ReadonlySet<string> {
    const fixes = this.fixes.filter(({ id }) => configuration.includes(id));
    return new Set(fixes.flatMap(({ claims }) => claims));
  }

  outcomes(configuration: Configuration, benchmarkId: string): readonly Outcome[] {
    return this.#index.of(configuration, benchmarkId).outcomes;
  }

  /** The first answer: the one draw that no later decision to ask again has picked. */
  first(configuration: Configuration, benchmarkId: string): Outcome {
    return this.outcomes(configuration, benchmarkId)[0] ?? "none";
  }

  /** Answers that came after the look that chose the question. */
  fresh(configuration: Configuration, benchmarkId: string): readonly Outcome[] {
    return this.#index.of(configuration, benchmarkId).fresh;
  }

  /** Whether so many answers are there, or asking for them has been in vain. */
  has(configuration: Configuration, benchmarkId: string, count: number): boolean {
    const { outcomes, empty } = this.#index.of(configuration, benchmarkId);
    return outcomes.length >= count || empty >= maxEmptyAsks * count;
  }

  flip(configuration: Configuration, benchmarkId: string): FlipEvidence {
    const candidate = this.#index.of(configuration, benchmarkId);
    const before = this.#index.of(control, benchmarkId);
    const isUnobservable = Math.max(candidate.empty, before.empty) >= maxEmptyAsks * 2;
    return { benchmarkId, candidate, control: before, isUnobservable };
  }

  /** Right and wrong answers with some fixes, fresh ones without any. */
  evidence(configuration: Configuration, benchmarkId: string): QuestionEvidence {
    return {
      benchmarkId,
      control: tallied(this.fresh(control, benchmarkId)),
      candidate: tallied(this.outcomes(configuration, benchmarkId)),
    };
  }

  /** Answers with and without a fix on several configurations, fresh ones of the control. */
  pooled(fixId: string, configurations: readonly Configuration[], benchmarkId: string): QuestionEvidence {
    const distinct = [...new Map(configurations.map((one) => [configurationKey(one), one])).values()];
    const outcomes = (isWith: boolean) =>
      distinct
        .filter((one) => one.length > 0 && one.includes(fixId) === isWith)
        .flatMap((one) => this.outcomes(one, benchmarkId));
    return {
      benchmarkId,
      control: tallied([...this.fresh(control, benchmarkId), ...outcomes(false)]),
      candidate: tallied(outcomes(true)),
    };
  }

  /** Waits until every look is taken. Looks of one call are asked side by side. */
  *look(looks: readonly Look[], why: string): Procedure<void> {
    for (;;) {
      const asks = new Map<string, Ask>();
      for (const { configuration, ids, purpose, count = 1 } of looks) {
        for (const benchmarkId of ids.filter((id) => !this.has(configuration, id, count)))
          asks.set(`${configurationKey(configuration)} ${benchmarkId}`, {
            configuration,
            benchmarkId,
            purpose,
          });
      }
      if (asks.size === 0) return;
      yield { asks: [...asks.values()], why };
    }
  }
}

/** The space before any fix. */
export const control: Configuration = [];

function tallied(outcomes: readonly Outcome[]): { readonly pass: number; readonly fail: number } {
  const pass = outcomes.filter((outcome) => outcome === "pass").length;
  return { pass, fail: outcomes.length - pass };
}
