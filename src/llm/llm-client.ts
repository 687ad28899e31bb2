import type { JsonObject } from "../util/json.js";

export interface LlmMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** The JSON that the answer must be. */
export interface LlmOutputSchema {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  /** JSON Schema (draft 2020-12) in the subset that model servers accept: no `anyOf`, no `$ref`. */
  readonly schema: JsonObject;
}

/** What a request is for; test doubles and recordings match on it, models never see it. */
export interface LlmPurpose {
  readonly kind:
    | "analyze-failures"
    | "judge-answer"
    | "repair-output"
    | "generalize-example"
    | "paraphrase-questions"
    | "probe"
    | "other";
  /** The typed input that the messages were rendered from. */
  readonly input?: unknown;
}

export interface LlmRequest {
  readonly messages: readonly LlmMessage[];
  readonly outputSchema?: LlmOutputSchema | undefined;
  /** 0 to 2; the client's default when absent. */
  readonly temperature?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly purpose: LlmPurpose;
}

export interface LlmUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface LlmResponse {
  /** The model's text; JSON when an output schema was given and the model obeyed. */
  readonly text: string;
  readonly finishReason: "stop" | "length" | "content-filter" | "other";
  readonly usage?: LlmUsage | undefined;
  /** The model that answered, as the server names it. */
  readonly model?: string | undefined;
}

/** Any large language model. Implement this one method to bring your own. */
export interface LlmClient {
  /** Name for reports and events, such as `databricks:databricks-claude-sonnet-5`. */
  readonly id: string;
  generate(
    request: LlmRequest,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<LlmResponse>;
}
