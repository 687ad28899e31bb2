import type { DecidedFix, Disposition, RunSummary } from "../events/run-event.js";
import { figureLines } from "./figure-lines.js";
import { durationText, percent, scoreText, signedPercent } from "./format.js";

/** The result of a run as Markdown: scores with their intervals, every fix kept or rolled back and why, cost. */
export function renderMarkdownSummary(summary: RunSummary, disposition: Disposition): string {
  const kept = summary.decided.filter(({ isKept }) => isKept);
  const rolledBack = summary.decided.filter(({ isKept }) => !isKept);
  const { initialScore, finalScore, usage, undecided } = summary;
  return [
    `# Genie space ${summary.spaceId}: ${signedPercent(summary.improvement)}`,
    "",
    `Run \`${summary.runId}\`, policy ${summary.policy}, ended as **${summary.outcome}**; the result is **${disposition}**.`,
    "",
    "| | score | 95 % interval |",
    "|---|---|---|",
    `| initial | ${scoreText(initialScore)} | ${percent(initialScore.low)} to ${percent(initialScore.high)} |`,
    `| final | ${scoreText(finalScore)} | ${percent(finalScore.low)} to ${percent(finalScore.high)} |`,
    "",
    `${summary.loops} ${summary.loops === 1 ? "loop" : "loops"} in ${durationText(summary.durationMs)}; ${usage.questionsAsked} questions asked, ${usage.llmCalls} LLM calls, ${usage.inputTokens + usage.outputTokens} tokens.`,
    "",
    "## How sure this is",
    "",
    ...figureLines(summary).map((line) => `- ${inline(line)}`),
    "",
    ...section("Kept", kept),
    ...section("Rolled back", rolledBack),
    ...(undecided.length > 0
      ? ["## Left undecided", "", ...undecided.map(({ description }) => `- ${inline(description)}`), ""]
      : []),
    "## Spaces",
    "",
    ...summary.spaces.map(({ role, spaceId, title }) => `- ${role}: ${inline(title)} (\`${spaceId}\`)`),
    "",
  ].join("\n");
}

function section(title: string, decided: readonly DecidedFix[]): readonly string[] {
  const rows = decided.map(
    ({ fix, loop, verdict, reason }) =>
      `| ${loop} | ${fix.category} | ${inline(fix.description)} | ${verdict}: ${inline(reason)} |`,
  );
  const table =
    rows.length > 0 ? ["| loop | category | fix | why |", "|---|---|---|---|", ...rows] : ["None."];
  return [`## ${title}`, "", ...table, ""];
}

/** Text from outside on one table row: no line break, no cell border, no markup. */
function inline(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_|<>[\]]/g, "\\$&");
}
