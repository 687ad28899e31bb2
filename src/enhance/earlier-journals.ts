import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunStore } from "../runs/run-store.js";

/** What is older than this many runs of a space tells little of it by now. */
const mostRuns = 20;

/** Runs of any space that are looked at to find these: journals of long runs are large. */
const mostLooks = 100;

export interface EarlierJournal {
  readonly runId: string;
  readonly entries: readonly JournalEntry[];
}

export interface LatestJournals {
  /** Oldest first. */
  readonly journals: readonly EarlierJournal[];
  /** Runs, of whatever space, whose journals could not be read, each with the reason. They count as never made. */
  readonly unreadable: readonly { readonly runId: string; readonly reason: string }[];
}

/** The journals of the latest runs on a production space, but for the run `except`, whatever else the store holds. */
export async function latestJournals(
  store: RunStore,
  { spaceId, except }: { readonly spaceId: string; readonly except?: string | undefined },
): Promise<LatestJournals> {
  const journals: EarlierJournal[] = [];
  const unreadable: { readonly runId: string; readonly reason: string }[] = [];
  const ids = (await store.list()).filter((id) => id !== except).slice(-mostLooks);
  for (const runId of ids.reverse()) {
    if (journals.length === mostRuns) break;
    try {
      const entries = await store.read(runId);
      if (isOfSpace(entries, spaceId)) journals.push({ runId, entries });
    } catch (error) {
      // What an old run saw is worth knowing, but not worth failing for.
      unreadable.push({ runId, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { journals: journals.reverse(), unreadable: unreadable.reverse() };
}

/** The journals of those of the runs that worked on a production space; one that cannot be read is passed over. */
export async function journalsOf(
  store: RunStore,
  spaceId: string,
  runIds: readonly string[],
): Promise<readonly EarlierJournal[]> {
  const journals: EarlierJournal[] = [];
  for (const runId of runIds) {
    const entries = await store.read(runId).catch((): readonly JournalEntry[] => []);
    if (isOfSpace(entries, spaceId)) journals.push({ runId, entries });
  }
  return journals;
}

function isOfSpace(entries: readonly JournalEntry[], spaceId: string): boolean {
  return entries.some((entry) => entry.type === "run-start" && entry.spaceId === spaceId);
}
