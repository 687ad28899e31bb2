import type { Benchmark } from "../benchmarks/benchmark.js";
import type { RunEventOf } from "../events/run-event.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { canonicalJson, isPlainObject } from "../util/json.js";
import { readResult } from "./ask-outcome.js";
import type { EarlierJournal } from "./earlier-journals.js";

/** An answer that an earlier run got from the same document. */
export interface PastAnswer {
  readonly result: BenchmarkResult;
  /** ISO 8601, UTC. */
  readonly observedAt: string;
}

export interface PastAnswersWanted {
  /** Of the document that is to be asked. */
  readonly documentHash: string;
  readonly benchmarks: readonly Benchmark[];
  /** Milliseconds since the Unix epoch; what is older does not count. */
  readonly since: number;
  /** How verdicts are come to now: runs that judged otherwise do not count. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Settings on which a verdict depends, by their names in the journal. */
const judging = ["judge", "promptVersion", "warehouseId"] as const;

/**
 * Right and wrong answers that earlier runs got to the same questions from the same document, by benchmark id. Of
 * several the first of the latest run: the later ones of a run were asked for a reason.
 */
export function pastAnswers(
  journals: readonly EarlierJournal[],
  { documentHash, benchmarks, since, settings }: PastAnswersWanted,
): ReadonlyMap<string, PastAnswer> {
  const byId = new Map(benchmarks.map((benchmark) => [benchmark.id, benchmark]));
  const found = new Map<string, PastAnswer>();
  for (const { entries } of journals) {
    const judged = entries.find((entry) => entry.type === "settings");
    if (judged?.type !== "settings" || judging.some((name) => judged.hashes[name] !== settings[name]))
      continue;
    const ofRun = new Map<string, PastAnswer>();
    const results = resultsByMessage(entries);
    for (const entry of entries) {
      if (entry.type !== "question-end" || ofRun.has(entry.benchmarkId)) continue;
      const result = results.get(entry.messageId ?? "");
      const benchmark = byId.get(entry.benchmarkId);
      if (!result || !benchmark || !isUsable(entry, documentHash, since) || !asksTheSame(benchmark, result))
        continue;
      ofRun.set(entry.benchmarkId, { result, observedAt: entry.timestamp });
    }
    for (const [id, answer] of ofRun) found.set(id, answer);
  }
  return found;
}

/** Benchmarks that one and the same document answered right at one time and wrong at another, over all these runs. */
export function varyingAnswers(journals: readonly (readonly JournalEntry[])[]): readonly string[] {
  const seen = new Map<string, string>();
  const varying = new Set<string>();
  for (const entry of journals.flat()) {
    if (entry.type !== "question-end" || entry.documentHash === undefined || !isDecided(entry)) continue;
    const key = `${entry.documentHash} ${entry.benchmarkId}`;
    if ((seen.get(key) ?? entry.verdict) !== entry.verdict) varying.add(entry.benchmarkId);
    seen.set(key, entry.verdict);
  }
  return [...varying];
}

function isUsable(entry: RunEventOf<"question-end">, documentHash: string, since: number): boolean {
  return (
    entry.documentHash === documentHash &&
    isDecided(entry) &&
    // An answer that was taken over from an earlier run is found there.
    entry.observedAt === undefined &&
    Date.parse(entry.timestamp) >= since
  );
}

function isDecided({ verdict }: RunEventOf<"question-end">): boolean {
  return verdict === "pass" || verdict === "fail";
}

function asksTheSame(benchmark: Benchmark, result: BenchmarkResult): boolean {
  if (benchmark.question !== result.question || benchmark.expectedSql !== result.expectedSql) return false;
  const { expectedResult } = benchmark;
  return expectedResult === undefined || canonicalJson(expectedResult) === canonicalJson(result.expected);
}

function resultsByMessage(entries: readonly JournalEntry[]): ReadonlyMap<string, BenchmarkResult> {
  const results = new Map<string, BenchmarkResult>();
  for (const entry of entries) {
    if (entry.type !== "step-end" || !entry.step.startsWith("ask:")) continue;
    const { outcome } = entry;
    if (isPlainObject(outcome) && typeof outcome.messageId === "string")
      results.set(outcome.messageId, readResult(outcome));
  }
  return results;
}
