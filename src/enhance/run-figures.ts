import type {
  Configuration,
  Decision,
  DecisionState,
  DecisionVerdict,
  Observation,
} from "../decide/acceptance-policy.js";
import { summarizeDecisions } from "../decide/decision-summary.js";
import { ObservationIndex } from "../decide/observation-index.js";
import { acceptedFixes } from "../decide/observation-log.js";
import type { NamedQuestion, RunFigures } from "../events/run-figures.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { pairedImprovement, pairOutcomes, runNoise } from "../scoring/improvement.js";
import { outcomeOf } from "./decision-log.js";
import type { EarlierJournal } from "./earlier-journals.js";
import { varyingAnswers } from "./past-answers.js";

export interface FiguresSource {
  /** The run's journal. */
  readonly entries: readonly JournalEntry[];
  readonly earlier: readonly EarlierJournal[];
  readonly initial: readonly BenchmarkResult[];
  readonly final: readonly BenchmarkResult[];
}

/** How far a run can be trusted, read out of its journal. */
export function runFigures({ entries, earlier, initial, final }: FiguresSource): RunFigures {
  const { state, changed } = decidedIn(entries);
  const { verdicts, expectedFalseAccepts, flaky, unasked, emptyAsks, asks } = summarizeDecisions(state);
  const questions = new Map(initial.map(({ benchmarkId, question }) => [benchmarkId, question]));
  const named = (ids: readonly string[]): readonly NamedQuestion[] =>
    ids.map((benchmarkId) => ({ benchmarkId, question: questions.get(benchmarkId) ?? benchmarkId }));
  const before = varyingAnswers([...earlier.map((journal) => journal.entries), entries]);
  const unchanged = unchangedPairs(state, changed);
  return {
    improvement: pairedImprovement(pairOutcomes(initial, final)),
    noise: {
      ...runNoise(unchanged, state.benchmarks.length),
      pairs: unchanged.bothRight + unchanged.fixed + unchanged.broken + unchanged.bothWrong,
    },
    verdicts,
    expectedFalseAccepts,
    flaky: named(flaky),
    flakyBefore: named(before.filter((id) => questions.has(id) && !flaky.includes(id))),
    unasked: named(unasked),
    emptyAsks,
    asks,
    recalled: entries.filter((entry) => entry.type === "question-end" && entry.observedAt).length,
  };
}

interface DecidedRun {
  /** All loops as one, with configurations counted from the document that the run began with. */
  readonly state: DecisionState;
  /** Questions that a kept fix was found to change. */
  readonly changed: ReadonlySet<string>;
}

const verdictNames: readonly DecisionVerdict[] = [
  "accepted",
  "rejected",
  "inconclusive",
  "redundant",
  "leaky",
  "skipped",
];

function decidedIn(entries: readonly JournalEntry[]): DecidedRun {
  const benchmarks = new Map<string, DecisionState["benchmarks"][number]>();
  const observations: Observation[] = [];
  const decisions: Decision[] = [];
  const changed = new Set<string>();
  let before: Configuration = [];
  for (const entry of entries) {
    if (entry.type === "loop-start") {
      before = decisions.filter(({ verdict }) => verdict === "accepted").map(({ fixId }) => fixId);
    } else if (entry.type === "question-end") {
      const { benchmarkId, verdict, purpose } = entry;
      if (purpose === "holdout" || purpose === "paraphrase" || verdict === "invalid") continue;
      if (purpose === "baseline") benchmarks.set(benchmarkId, { id: benchmarkId, isProtected: false });
      const configuration = [...before, ...entry.configuration];
      observations.push({
        configuration,
        benchmarkId,
        purpose: purpose === "baseline" || purpose === "confirm" ? purpose : "score",
        outcome: outcomeOf(verdict),
      });
    } else if (entry.type === "fix-end") {
      const { fix, reason, bestScore, chanceBound } = entry;
      const verdict = verdictNames.find((name) => name === entry.verdict) ?? "rejected";
      decisions.push({ fixId: fix.fixId, verdict, reason, bestScore, chanceBound, gains: [], losses: [] });
      if (entry.isKept) for (const id of [...entry.gains, ...entry.losses]) changed.add(id);
    }
  }
  return { state: { benchmarks: [...benchmarks.values()], fixes: [], observations, decisions }, changed };
}

/** First answers at the start and at the end of the questions that no kept fix was found to change. */
function unchangedPairs(state: DecisionState, changed: ReadonlySet<string>) {
  const accepted = acceptedFixes(state);
  const index = ObservationIndex.of(state.observations);
  const asked =
    accepted.length === 0
      ? []
      : state.benchmarks.filter(({ id }) => !changed.has(id) && index.of(accepted, id).outcomes.length > 0);
  const first = (configuration: Configuration) =>
    asked.flatMap(({ id }) => {
      const [outcome] = index.of(configuration, id).outcomes;
      return outcome === "pass" || outcome === "fail" ? [{ benchmarkId: id, verdict: outcome }] : [];
    });
  return pairOutcomes(first([]), first(accepted));
}
