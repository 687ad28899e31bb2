import { GenieClient } from "../genie/genie-client.js";
import { noWrites } from "../genie/write-scope.js";
import { parseMarker } from "../space/ownership-marker.js";
import { SpaceCloner } from "../space/space-cloner.js";
import { journalOf } from "./decide-run.js";
import type { RunPorts } from "./prepare-run.js";
import { underRunLock } from "./run-lock.js";
import { type RunState, runStateOf } from "./run-state.js";
import { dropViews } from "./run-views.js";
import { documentIfThere, removeSpaces } from "./settle-run.js";

/** What was removed. */
export interface CleanupReport {
  /** Ids of the spaces that were moved to the trash. */
  readonly spaces: readonly string[];
  /** Names of the views that were dropped. */
  readonly views: readonly string[];
}

/**
 * Removes every space and view that a run created, and nothing else: those in its journal, and those that carry its
 * marker because it died before it could note them. Views that production refers to are kept.
 */
export async function cleanUp(ports: RunPorts, runId: string, caller: AbortSignal): Promise<CleanupReport> {
  caller.throwIfAborted();
  const { config, connection, store } = ports;
  return underRunLock(ports, { spaceId: config.spaceId, runId, signal: caller }, async ({ signal }) => {
    const known = runStateOf(runId, await store.read(runId));
    const cloner = new SpaceCloner({
      client: new GenieClient({ connection, writeScope: noWrites }),
      clock: connection.clock,
    });
    const state = { ...known, spaces: await spacesOf(known, cloner, config.spaceId, signal) };
    const journal = journalOf(ports, known);
    try {
      const neededBy = await documentIfThere(connection, config.spaceId, signal);
      const run = { connection, config, state };
      // A store that knows nothing of the run is left so: its journal may be elsewhere.
      const noted = known.lastSequence > 0 ? journal : undefined;
      const views = await dropViews(run, { neededBy, journal: noted, signal });
      await removeSpaces({ connection, journal: noted, state, signal }, "cleanup");
      const spaces = state.spaces.map(({ spaceId }) => spaceId);
      await noted?.write({ type: "cleanup-end", spaces, views });
      return { spaces, views };
    } finally {
      await journal.close();
    }
  });
}

async function spacesOf(
  { runId, spaces }: RunState,
  cloner: SpaceCloner,
  productionId: string,
  signal: AbortSignal,
): Promise<RunState["spaces"]> {
  const found = new Map(spaces.map((space) => [space.spaceId, space]));
  for await (const { id, title, description } of cloner.findOwned(productionId, { signal })) {
    const marker = parseMarker(description);
    if (marker?.runId === runId) found.set(id, { role: marker.role, spaceId: id, title });
  }
  found.delete(productionId);
  return [...found.values()];
}
