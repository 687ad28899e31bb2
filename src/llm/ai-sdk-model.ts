import * as z from "zod";
import type { JsonObject } from "../util/json.js";

/**
 * A language model of the AI SDK, of provider specification V2, V3 or V4: what `openai("…")`, `anthropic("…")` and
 * their like return. Described by its form, so that the SDK is no dependency.
 */
export interface AiSdkModel {
  readonly specificationVersion: string;
  /** Such as `openai.chat`. */
  readonly provider: string;
  readonly modelId: string;
  doGenerate(options: AiSdkCall): PromiseLike<object>;
}

/** The part of a call that the three specifications share and that is used here. */
export interface AiSdkCall {
  prompt: AiSdkMessage[];
  maxOutputTokens?: number;
  temperature?: number;
  responseFormat?: { type: "json"; name?: string; schema?: JsonObject };
  abortSignal?: AbortSignal;
}

/** One message of a prompt in the AI SDK's form. */
export type AiSdkMessage =
  | { role: "system"; content: string }
  | { role: "user" | "assistant"; content: { type: "text"; text: string }[] };

/** V2 counts with numbers, V3 and V4 with objects that say what the tokens were. */
const TokensSchema = z
  .union([z.number(), z.looseObject({ total: z.number().nullish() }).transform(({ total }) => total)])
  .nullish();

/** What `doGenerate` resolves to, in any of the three specifications. */
export const AiSdkResultSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  structuredOutputText: z.string().nullish(),
  finishReason: z
    .union([z.string(), z.looseObject({ unified: z.string() }).transform(({ unified }) => unified)])
    .nullish(),
  usage: z.looseObject({ inputTokens: TokensSchema, outputTokens: TokensSchema }).nullish(),
  response: z.looseObject({ modelId: z.string().nullish() }).nullish(),
  warnings: z
    .array(z.looseObject({ setting: z.string().nullish(), feature: z.string().nullish() }))
    .nullish(),
});
