import type { RunStore } from "../runs/run-store.js";
import { type EarlierJournal, journalsOf } from "./earlier-journals.js";
import { type RunState, runStateOf } from "./run-state.js";

/**
 * What the latest journals of a production space say of their runs, and those of older runs whose marker was found on a
 * space. One whose journal cannot be read is passed over: what it left is found by its marker.
 */
export async function earlierRuns(
  store: RunStore,
  {
    spaceId,
    latest,
    marked,
  }: {
    readonly spaceId: string;
    readonly latest: readonly EarlierJournal[];
    /** Runs that the markers of spaces name, which may be older than the latest. */
    readonly marked: Iterable<string>;
  },
): Promise<readonly RunState[]> {
  const known = new Set(latest.map(({ runId }) => runId));
  const older = await journalsOf(
    store,
    spaceId,
    [...new Set(marked)].filter((runId) => !known.has(runId)),
  );
  return [...older, ...latest].map(({ runId, entries }) => runStateOf(runId, entries));
}
