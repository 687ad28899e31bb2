import { GenieClient } from "../genie/genie-client.js";
import { noWrites } from "../genie/write-scope.js";
import { parseMarker } from "../space/ownership-marker.js";
import { SpaceCloner } from "../space/space-cloner.js";
import type { Cancellable } from "../util/cancellable.js";
import { latestJournals } from "./earlier-journals.js";
import { earlierRuns } from "./earlier-runs.js";
import type { RunPorts } from "./prepare-run.js";
import { runAtWork } from "./run-lock.js";
import type { RunState } from "./run-state.js";
import { existingViews } from "./run-views.js";

/**
 * Why something is taken for left behind. `interrupted`: its run has no end and nobody works on it; it can go on.
 * `ended`: its run has ended without a need for it. `unknown-run`: the store has no journal of its run, which may be
 * in another store.
 */
export type OrphanReason = "interrupted" | "ended" | "unknown-run";

/** What a dead run left. Remove it with `cleanup(runId)`. */
export type Orphan = { readonly runId: string; readonly why: OrphanReason } & (
  | { readonly kind: "space"; readonly spaceId: string; readonly title: string }
  | { readonly kind: "view"; readonly name: string }
);

/**
 * Lists what dead runs on a production space left behind. What belongs to a run at work, or to a result that is kept
 * or awaits its decision, is nobody's orphan; nor is a view that production refers to.
 */
export async function findOrphans(ports: RunPorts, { signal }: Cancellable = {}): Promise<readonly Orphan[]> {
  const { config, connection, store } = ports;
  const atWork = await runAtWork(ports, config.spaceId);
  const cloner = new SpaceCloner({
    client: new GenieClient({ connection, writeScope: noWrites }),
    clock: connection.clock,
  });
  const { spaceId } = config;
  const copies: { readonly id: string; readonly title: string; readonly runId: string }[] = [];
  for await (const { id, title, description } of cloner.findOwned(spaceId, { signal })) {
    const runId = parseMarker(description)?.runId;
    if (runId !== undefined) copies.push({ id, title, runId });
  }
  const { journals: latest } = await latestJournals(store, { spaceId });
  const marked = copies.map(({ runId }) => runId);
  const states = await earlierRuns(store, { spaceId, latest, marked });
  const runs = new Map(states.map((state) => [state.runId, state]));
  const orphans: Orphan[] = [];
  for (const { id, title, runId } of copies) {
    const why = runId === atWork ? undefined : reasonOf(runs.get(runId));
    if (why) orphans.push({ kind: "space", runId, why, spaceId: id, title });
  }
  const { document } = await cloner.exportSpace(spaceId, { signal });
  const inUse = new Set(document.sources.map(({ identifier }) => identifier.toLowerCase()));
  for (const state of runs.values()) {
    const why = state.runId === atWork ? undefined : reasonOf(state);
    if (!why) continue;
    for (const name of await existingViews({ connection, config, state }, { signal })) {
      if (!inUse.has(name.toLowerCase())) orphans.push({ kind: "view", runId: state.runId, why, name });
    }
  }
  return orphans;
}

function reasonOf(state: RunState | undefined): OrphanReason | undefined {
  if (!state) return "unknown-run";
  switch (state.disposition) {
    case undefined:
      return "interrupted";
    case "promoted":
    case "discarded":
      return "ended";
    case "kept":
    case "awaiting-decision":
      return undefined;
  }
}
