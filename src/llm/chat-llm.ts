import { ApiError } from "../errors/api-error.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import { ChatCompletionSchema, chatBody, chatResponse } from "./chat-completions.js";
import type { LlmClient, LlmRequest, LlmResponse } from "./llm-client.js";
import { allModelFeatures, isFiltered, type ModelFeatures, withoutRefused } from "./model-features.js";

/** Which endpoint is spoken to, and how. */
export interface ChatLlmOptions {
  readonly id: string;
  readonly connection: WorkspaceConnection;
  /** Path of the endpoint on the connection's host. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Members that every body carries, such as `model`. */
  readonly extraBody?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
}

/** Speaks to one chat-completions endpoint, leaving out what its model turns out not to accept. */
export class ChatLlm implements LlmClient {
  readonly id: string;
  readonly #options: ChatLlmOptions;
  #features: ModelFeatures = allModelFeatures;

  constructor(options: ChatLlmOptions) {
    this.id = options.id;
    this.#options = options;
  }

  async generate(
    request: LlmRequest,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<LlmResponse> {
    const { connection, path, query, extraBody, timeoutMs } = this.#options;
    for (;;) {
      const features = this.#features;
      try {
        const completion = await connection.request({
          method: "POST",
          path,
          query,
          body: { ...chatBody(request, features), ...extraBody },
          schema: ChatCompletionSchema,
          // Asking a model twice costs tokens and changes nothing.
          retry: "safe",
          timeoutMs,
          signal,
        });
        return chatResponse(completion);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isFiltered(error)) return { text: "", finishReason: "content-filter" };
        const fewer = withoutRefused(features, error);
        if (!fewer) throw error;
        this.#features = fewer;
      }
    }
  }
}
