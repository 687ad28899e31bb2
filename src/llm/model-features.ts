import type { ApiError } from "../errors/api-error.js";
import type { LlmMessage, LlmRequest } from "./llm-client.js";

/** What a model turned out to accept. Learned from its refusals. */
export interface ModelFeatures {
  /** How the form of an answer is asked for: with its schema, as JSON of any form, or in words only. */
  readonly output: "schema" | "json" | "text";
  readonly temperature: boolean;
  /** Name under which it takes the limit of the answer's length. */
  readonly lengthLimit: "max_tokens" | "max_completion_tokens";
}

export const allModelFeatures: ModelFeatures = Object.freeze({
  output: "schema",
  temperature: true,
  lengthLimit: "max_tokens",
});

/** Features without the one that a refusal complains about; undefined when the complaint is about something else. */
export function withoutRefused(features: ModelFeatures, error: ApiError): ModelFeatures | undefined {
  if (error.code !== "BAD_REQUEST") return undefined;
  if (features.temperature && /temperature/i.test(error.message)) return { ...features, temperature: false };
  if (features.lengthLimit === "max_tokens" && /max_completion_tokens/i.test(error.message))
    return { ...features, lengthLimit: "max_completion_tokens" };
  if (
    features.output !== "text" &&
    /response_?format|json_?schema|json_object|structured|schema/i.test(error.message)
  ) {
    return { ...features, output: features.output === "schema" ? "json" : "text" };
  }
  return undefined;
}

/** The messages of a request, with the form of the answer in words where it cannot be given otherwise. */
export function spokenMessages(
  { messages, outputSchema }: LlmRequest,
  output: ModelFeatures["output"],
): readonly LlmMessage[] {
  if (!outputSchema || output === "schema") return messages;
  const form = `Answer with one JSON object that fits this JSON Schema:\n${JSON.stringify(outputSchema.schema)}`;
  return [...messages, { role: "user", content: form }];
}

/** Whether a refusal is the work of a content filter, which some servers report as an error. */
export function isFiltered({ code, errorCode, message }: ApiError): boolean {
  return code === "BAD_REQUEST" && /content[_ -]?(filter|management policy)/i.test(`${errorCode} ${message}`);
}
