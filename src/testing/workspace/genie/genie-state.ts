import { WorkspaceState } from "../workspace-state.js";
import { ConversationStore } from "./conversation-store.js";
import { EvalRunStore } from "./eval-run-store.js";

/** All that the Genie of a simulated workspace keeps. */
export class GenieState {
  readonly workspace: WorkspaceState;
  readonly conversations = new ConversationStore({ mostMessages: WorkspaceState.maxKept });
  readonly evalRuns = new EvalRunStore();

  constructor(workspace: WorkspaceState) {
    this.workspace = workspace;
  }
}
