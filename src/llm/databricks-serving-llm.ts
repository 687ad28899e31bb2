import type { WorkspaceConnection } from "../http/workspace-connection.js";
import { ChatLlm } from "./chat-llm.js";

/** Which serving endpoint is used, and how. */
export interface DatabricksServingLlmOptions {
  readonly connection: WorkspaceConnection;
  /** Name of the serving endpoint, such as `databricks-claude-sonnet-5`. */
  readonly endpoint: string;
  /** @default 120000 */
  readonly timeoutMs?: number | undefined;
}

/** A model behind a Databricks serving endpoint. The identity needs CAN QUERY on it. */
export class DatabricksServingLlm extends ChatLlm {
  constructor({ connection, endpoint, timeoutMs = 120_000 }: DatabricksServingLlmOptions) {
    super({
      id: `databricks:${endpoint}`,
      connection,
      path: `/serving-endpoints/${encodeURIComponent(endpoint)}/invocations`,
      timeoutMs,
    });
  }
}
