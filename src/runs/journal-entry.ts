import type { EventEnvelope, RunEvent, RunEventBody, RunSummary } from "../events/run-event.js";
import type { JsonObject, JsonValue } from "../util/json.js";

/** What a run writes down for itself and does not announce: what it needs to go on, or to take back. */
export type RecordBody =
  /** What the run was told to do, as a hash of each setting that its decisions depend on. The first entry. */
  | { readonly type: "settings"; readonly hashes: Readonly<Record<string, string>> }
  /** A side effect is about to happen; its outcome follows as an event or a record of its own. */
  | {
      readonly type: "intent";
      /** The step that the side effect belongs to, where it is one. */
      readonly step?: string | undefined;
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
  | { readonly type: "views"; readonly created: readonly string[] }
  /** A step is done, and this came of it. A run that goes on takes the outcome instead of doing the step again. */
  | { readonly type: "step-end"; readonly step: string; readonly outcome: JsonValue }
  /** What a step did was taken back, so that a run that goes on must do it again. */
  | { readonly type: "step-undone"; readonly step: string }
  /** What shall become of the result was decided, and is being carried out. */
  | {
      readonly type: "choice-start";
      readonly choice: "promote" | "keep" | "discard";
      /** How the run came out, where it has no end yet: nothing of it is done again once its copies may be gone. */
      readonly summary?: RunSummary | undefined;
    }
  /** That could not be carried out, and nothing was changed. */
  | { readonly type: "choice-refused" }
  /** A question is about to be sent: counted against the budget, answered or not. */
  | { readonly type: "question-start" }
  /** What a model answered, by the hash of what it was asked. */
  | {
      readonly type: "llm-end";
      readonly request: string;
      readonly response: {
        readonly text: string;
        readonly finishReason: "stop" | "length" | "content-filter" | "other";
        readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
        readonly model?: string | undefined;
      };
    }
  /** What production holds before and after a promotion, as canonical JSON texts: what a reversal goes back to. */
  | {
      readonly type: "promotion-plan";
      readonly spaceId: string;
      readonly before: string;
      readonly after: string;
    };

/** A journal entry that only the run itself reads. */
export type RunRecord = EventEnvelope & RecordBody;
/** One line of a journal: an event, or a record that only the run itself reads. */
export type JournalEntry = RunEvent | RunRecord;
/** What a journal entry says, without its envelope. */
export type JournalBody = RunEventBody | RecordBody;

const recordTypes: ReadonlySet<string> = new Set<RecordBody["type"]>([
  "settings",
  "intent",
  "backup",
  "best-document",
  "views",
  "step-end",
  "step-undone",
  "choice-start",
  "choice-refused",
  "question-start",
  "llm-end",
  "promotion-plan",
]);

/** Whether an entry is told to listeners and reporters. */
export function isEvent(entry: JournalEntry): entry is RunEvent {
  return !recordTypes.has(entry.type);
}
