import * as z from "zod";
import type { JsonObject } from "../util/json.js";
import type { LlmRequest, LlmResponse } from "./llm-client.js";
import { type ModelFeatures, spokenMessages } from "./model-features.js";
import { strictSchema } from "./strict-schema.js";

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

/** Body of a chat-completions request. */
export function chatBody(request: LlmRequest, features: ModelFeatures): JsonObject {
  const { outputSchema, temperature, maxOutputTokens } = request;
  return {
    messages: spokenMessages(request, features.output).map(({ role, content }) => ({ role, content })),
    ...(temperature !== undefined && features.temperature ? { temperature } : {}),
    ...(maxOutputTokens !== undefined ? { [features.lengthLimit]: maxOutputTokens } : {}),
    ...(outputSchema ? responseFormat(outputSchema, features.output) : {}),
  };
}

function responseFormat(
  { name, schema }: NonNullable<LlmRequest["outputSchema"]>,
  output: ModelFeatures["output"],
): JsonObject {
  if (output === "text") return {};
  if (output === "json") return { response_format: { type: "json_object" } };
  return {
    response_format: {
      type: "json_schema",
      json_schema: { name, schema: strictSchema(schema), strict: true },
    },
  };
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
  // Gateways hand on the words of the models behind them.
  if (reason === "length" || reason === "max_tokens") return "length";
  if (reason === "content_filter") return "content-filter";
  return reason === "stop" || reason === null || reason === undefined ? "stop" : "other";
}
