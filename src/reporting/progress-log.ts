import type { EventFixCategory, RunEvent, RunSummary } from "../events/run-event.js";
import { durationText, percent, scoreText, signedPercent } from "./format.js";

const heavy = "═".repeat(79);
const light = "─".repeat(79);

const phaseNames: Readonly<Record<EventFixCategory, string>> = {
  metric_views: "METRIC VIEWS",
  metadata: "METADATA",
  sample_queries: "SAMPLE QUERIES",
  instructions: "INSTRUCTIONS",
};

/** The lines with which the progress log tells of an event; empty for events that it leaves out. */
export function progressLines(event: RunEvent): readonly string[] {
  switch (event.type) {
    case "run-start":
      return [
        `Run ${event.runId}: "${event.title}", ${event.benchmarks} benchmarks, policy ${event.policy}${event.isDryRun ? ", dry run" : ""}`,
      ];
    case "loop-start":
      return [heavy, `LOOP ${event.loop} - STARTING`, heavy, ""];
    case "space-removed":
      return [`  → Removed: ${event.title} (space_id: ${event.spaceId})`];
    case "space-created":
      return [
        ...(event.role === "dev-working" ? ["[INIT] Cloning production space..."] : []),
        `  → Created: ${event.title} (space_id: ${event.spaceId})`,
      ];
    case "score-end":
      return event.purpose === "baseline" ? [`  → Initial score: ${scoreText(event.score)}`, ""] : [];
    case "analysis-end": {
      const count = Object.values(event.fixes).reduce((sum, fixes) => sum + fixes, 0);
      return [`[ANALYSIS] ${count} fixes proposed, ${event.dropped} dropped`, ""];
    }
    case "fix-dropped":
      return [`  → Dropped ${event.fixType}: ${event.reason}`];
    case "fix-conflict":
      return [`  → Contradiction between ${event.fixIds.join(" and ")}: ${event.reason}`];
    case "outage-start":
      return [`  ⏸ The workspace does not answer; waiting until it is back: ${event.reason}`];
    case "outage-end":
      return [`  ▶ The workspace is back after ${durationText(event.durationMs)}`];
    case "phase-start":
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
      return [`  → Waiting ${Math.round(event.waitMs / 1000)}s for indexing...`, "  → Scoring benchmarks..."];
    case "fix-end":
      return [...fixEndLines(event), ""];
    case "loop-end":
      return [];
    case "promotion-end":
      return [`Production now holds the improved document (space_id: ${event.spaceId})`];
    case "promotion-reverted":
      return [`Production is back at the document it had before (space_id: ${event.spaceId})`];
    case "run-end":
      return [...summaryLines(event.summary), `Result: ${event.summary.outcome}, ${event.disposition}`];
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

function summaryLines(summary: RunSummary): readonly string[] {
  return [
    heavy,
    `LOOP ${summary.loops} - COMPLETE`,
    heavy,
    "",
    `Initial score:  ${percent(summary.initialScore.value)}`,
    `Final score:    ${percent(summary.finalScore.value)}`,
    `Improvement:    ${signedPercent(summary.improvement)}`,
    `Duration:       ${durationText(summary.durationMs)}`,
    "",
  ];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
