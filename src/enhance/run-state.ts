import type { Disposition, RunSummary, SpaceRole } from "../events/run-event.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { SpaceSnapshot } from "../space/space-cloner.js";
import { SpaceDocument } from "../space/space-document.js";

/** What a run's journal says of it. */
export interface RunState {
  readonly runId: string;
  readonly backup?: SpaceSnapshot | undefined;
  /** The best document so far; the backup's while no fix was kept. */
  readonly bestDocument?: SpaceDocument | undefined;
  /** Spaces that exist because of the run. */
  readonly spaces: readonly { readonly role: SpaceRole; readonly spaceId: string; readonly title: string }[];
  /** Metric views that exist because of the run. */
  readonly views: readonly string[];
  readonly summary?: RunSummary | undefined;
  readonly disposition?: Disposition | undefined;
  /** Sequence of the last entry. */
  readonly lastSequence: number;
}

/** Reads a run's state out of its journal. */
export function runStateOf(runId: string, entries: readonly JournalEntry[]): RunState {
  return entries.reduce<RunState>(applyEntry, { runId, spaces: [], views: [], lastSequence: 0 });
}

function applyEntry(before: RunState, entry: JournalEntry): RunState {
  const state = { ...before, lastSequence: entry.sequence };
  switch (entry.type) {
    case "backup": {
      const { spaceId, title, description, warehouseId, etag } = entry;
      const document = SpaceDocument.parse(entry.document);
      return {
        ...state,
        backup: { id: spaceId, title, description, warehouseId, etag, document },
        bestDocument: document,
      };
    }
    case "best-document":
      return { ...state, bestDocument: SpaceDocument.parse(entry.document) };
    case "space-created":
      return {
        ...state,
        spaces: [...state.spaces, { role: entry.role, spaceId: entry.spaceId, title: entry.title }],
      };
    case "space-removed":
      return { ...state, spaces: state.spaces.filter(({ spaceId }) => spaceId !== entry.spaceId) };
    case "views":
      return { ...state, views: entry.created };
    case "promotion-end":
      return { ...state, disposition: "promoted" };
    case "run-end":
      return { ...state, summary: entry.summary, disposition: entry.disposition };
    default:
      return state;
  }
}
