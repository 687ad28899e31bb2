import * as z from "zod";
import type { LlmMessage, LlmRequest } from "../../llm/llm-client.js";
import type { JsonObject } from "../../util/json.js";
import { invalid } from "./service-error.js";

const ContentPartSchema = z.looseObject({ type: z.string(), text: z.string().optional() });

/** Body of a chat-completions request. */
export const ChatSchema = z.looseObject({
  model: z.string().nullish(),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(["system", "user", "assistant", "tool"]),
        content: z.union([z.string(), z.array(ContentPartSchema), z.null()]).optional(),
      }),
    )
    .min(1),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.int().nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(z.unknown()).nullish(),
  response_format: z
    .looseObject({
      type: z.enum(["text", "json_object", "json_schema"]),
      json_schema: z
        .looseObject({
          name: z.string().min(1),
          schema: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
        })
        .optional(),
    })
    .nullish(),
});
type ChatBody = z.infer<typeof ChatSchema>;

/**
 * The request as an LLM client takes it.
 * @throws ServiceError INVALID_PARAMETER_VALUE for what no client of this library can do
 */
export function llmRequest(body: ChatBody): LlmRequest {
  if ((body.n ?? 1) !== 1) throw invalid("The simulated workspace answers with one choice: n must be 1.");
  if (body.tools && body.tools.length > 0)
    throw invalid("The simulated workspace calls no tools: leave tools out.");
  return {
    messages: body.messages.map(messageOf),
    temperature: body.temperature ?? undefined,
    maxOutputTokens: body.max_tokens ?? undefined,
    outputSchema: outputSchemaOf(body.response_format),
    purpose: { kind: "other" },
  };
}

function messageOf({ role, content }: ChatBody["messages"][number]): LlmMessage {
  const text =
    typeof content === "string"
      ? content
      : (content ?? []).map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
  return { role: role === "tool" ? "user" : role, content: text };
}

function outputSchemaOf(format: ChatBody["response_format"]): LlmRequest["outputSchema"] {
  if (!format || format.type === "text") return undefined;
  if (format.type === "json_object") return { name: "json_object", schema: { type: "object" } };
  if (!format.json_schema) throw invalid("response_format.json_schema is required for the type json_schema.");
  return { name: format.json_schema.name, schema: format.json_schema.schema };
}
