import type { RunOutcome } from "../events/run-event.js";
import { FixApplier } from "../fixes/fix-applier.js";
import { analyze } from "./enhancement-loop.js";
import { summarizeFix } from "./fix-summary.js";
import { recallAnswers } from "./recall-answers.js";
import type { RunContext } from "./run-context.js";
import type { RunProgress } from "./run-progress.js";

/**
 * Asks production itself, proposes fixes, and tells what each would change. Creates nothing and changes
 * nothing; the questions asked show up in the space's history of conversations.
 */
export async function runDry(
  context: RunContext,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { journal, production, benchmarks, catalog, client, registry, documentIdsFor } = context;
  const space = { role: "production", spaceId: production.id, title: production.title } as const;
  const results = await recallAnswers(context, {
    purpose: "baseline",
    benchmarks,
    configuration: [],
    space,
    spaces: { hashOf: () => production.document.hash },
    signal,
  });
  progress.begin(results);
  const report = await analyze(context, production.document, 1, progress.position, signal);
  const identifiers = production.document.sources.map(({ identifier }) => identifier);
  const applier = new FixApplier({
    client,
    registry,
    newId: documentIdsFor("preview"),
    catalog: await catalog.describe(identifiers, { signal }),
  });
  for (const [index, fix] of report.fixes.entries()) {
    await journal.write({
      type: "fix-start",
      loop: 1,
      fix: summarizeFix(fix, registry),
      index: index + 1,
      total: report.fixes.length,
    });
    const preview = applier.preview(fix, production.document);
    const changes =
      preview.status === "applied"
        ? preview.summary
        : preview.status === "no-change"
          ? [`changes nothing: ${preview.reason}`]
          : preview.problems.map(({ path, message }) => `cannot be applied: ${path} ${message}`);
    await journal.write({ type: "fix-applied", fixId: fix.id, role: "production", isPreview: true, changes });
  }
  return "dry-run";
}
