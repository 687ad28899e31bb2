import type { RunStore } from "../runs/run-store.js";
import { type RunState, runStateOf } from "./run-state.js";

/** Journals of long runs are large, and a run that left something behind is seldom far back. */
const maxRuns = 20;

/**
 * The latest runs on a production space that a store knows, oldest first. One whose journal cannot be read is passed
 * over: what it left is found by its marker.
 */
export async function earlierRuns(
  store: RunStore,
  { spaceId, except }: { readonly spaceId: string; readonly except?: string | undefined },
): Promise<readonly RunState[]> {
  const ids = (await store.list()).filter((id) => id !== except).slice(-maxRuns);
  const states: RunState[] = [];
  for (const id of ids) {
    const state = await stateOf(store, id);
    if (state?.backup?.id === spaceId) states.push(state);
  }
  return states;
}

async function stateOf(store: RunStore, runId: string): Promise<RunState | undefined> {
  try {
    return runStateOf(runId, await store.read(runId));
  } catch {
    return undefined;
  }
}
