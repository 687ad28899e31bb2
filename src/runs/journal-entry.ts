import type { EventEnvelope, RunEvent, RunEventBody } from "../events/run-event.js";
import type { JsonObject } from "../util/json.js";

/** What a run writes down for itself and does not announce: what it needs to go on, or to take back. */
export type RecordBody =
  /** A side effect is about to happen; its outcome follows as an event or a record of its own. */
  | {
      readonly type: "intent";
      readonly action:
        | "create-space"
        | "write-space"
        | "trash-space"
        | "create-view"
        | "drop-view"
        | "promote"
        | "revert";
      readonly target: string;
      readonly details?: JsonObject | undefined;
    }
  /** Production as it was at the start: what promotion compares with and a reversal goes back to. */
  | {
      readonly type: "backup";
      readonly spaceId: string;
      readonly title: string;
      readonly description?: string | undefined;
      readonly warehouseId: string;
      readonly etag?: string | undefined;
      /** Canonical JSON text of the document. */
      readonly document: string;
    }
  /** What dev-best holds from here on, as canonical JSON text. */
  | { readonly type: "best-document"; readonly document: string }
  /** The views in Unity Catalog that exist because of this run. */
  | { readonly type: "views"; readonly created: readonly string[] };

export type RunRecord = EventEnvelope & RecordBody;
/** One line of a journal: an event, or a record that only the run itself reads. */
export type JournalEntry = RunEvent | RunRecord;
export type JournalBody = RunEventBody | RecordBody;

const recordTypes: ReadonlySet<string> = new Set(["intent", "backup", "best-document", "views"]);

/** Whether an entry is told to listeners and reporters. */
export function isEvent(entry: JournalEntry): entry is RunEvent {
  return !recordTypes.has(entry.type);
}
