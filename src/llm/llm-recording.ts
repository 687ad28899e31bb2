import * as z from "zod";
import { ConfigurationError } from "../errors/configuration-error.js";
import { hashJson } from "../util/hash.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { redactText } from "../util/redact.js";
import type { LlmRequest, LlmResponse } from "./llm-client.js";

/** One recorded call: a line of a recording. */
export interface RecordedCall {
  /** Of the request as the model saw it; see `requestHash`. */
  readonly request: string;
  readonly purpose: string;
  /** Beginning of the last message, for people who read a recording. */
  readonly asked: string;
  readonly response: LlmResponse;
}

const RecordedCallSchema = z.strictObject({
  request: z.string().regex(/^[0-9a-f]{64}$/),
  purpose: z.string(),
  asked: z.string(),
  response: z.object({
    text: z.string(),
    finishReason: z.enum(["stop", "length", "content-filter", "other"]),
    usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }).optional(),
    model: z.string().optional(),
  }),
});

/** SHA-256 of all that a model sees of a request: two requests with the same hash are the same to it. */
export function requestHash({ messages, outputSchema, temperature, maxOutputTokens }: LlmRequest): string {
  return hashJson({ messages, outputSchema, temperature, maxOutputTokens });
}

const askedCharacters = 120;

/** A call as a line of a recording, without its line break. */
export function writeRecordedCall(request: LlmRequest, response: LlmResponse): string {
  const { text, finishReason, usage, model } = response;
  const call: RecordedCall = {
    request: requestHash(request),
    purpose: request.purpose.kind,
    asked: redactText((request.messages.at(-1)?.content ?? "").slice(0, askedCharacters)),
    response: { text, finishReason, usage, model },
  };
  return JSON.stringify(call);
}

/** @throws ConfigurationError that names the lines which are no recorded calls. */
export function readRecording(recording: string): readonly RecordedCall[] {
  const calls: RecordedCall[] = [];
  const issues: { path: string; message: string }[] = [];
  for (const [index, line] of recording.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = parseJsonSafely(line);
    const call = RecordedCallSchema.safeParse(parsed.ok ? parsed.value : undefined);
    if (call.success) calls.push(call.data);
    else {
      const [issue] = call.error.issues;
      const message = parsed.ok ? `${issue?.path.join(".")}: ${issue?.message}` : parsed.reason;
      issues.push({ path: `line ${index + 1}`, message });
    }
  }
  if (issues.length > 0) throw new ConfigurationError("recording of an LLM", issues);
  return calls;
}
