import type {
  AcceptancePolicy,
  Ask,
  Decision,
  DecisionState,
  Observation,
  Outcome,
  PlannedFix,
} from "../../src/decide/acceptance-policy.js";

/** A loop whose truth the test knows. */
export interface KnownLoop {
  readonly ids: readonly string[];
  readonly fixes: readonly (Pick<PlannedFix, "id"> & Partial<PlannedFix>)[];
  /** The answer to a question, by configuration and how often it was asked there before. */
  readonly answer: (ask: Ask, before: number) => Outcome;
  readonly protectedIds?: readonly string[] | undefined;
  /** Decisions taken before the policy begins, such as of fixes that could not be applied. */
  readonly decisions?: readonly Decision[] | undefined;
}

/** Lets a policy decide a loop, checking on the way that no batch asks one question twice. */
export function decideAll(policy: AcceptancePolicy, loop: KnownLoop): DecisionState {
  const observations: Observation[] = [];
  const asked = new Map<string, number>();
  const ask = (one: Ask) => {
    const key = `${one.configuration.join()} ${one.benchmarkId}`;
    const before = asked.get(key) ?? 0;
    asked.set(key, before + 1);
    observations.push({ ...one, outcome: loop.answer(one, before) });
  };
  for (const benchmarkId of loop.ids) ask({ configuration: [], benchmarkId, purpose: "baseline" });
  const decisions = [...(loop.decisions ?? [])];
  const state: DecisionState = {
    benchmarks: loop.ids.map((id) => ({ id, isProtected: loop.protectedIds?.includes(id) ?? false })),
    fixes: loop.fixes.map((fix) => ({ claims: [], related: [], derivedFrom: [], ...fix })),
    observations,
    decisions,
  };
  for (let turns = 0; turns < 500; turns += 1) {
    const step = policy.next(state);
    if (step.kind === "done") return state;
    if (step.kind === "decide") decisions.push(step.decision);
    else for (const one of step.asks) ask(one);
  }
  throw new Error(`${policy.name} did not come to an end`);
}

/** Verdicts by fix. */
export function verdicts({ decisions }: DecisionState): Record<string, string> {
  return Object.fromEntries(decisions.map(({ fixId, verdict }) => [fixId, verdict]));
}
