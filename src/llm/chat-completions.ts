import { z } from "zod";
import type { ApiError } from "../errors/api-error.js";
import type { JsonObject } from "../util/json.js";
import type { LlmRequest, LlmResponse } from "./llm-client.js";

const ContentPartSchema = z.looseObject({ type: z.string(), text: z.string().optional() });

/** Answer of a chat-completions endpoint: OpenAI's, Databricks model serving, and the many that speak like them. */
export const ChatCompletionSchema = z.looseObject({
  model: z.string().nullish(),
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({
          content: z.union([z.string(), z.array(ContentPartSchema), z.null()]).optional(),
          refusal: z.string().nullish(),
        }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.looseObject({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** What a model turned out not to accept. Learned from its refusals. */
export interface ChatFeatures {
  readonly output: "schema" | "json" | "text";
  readonly temperature: boolean;
}

export const allChatFeatures: ChatFeatures = { output: "schema", temperature: true };

/** Body of a chat-completions request. */
export function chatBody(request: LlmRequest, features: ChatFeatures): JsonObject {
  const { messages, outputSchema, temperature, maxOutputTokens } = request;
  const needsWords = outputSchema !== undefined && features.output !== "schema";
  const spoken = needsWords
    ? [
        ...messages,
        {
          role: "user" as const,
          content: `Answer with one JSON object that fits this JSON Schema:\n${JSON.stringify(outputSchema.schema)}`,
        },
      ]
    : messages;
  return {
    messages: spoken.map(({ role, content }) => ({ role, content })),
    ...(temperature !== undefined && features.temperature ? { temperature } : {}),
    ...(maxOutputTokens !== undefined ? { max_tokens: maxOutputTokens } : {}),
    ...(outputSchema ? responseFormat(outputSchema, features.output) : {}),
  };
}

function responseFormat(
  { name, schema }: NonNullable<LlmRequest["outputSchema"]>,
  output: ChatFeatures["output"],
): JsonObject {
  if (output === "text") return {};
  if (output === "json") return { response_format: { type: "json_object" } };
  return { response_format: { type: "json_schema", json_schema: { name, schema, strict: true } } };
}

/** Features without the one that a 400 complains about; undefined when the complaint is about something else. */
export function withoutRefused(features: ChatFeatures, error: ApiError): ChatFeatures | undefined {
  if (error.code !== "BAD_REQUEST") return undefined;
  if (features.temperature && /temperature/i.test(error.message)) return { ...features, temperature: false };
  if (
    features.output !== "text" &&
    /response_format|json_schema|json_object|structured|schema/i.test(error.message)
  ) {
    return { ...features, output: features.output === "schema" ? "json" : "text" };
  }
  return undefined;
}

/** Reads the text, the reason for its end and the usage out of an answer. */
export function chatResponse({ choices, usage, model }: z.infer<typeof ChatCompletionSchema>): LlmResponse {
  const [choice] = choices;
  const content = choice?.message.content;
  const text =
    typeof content === "string"
      ? content
      : (content ?? []).map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
  return {
    text: text || (choice?.message.refusal ?? ""),
    finishReason: choice?.message.refusal ? "content-filter" : finishReasonOf(choice?.finish_reason),
    usage: usage ? { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } : undefined,
    model: model ?? undefined,
  };
}

function finishReasonOf(reason: string | null | undefined): LlmResponse["finishReason"] {
  if (reason === "length") return "length";
  if (reason === "content_filter") return "content-filter";
  return reason === "stop" || reason === null || reason === undefined ? "stop" : "other";
}
