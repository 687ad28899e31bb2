import type {
  AcceptancePolicy,
  Configuration,
  Decision,
  DecisionBenchmark,
  DecisionState,
  Observation,
  Outcome,
  PlannedFix,
  PolicyStep,
  StandingAnswer,
} from "../decide/acceptance-policy.js";
import { nextStep } from "../decide/next-step.js";
import type { Verdict } from "../scoring/benchmark-result.js";

/** Collects what one loop observed and decided, and puts it to the policy. */
export class DecisionLog {
  readonly #policy: AcceptancePolicy;
  readonly #benchmarks: readonly DecisionBenchmark[];
  readonly #fixes: readonly PlannedFix[];
  readonly #observations: Observation[];
  readonly #decisions: Decision[] = [];

  constructor(options: {
    readonly policy: AcceptancePolicy;
    readonly benchmarks: readonly DecisionBenchmark[];
    readonly fixes: readonly PlannedFix[];
    readonly baseline: readonly Observation[];
  }) {
    this.#policy = options.policy;
    this.#benchmarks = options.benchmarks;
    this.#fixes = options.fixes;
    this.#observations = [...options.baseline];
  }

  get state(): DecisionState {
    return {
      benchmarks: this.#benchmarks,
      fixes: this.#fixes,
      observations: this.#observations,
      decisions: this.#decisions,
    };
  }

  /** The fixes accepted so far: the configuration of the best space. */
  get accepted(): Configuration {
    return this.#decisions.filter(({ verdict }) => verdict === "accepted").map(({ fixId }) => fixId);
  }

  /** The answers that count in the score of what was accepted, where the policy names them. */
  get standing(): readonly StandingAnswer[] | undefined {
    return this.#policy.standing?.(this.state);
  }

  /** What becomes of a fix; undefined while it is not decided. */
  decisionOn(fixId: string): Decision | undefined {
    return this.#decisions.find((decision) => decision.fixId === fixId);
  }

  next(): PolicyStep {
    return nextStep(this.#policy, this.state);
  }

  observe(observations: readonly Observation[]): void {
    this.#observations.push(...observations);
  }

  decide(decision: Decision): void {
    this.#decisions.push(decision);
  }

  /** How many asks were made since the log was `length` long. */
  get length(): number {
    return this.#observations.length;
  }
}

/** A verdict as a policy counts it: what is not a right or a wrong answer is no observation. */
export function outcomeOf(verdict: Verdict): Outcome {
  return verdict === "pass" || verdict === "fail" ? verdict : "none";
}

export function sameConfiguration(a: Configuration, b: Configuration): boolean {
  return a.length === b.length && a.every((fixId, index) => fixId === b[index]);
}
