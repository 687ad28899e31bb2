import type { QuestionEvidence } from "./acceptance-policy.js";

/**
 * What was seen of a fix, for people: `fixes q12 (control 0/2, candidate 3/3); breaks none of 54 checked`. The
 * counts are right answers of all answers, without the fix and with it.
 */
export function evidenceText(
  gains: readonly QuestionEvidence[],
  losses: readonly QuestionEvidence[],
  checked: number,
): string {
  const gained = gains.length === 0 ? "fixes nothing" : `fixes ${gains.map(countsText).join(", ")}`;
  if (checked === 0 && losses.length === 0) return gained;
  const harm = losses.length === 0 ? "none" : losses.map(countsText).join(", ");
  return `${gained}; breaks ${harm} of ${checked} checked`;
}

/** `q12 (control 0/2, candidate 3/3)`. */
function countsText({ benchmarkId, control, candidate }: QuestionEvidence): string {
  const counts = ({ pass, fail }: { readonly pass: number; readonly fail: number }) =>
    `${pass}/${pass + fail}`;
  return `${benchmarkId} (control ${counts(control)}, candidate ${counts(candidate)})`;
}

/** Ids of questions, separated by commas. */
export function idsText(evidence: readonly QuestionEvidence[]): string {
  return evidence.map(({ benchmarkId }) => benchmarkId).join(", ");
}
