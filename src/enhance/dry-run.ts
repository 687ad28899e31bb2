import type { RunOutcome } from "../events/run-event.js";
import { FixApplier } from "../fixes/fix-applier.js";
import { analyze, asker } from "./enhancement-loop.js";
import { summarizeFix } from "./fix-summary.js";
import { summarizeScore } from "./known-results.js";
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
  await journal.write({
    type: "score-start",
    purpose: "baseline",
    spaceId: space.spaceId,
    questions: benchmarks.length,
  });
  const asks = benchmarks.map(
    ({ id }) => ({ configuration: [], benchmarkId: id, purpose: "baseline" }) as const,
  );
  const answers = await asker(context).ask(asks, space, signal);
  const results = answers.map(({ result }) => result);
  progress.begin(results);
  await journal.write({
    type: "score-end",
    purpose: "baseline",
    spaceId: space.spaceId,
    score: summarizeScore(results),
  });

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
