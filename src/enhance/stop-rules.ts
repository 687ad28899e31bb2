import type { RunOutcome } from "../events/run-event.js";

/** What the stop rules look at. Scores are 0 to 1. */
export interface Progress {
  /** Score at the start, then after each loop. */
  readonly scores: readonly number[];
  /** Fixes that the last loop's analysis proposed. */
  readonly proposedInLastLoop: number;
}

export interface StopLimits {
  readonly targetScore: number;
  readonly maxLoops: number;
  readonly minScoreImprovement: number;
}

/** Loops without enough gain after which a run has stalled. */
const stalledLoops = 3;
/** Loops with a falling score after which a run does harm. */
const decliningLoops = 2;

/** Why a run should end now, or undefined to start another loop. Budgets are watched elsewhere, as they can end a loop midway. */
export function stopReason(
  { scores, proposedInLastLoop }: Progress,
  limits: StopLimits,
): RunOutcome | undefined {
  const current = scores.at(-1) ?? 0;
  const loops = scores.length - 1;
  if (current >= limits.targetScore) return "target-reached";
  if (loops === 0) return undefined;
  if (proposedInLastLoop === 0) return "nothing-to-fix";
  if (isDeclining(scores)) return "score-declining";
  if (loops >= stalledLoops && current - (scores.at(-1 - stalledLoops) ?? 0) < limits.minScoreImprovement)
    return "no-improvement";
  return loops >= limits.maxLoops ? "max-loops" : undefined;
}

function isDeclining(scores: readonly number[]): boolean {
  if (scores.length <= decliningLoops) return false;
  return scores
    .slice(-decliningLoops - 1)
    .every((score, index, recent) => index === 0 || score < (recent[index - 1] ?? 0));
}
