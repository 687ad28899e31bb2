import { jsonrepair } from "jsonrepair";
import type { ReplySchema } from "../http/workspace-connection.js";
import { fence } from "../prompts/fence.js";
import { parseJsonSafely } from "../util/parse-json.js";
import type { LlmClient, LlmOutputSchema, LlmRequest, LlmResponse } from "./llm-client.js";
import { type LlmCallUsage, LlmOutputError } from "./llm-error.js";
import { withoutAddedNulls } from "./strict-schema.js";

export interface StructuredRequest<T> {
  readonly llm: LlmClient;
  readonly request: LlmRequest;
  readonly schema: ReplySchema<T>;
  readonly signal?: AbortSignal | undefined;
}

export interface StructuredAnswer<T> {
  readonly value: T;
  /** The text that the value was read from. */
  readonly text: string;
  readonly usage: LlmCallUsage;
}

/** Answers longer than this are not JSON of ours. */
const longestAnswer = 500_000;

/**
 * Asks a model for JSON of a schema: takes the answer as it is, or the outermost object in it, mended; if that
 * does not fit, asks once more with the reason.
 * @throws LlmOutputError when the second answer does not fit either.
 */
export async function generateStructured<T>({
  llm,
  request,
  schema,
  signal,
}: StructuredRequest<T>): Promise<StructuredAnswer<T>> {
  const first = await llm.generate(request, { signal });
  const form = { schema, outputSchema: request.outputSchema };
  const read = readAnswer(first, form);
  if (read.ok) return { value: read.value, text: first.text, usage: usageOf([first]) };
  const second = await llm.generate(
    { ...request, messages: [...request.messages, ...correction(first, read.problem)] },
    { signal },
  );
  const mended = readAnswer(second, form);
  if (mended.ok) return { value: mended.value, text: second.text, usage: usageOf([first, second]) };
  throw new LlmOutputError(llm.id, mended.problem, second.text, usageOf([first, second]));
}

/** The form that an answer must have. */
export interface AnswerForm<T> {
  readonly schema: ReplySchema<T>;
  /** What the model was given: tells which nulls stand for members left out. */
  readonly outputSchema?: LlmOutputSchema | undefined;
}

export type AnswerReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/** Reads one answer: as it is, or the outermost object in it, mended. */
export function readAnswer<T>(
  { text, finishReason }: LlmResponse,
  { schema, outputSchema }: AnswerForm<T>,
): AnswerReading<T> {
  if (finishReason === "content-filter") return { ok: false, problem: "it was stopped by a content filter" };
  if (text.trim() === "") return { ok: false, problem: "it is empty" };
  if (text.length > longestAnswer)
    return { ok: false, problem: `it is longer than ${longestAnswer} characters` };
  // Mending an answer that was cut off would close it over what is missing.
  const parsed = parseLoosely(text, { mends: finishReason !== "length" });
  if (!parsed.ok)
    return {
      ok: false,
      problem: finishReason === "length" ? "it was cut off at the token limit" : parsed.reason,
    };
  const value = outputSchema ? withoutAddedNulls(parsed.value, outputSchema.schema) : parsed.value;
  const checked = schema.safeParse(value);
  if (checked.success) return { ok: true, value: checked.data };
  const [issue] = checked.error.issues;
  return { ok: false, problem: `${issue?.path.join(".") || "the object"}: ${issue?.message ?? "is wrong"}` };
}

/** The outermost object is cut out before mending: mending prose with an object in it gives an array. */
function parseLoosely(text: string, { mends }: { readonly mends: boolean }) {
  const whole = parseJsonSafely(text);
  if (whole.ok) return whole;
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start === -1) return { ok: false as const, reason: "it holds no JSON object" };
  const cut = text.slice(start, end > start ? end + 1 : undefined);
  const exact = parseJsonSafely(cut);
  if (exact.ok || !mends) return exact;
  try {
    return parseJsonSafely(jsonrepair(cut));
  } catch {
    return { ok: false as const, reason: `it is not JSON (${exact.reason})` };
  }
}

function correction({ text }: LlmResponse, problem: string) {
  return [
    // Some servers refuse an empty turn.
    { role: "assistant" as const, content: text.trim() === "" ? "(no answer)" : text.slice(0, 20_000) },
    {
      role: "user" as const,
      content: `That answer cannot be used. Answer again with one JSON object of the agreed form and nothing else.\n\n${fence("problem", problem)}`,
    },
  ];
}

function usageOf(responses: readonly LlmResponse[]): LlmCallUsage {
  return {
    calls: responses.length,
    inputTokens: responses.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0),
    outputTokens: responses.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0),
  };
}
