import type { RunStore } from "../runs/run-store.js";
import { earlierJournals } from "./earlier-journals.js";
import { type RunState, runStateOf } from "./run-state.js";

/**
 * The latest runs on a production space that a store knows, oldest first. One whose journal cannot be read is passed
 * over: what it left is found by its marker.
 */
export async function earlierRuns(
  store: RunStore,
  scope: { readonly spaceId: string; readonly except?: string | undefined },
): Promise<readonly RunState[]> {
  return (await earlierJournals(store, scope)).map(({ runId, entries }) => runStateOf(runId, entries));
}
