import { parseMarker } from "../space/ownership-marker.js";
import { DevSpaces } from "./dev-spaces.js";
import { makeCopy } from "./make-copy.js";
import type { RunContext } from "./run-context.js";
import { dropViews, viewsOf } from "./run-views.js";
import { doneCodec } from "./step-codecs.js";

/** Removes what earlier runs on the same space left behind, and makes the two copies. */
export async function initialiseRun(context: RunContext, signal: AbortSignal): Promise<DevSpaces> {
  const { journal, production, config, cloner, clock, steps } = context;
  if (config.alwaysFreshStart)
    await steps.once({ name: "fresh-start", run: () => removeLeftovers(context, signal), ...doneCodec });
  const working = await makeCopy(context, "dev-working", config.devWorkingSuffix, signal);
  const best = await makeCopy(context, "dev-best", config.devBestSuffix, signal);
  return new DevSpaces({
    working,
    best,
    document: production.document,
    cloner,
    journal,
    steps,
    clock,
    indexingWaitMs: config.indexingWaitMs,
  });
}

async function removeLeftovers(context: RunContext, signal: AbortSignal): Promise<void> {
  const { cloner, client, journal, production, runId } = context;
  const marked = new Set<string>();
  for await (const { id, title, description } of cloner.findOwned(production.id, { signal })) {
    const marker = parseMarker(description);
    if (!marker || marker.runId === runId) continue;
    marked.add(marker.runId);
    await journal.write({ type: "intent", action: "trash-space", target: id });
    client.writeScope.add(id);
    await cloner.trash(id, { signal });
    await journal.write({ type: "space-removed", spaceId: id, title, why: "fresh-start" });
  }
  for (const state of await context.readEarlierRuns(marked)) {
    if (viewsOf(state).length > 0)
      await dropViews({ ...context, state }, { neededBy: [production.document], signal });
  }
}
