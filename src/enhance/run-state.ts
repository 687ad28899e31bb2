import type { Disposition, RunSummary, SpaceRole } from "../events/run-event.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { SpaceSnapshot } from "../space/space-cloner.js";
import { SpaceDocument } from "../space/space-document.js";
import type { FinalChoice } from "./run-result.js";

/** A promotion that was begun, by its documents. */
export interface PromotionState {
  readonly before: SpaceDocument;
  readonly after: SpaceDocument;
  /** `begun`: it may have been written or not, which only a look at production tells. */
  readonly status: "begun" | "done" | "reverted";
}

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
  /** Metric views that the run has begun to create, at any time. Whether one is there must be looked up. */
  readonly viewsBegun: readonly string[];
  /** Types of the fixes that were kept. */
  readonly keptFixTypes: readonly string[];
  /** Hash of each setting that the run's decisions depend on. */
  readonly settings: Readonly<Record<string, string>>;
  /** The latest promotion, as far as it got. */
  readonly promotion?: PromotionState | undefined;
  /** Decided and not carried out to the end. */
  readonly openChoice?: FinalChoice | undefined;
  /** Milliseconds since the Unix epoch; undefined for a run without an entry. */
  readonly startedAt?: number | undefined;
  readonly summary?: RunSummary | undefined;
  readonly disposition?: Disposition | undefined;
  /** Sequence of the last entry. */
  readonly lastSequence: number;
}

/** Reads a run's state out of its journal. */
export function runStateOf(runId: string, entries: readonly JournalEntry[]): RunState {
  return entries.reduce<RunState>(applyEntry, {
    runId,
    spaces: [],
    views: [],
    viewsBegun: [],
    keptFixTypes: [],
    settings: {},
    lastSequence: 0,
  });
}

function applyEntry(before: RunState, entry: JournalEntry): RunState {
  const state: RunState = {
    ...before,
    lastSequence: entry.sequence,
    startedAt: before.startedAt ?? Date.parse(entry.timestamp),
  };
  switch (entry.type) {
    case "settings":
      return { ...state, settings: entry.hashes };
    case "intent":
      return entry.action === "create-view"
        ? { ...state, viewsBegun: [...new Set([...state.viewsBegun, entry.target])] }
        : state;
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
    case "promotion-plan": {
      const [was, will] = [SpaceDocument.parse(entry.before), SpaceDocument.parse(entry.after)];
      return { ...state, promotion: { before: was, after: will, status: "begun" } };
    }
    case "promotion-end":
      return { ...state, promotion: state.promotion && { ...state.promotion, status: "done" } };
    case "promotion-reverted":
      // Whoever takes a promotion back takes the decision back with it: nothing is promoted again without a new one.
      return {
        ...undecided(state),
        promotion: state.promotion && { ...state.promotion, status: "reverted" },
      };
    case "fix-end":
      return entry.isKept
        ? { ...state, keptFixTypes: [...new Set([...state.keptFixTypes, entry.fix.fixType])] }
        : state;
    case "choice-refused":
      return undecided(state);
    case "choice-start":
      return { ...state, openChoice: entry.choice, summary: entry.summary ?? state.summary };
    case "cleanup-end":
      return { ...state, spaces: [], views: [], viewsBegun: [], disposition: "discarded" };
    case "run-resume":
      // Whatever was said of its end does not hold any more.
      return { ...state, summary: undefined, disposition: undefined };
    case "run-end":
      return { ...state, summary: entry.summary, disposition: entry.disposition, openChoice: undefined };
    default:
      return state;
  }
}

/** A decision that is void leaves the result of the run as it was before. */
function undecided(state: RunState): RunState {
  const disposition = state.disposition ?? (state.summary && "awaiting-decision");
  return { ...state, openChoice: undefined, disposition };
}
