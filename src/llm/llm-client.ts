import type { JsonObject } from "../util/json.js";

/** One message of a prompt. */
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

/** What is asked of a model. */
export interface LlmRequest {
  readonly messages: readonly LlmMessage[];
  readonly outputSchema?: LlmOutputSchema | undefined;
  /** 0 to 2; the client's default when absent. */
  readonly temperature?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly purpose: LlmPurpose;
}

/** Tokens that one call took. */
export interface LlmUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a model answered. */
export interface LlmResponse {
  /** The model's text; JSON when an output schema was given and the model obeyed. */
  readonly text: string;
  readonly finishReason: "stop" | "length" | "content-filter" | "other";
  /** Without it, budgets and prices count nothing for this call. */
  readonly usage?: LlmUsage | undefined;
  /** The model that answered, as the server names it. */
  readonly model?: string | undefined;
}

/**
 * Any large language model. Implement this one method to bring your own. It may throw whatever it likes when the model
 * cannot answer; an answer that is no JSON, or not of the schema, is asked for again by the caller.
 *
 * @example
 * const llm: LlmClient = {
 *   id: "openai:gpt-5",
 *   generate: async ({ messages, outputSchema: form, temperature }, { signal } = {}) => {
 *     const { choices, usage } = await openai.chat.completions.create({
 *       model: "gpt-5",
 *       messages: [...messages],
 *       temperature,
 *       response_format: form && { type: "json_schema", json_schema: { name: form.name, schema: form.schema } },
 *     }, { signal });
 *     return {
 *       text: choices[0]?.message.content ?? "",
 *       finishReason: choices[0]?.finish_reason === "length" ? "length" : "stop",
 *       usage: usage && { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
 *     };
 *   },
 * };
 */
export interface LlmClient {
  /** Name for reports and events, such as `databricks:databricks-claude-sonnet-5`. */
  readonly id: string;
  generate(
    request: LlmRequest,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<LlmResponse>;
}
