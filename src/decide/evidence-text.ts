import type { QuestionEvidence } from "./acceptance-policy.js";
import type { NameOf } from "./question-names.js";

/**
 * What was seen of a fix, for people: `fixes q12 (control 0/2, candidate 3/3); breaks none of 54 checked`. The
 * counts are right answers of all answers, without the fix and with it.
 */
export function evidenceText(
  gains: readonly QuestionEvidence[],
  losses: readonly QuestionEvidence[],
  checked: number,
  nameOf: NameOf = (id) => id,
): string {
  const countsText = (evidence: QuestionEvidence) => `${nameOf(evidence.benchmarkId)} ${counts(evidence)}`;
  const gained = gains.length === 0 ? "fixes nothing" : `fixes ${gains.map(countsText).join(", ")}`;
  if (checked === 0 && losses.length === 0) return gained;
  const harm = losses.length === 0 ? "none" : losses.map(countsText).join(", ");
  return `${gained}; breaks ${harm} of ${checked} checked`;
}

/** `(control 0/2, candidate 3/3)`. */
function counts({ control, candidate }: QuestionEvidence): string {
  const share = ({ pass, fail }: { readonly pass: number; readonly fail: number }) =>
    `${pass}/${pass + fail}`;
  return `(control ${share(control)}, candidate ${share(candidate)})`;
}

/** Names of questions, separated by commas. */
export function namesText(
  questions: readonly Pick<QuestionEvidence, "benchmarkId">[],
  nameOf: NameOf,
): string {
  return questions.map(({ benchmarkId }) => nameOf(benchmarkId)).join(", ");
}
