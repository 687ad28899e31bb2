import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunStore } from "../runs/run-store.js";

/** Journals of long runs are large, and what is older than this many runs tells little of a space by now. */
const mostRuns = 20;

export interface EarlierJournal {
  readonly runId: string;
  readonly entries: readonly JournalEntry[];
}

/**
 * The journals of the latest runs on a production space, oldest first, but for the run `except`. One that cannot be
 * read counts as never written: it is worth knowing, but not worth failing for.
 */
export async function earlierJournals(
  store: RunStore,
  { spaceId, except }: { readonly spaceId: string; readonly except?: string | undefined },
): Promise<readonly EarlierJournal[]> {
  const ids = (await store.list()).filter((id) => id !== except).slice(-mostRuns);
  return journalsOf(store, spaceId, ids);
}

/** The journals of those of the runs that worked on a production space. */
export async function journalsOf(
  store: RunStore,
  spaceId: string,
  runIds: readonly string[],
): Promise<readonly EarlierJournal[]> {
  const journals: EarlierJournal[] = [];
  for (const runId of runIds) {
    const entries = await store.read(runId).catch((): readonly JournalEntry[] => []);
    if (entries.some((entry) => entry.type === "run-start" && entry.spaceId === spaceId))
      journals.push({ runId, entries });
  }
  return journals;
}
