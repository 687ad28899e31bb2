import type { WorkspaceState } from "../workspace-state.js";
import { ConversationStore } from "./conversation-store.js";
import { DownloadStore } from "./download-store.js";
import { EvalRunStore } from "./eval-run-store.js";
import type { Message } from "./message.js";
import { type MessageProgress, progressOf } from "./message-status.js";
import { rowsOf } from "./query-rows.js";

/** All that the Genie of a simulated workspace keeps. */
export class GenieState {
  readonly workspace: WorkspaceState;
  readonly conversations = new ConversationStore({ mostMessages: 2_000 });
  readonly evalRuns = new EvalRunStore();
  readonly downloads = new DownloadStore();

  constructor(workspace: WorkspaceState) {
    this.workspace = workspace;
  }

  /** Where a message stands now. */
  progressOf(message: Message): MessageProgress {
    return progressOf(
      message,
      this.workspace.now,
      (execution) => rowsOf(this.workspace, execution) !== undefined,
    );
  }
}
