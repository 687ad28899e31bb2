import type { RunSummary } from "../events/run-event.js";
import type { GainSummary, NamedQuestion, RunFigures } from "../events/run-figures.js";
import type { ScoreSummary } from "../events/score-summary.js";
import { shortened } from "../util/shortened.js";
import { percent, signedPercent } from "./format.js";

/** Questions, or fixes, that a line names before it only counts the rest. */
const namedAtMost = 5;

/** How far a run's result can be trusted, one statement on each line. */
export function figureLines(summary: RunSummary): readonly string[] {
  const { figures } = summary;
  if (summary.outcome === "dry-run") return [];
  return [
    `Improvement: ${gainText(figures.improvement)} for questions like these; ${noiseText(figures)}`,
    `Fixes: ${verdictsText(figures)}`,
    ...(summary.undecided.length > 0
      ? [
          `Left undecided: ${listed(
            summary.undecided.map(({ description }) => description),
            "fix",
            "fixes",
          )}`,
        ]
      : []),
    ...questionsLine("Answers vary from ask to ask", figures.flaky),
    ...questionsLine("Answers varied in earlier runs too, or from run to run", figures.flakyBefore),
    ...questionsLine("Not asked again with all kept fixes", figures.unasked),
    ...(figures.emptyAsks > 0
      ? [`Without an answer: ${figures.emptyAsks} of the asks; none of them is counted`]
      : []),
    ...(figures.canaryAsks > 0
      ? [`Asked only to see fixes take effect: ${figures.canaryAsks} questions; none of them is counted`]
      : []),
    ...(figures.recalled > 0
      ? [`Known from earlier runs and not asked again: ${figures.recalled} answers`]
      : []),
    holdoutLine(summary),
    ...(summary.paraphrases ? [`In other words: ${summary.paraphrases.wording}`] : []),
  ];
}

/** "12 of 20 = 60.0% (95 %: 38.7% to 78.1%)". */
export function scoreInterval({ value, passed, failed, low, high }: ScoreSummary): string {
  return `${passed} of ${passed + failed} = ${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`;
}

/** "+20.0% (95 %: +4.1% to +35.0%)". */
function gainText({ difference, low, high }: GainSummary): string {
  return `${signedPercent(difference)} (95 %: ${signedPercent(low)} to ${signedPercent(high)})`;
}

function noiseText({ improvement, noise }: RunFigures): string {
  const { noticeable, pairs } = noise;
  const basis = pairs > 0 ? `${pairs} questions asked again` : "no question asked again";
  const verdict = Math.abs(improvement.difference) > noticeable ? "more than" : "within";
  return `${verdict} the ± ${percent(noticeable)} by which two scores of this benchmark differ by chance (from ${basis})`;
}

function verdictsText({ verdicts, expectedFalseAccepts }: RunFigures): string {
  const counts = Object.entries(verdicts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`);
  if (verdicts.accepted === 0) return counts.join(", ") || "none was tried";
  const luck =
    expectedFalseAccepts === undefined
      ? "this policy does not bound how many accepted ones are luck"
      : `${expectedFalseAccepts.toFixed(2)} accepted ones are expected to be luck, on the high side`;
  return `${counts.join(", ")}; ${luck}`;
}

/** Looks after which held-out questions are not unseen any more: each one may have changed what was tried next. */
const manyLooks = 5;

function holdoutLine({ holdout: { status, benchmarkIds, gain, wording, note, looks } }: RunSummary): string {
  if (status === "none") return `Held out: ${note}`;
  const questions = `${benchmarkIds.length} ${benchmarkIds.length === 1 ? "question" : "questions"}`;
  return `Held out: ${questions}, ${gain ? `${gainText(gain)}: ` : ""}${wording}${looks > manyLooks ? `; ${looks} runs have looked at them by now: hold out others, or add questions` : ""}`;
}

function questionsLine(title: string, questions: readonly NamedQuestion[]): readonly string[] {
  if (questions.length === 0) return [];
  const names = questions.map(({ question }) => `"${shortened(question)}"`);
  return [`${title}: ${listed(names, "question", "questions")}`];
}

function listed(names: readonly string[], one: string, many: string): string {
  const rest = names.length - namedAtMost;
  const shown = names.slice(0, namedAtMost).join(", ");
  return `${names.length} ${names.length === 1 ? one : many}: ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}
