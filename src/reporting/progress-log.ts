import type { Disposition, FixCategory, RunEvent, RunSummary } from "../events/run-event.js";
import { figureLines, scoreInterval } from "./figure-lines.js";
import { durationText, percent, plural, scoreText, signedPercent } from "./format.js";

const heavy = "═".repeat(79);
const light = "─".repeat(79);

const phaseNames: Readonly<Record<FixCategory, string>> = {
  metric_views: "METRIC VIEWS",
  metadata: "METADATA",
  sample_queries: "SAMPLE QUERIES",
  instructions: "INSTRUCTIONS",
};

/**
 * The lines with which the progress log tells of an event; empty for events that it leaves out. A first line names the
 * run and a last one its result; what is between them is the verbose log of plan B, with a line more where something
 * happens that the plan does not foresee.
 */
export function progressLines(event: RunEvent): readonly string[] {
  switch (event.type) {
    case "run-start":
      return [
        `Run ${event.runId}: "${event.title}", ${event.benchmarks} benchmarks, policy ${event.policy}${event.isDryRun ? ", dry run" : ""}`,
        ...(event.heldOut > 0 ? [event.holdoutNote] : []),
        // The first loop begins with the copies, which are made before anything is known of its score.
        ...(event.isDryRun ? [] : [...loopHeading(1, "STARTING"), "[INIT] Cloning production space..."]),
      ];
    case "loop-start":
      return event.loop === 1 ? [] : loopHeading(event.loop, "STARTING");
    case "space-removed":
      return [`  → Removed: ${event.title} (space_id: ${event.spaceId})`];
    case "space-created":
      return [`  → Created: ${event.title} (space_id: ${event.spaceId})`];
    case "score-start":
      return event.recalled > 0 ? [`  → ${event.recalled} answers are known from earlier runs`] : [];
    case "score-end":
      return event.purpose === "baseline" ? [`  → Initial score: ${scoreText(event.score)}`, ""] : [];
    case "analysis-end": {
      if (event.dropped === 0) return [];
      const count = Object.values(event.fixes).reduce((sum, fixes) => sum + fixes, 0);
      return [`[ANALYSIS] ${count} fixes proposed, ${event.dropped} dropped`, ""];
    }
    case "fix-dropped":
      return [`  → Dropped ${event.fixType}: ${event.reason}`];
    case "fix-conflict":
      return [`  → Contradiction between "${event.descriptions.join('" and "')}": ${event.reason}`];
    case "outage-start":
      return [`  ⏸ The workspace does not answer; waiting until it is back: ${event.reason}`];
    case "outage-end":
      return [`  ▶ The workspace is back after ${durationText(event.durationMs)}`];
    case "phase-start":
      if (event.fixes === 0) return [`No ${event.category} fixes to apply`, ""];
      return [
        light,
        `PHASE ${event.phase}: ${phaseNames[event.category]} (${event.fixes} ${event.fixes === 1 ? "fix" : "fixes"})`,
        light,
        "",
      ];
    case "fix-start":
      return [`[${event.index}/${event.total}] ${event.fix.description}`];
    case "fix-applied":
      return event.isPreview
        ? [...event.changes.map((change) => `  → ${change}`), ""]
        : ["  → Applied to dev-working"];
    case "indexing-start":
      return event.canary === undefined
        ? [`  → Waiting ${Math.round(event.waitMs / 1000)}s for indexing...`]
        : [
            `  → Waiting for indexing, ${Math.round(event.waitMs / 1000)}s at the most (canary ${event.canary})...`,
          ];
    case "indexing-end":
      return [
        ...(event.canary === undefined
          ? []
          : [`  → Live after ${Math.round(event.durationMs / 1000)}s (canary ${event.canary})`]),
        "  → Scoring benchmarks...",
      ];
    case "fix-end":
      return [...fixEndLines(event), ""];
    case "loop-end":
      return [...loopHeading(event.loop, "COMPLETE"), ...loopResult(event)];
    case "decision-start":
      return [
        "What would you like to do?",
        "  [1] Promote dev-best to production",
        "  [2] Keep all spaces for review",
        "  [3] Run another loop",
        "",
      ];
    case "promotion-end":
      return [`Production now holds the improved document (space_id: ${event.spaceId})`];
    case "promotion-reverted":
      return [`Production is back at the document it had before (space_id: ${event.spaceId})`];
    case "run-end":
      return [...summaryLines(event.summary), resultLine(event.summary, event.disposition)];
    case "warning":
      return [`WARNING (${event.source}): ${event.message}`];
    default:
      return [];
  }
}

function fixEndLines(event: Extract<RunEvent, { type: "fix-end" }>): readonly string[] {
  return event.isDecidedTogether ? [event.fix.description, ...decisionLines(event)] : decisionLines(event);
}

function decisionLines(event: Extract<RunEvent, { type: "fix-end" }>): readonly string[] {
  const measured = event.score
    ? [`  → New score: ${scoreText(event.score)}`]
    : [`  → ${sentence(event.reason)}`];
  if (event.isKept)
    return [...measured, `  → ✅ IMPROVED! Updating dev-best. Best score: ${percent(event.bestScore)}`];
  if (event.verdict === "skipped") return [`  → Skipped. ${sentence(event.reason)}`];
  return [...measured, "  → ⏪ NO IMPROVEMENT. Rolling back to dev-best."];
}

function loopHeading(loop: number, state: "STARTING" | "COMPLETE"): readonly string[] {
  return [heavy, `LOOP ${loop} - ${state}`, heavy, ""];
}

function loopResult({
  score,
  delta,
  durationMs,
}: Extract<RunEvent, { type: "loop-end" }>): readonly string[] {
  return [
    `Initial score:  ${percent(withoutRounding(score.value - delta))}`,
    `Final score:    ${percent(score.value)}`,
    `Improvement:    ${signedPercent(delta)}`,
    `Duration:       ${durationText(durationMs)}`,
    "",
  ];
}

/** A difference as it would be if numbers were exact, so that it is shown like the value that it stands for. */
function withoutRounding(difference: number): number {
  return Number(difference.toFixed(12));
}

/** How sure the scores are, where something was scored. */
function summaryLines(summary: RunSummary): readonly string[] {
  const { initialScore, finalScore } = summary;
  if (initialScore.passed + initialScore.failed === 0) return [];
  return [
    `Initial score: ${scoreInterval(initialScore)}`,
    `Final score: ${scoreInterval(finalScore)}`,
    ...figureLines(summary),
    "",
  ];
}

function resultLine(summary: RunSummary, disposition: Disposition): string {
  const { outcome, initialScore, finalScore, improvement, loops, durationMs } = summary;
  const result = `Result: ${outcome}, ${disposition}`;
  if (initialScore.passed + initialScore.failed === 0) return result;
  const gain = `${percent(initialScore.value)} → ${percent(finalScore.value)} (${signedPercent(improvement)})`;
  return `${result}; ${gain} in ${plural(loops, "loop")} and ${durationText(durationMs)}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
