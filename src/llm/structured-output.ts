import { jsonrepair } from "jsonrepair";
import type { ReplySchema } from "../http/workspace-connection.js";
import { fence } from "../prompts/fence.js";
import { type ParsedJson, parseJsonSafely } from "../util/parse-json.js";
import { jsonCandidates } from "./json-candidates.js";
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
 * Asks a model for JSON of a schema: takes the answer as it is, or the one object in it that fits, mended; if none
 * does, asks once more with the reason.
 * @throws LlmOutputError when the second answer does not fit either.
 */
export async function generateStructured<T>({
  llm,
  request,
  schema,
  signal,
}: StructuredRequest<T>): Promise<StructuredAnswer<T>> {
  const first = await answerOf(llm, request, signal);
  const form = { schema, outputSchema: request.outputSchema };
  const read = readAnswer(first, form);
  if (read.ok) return { value: read.value, text: first.text, usage: usageOf([first]) };
  const messages = [...request.messages, ...correction(first, read.problem)];
  const second = await answerOf(llm, { ...request, messages }, signal);
  const mended = readAnswer(second, form);
  if (mended.ok) return { value: mended.value, text: second.text, usage: usageOf([first, second]) };
  throw new LlmOutputError(llm.id, mended.problem, second.text, usageOf([first, second]));
}

/** Clients are written by users, and not always in TypeScript. */
async function answerOf(
  llm: LlmClient,
  request: LlmRequest,
  signal: AbortSignal | undefined,
): Promise<LlmResponse> {
  const response = await llm.generate(request, { signal });
  if (typeof response?.text === "string") return response;
  throw new LlmOutputError(
    llm.id,
    "its generate() resolved to no text; it must resolve to { text, finishReason }",
    "",
    usageOf([{ ...response, text: "", finishReason: "other" }]),
  );
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

/** Reads one answer: as it is, or the one object in it that fits, if need be mended. */
export function readAnswer<T>(
  { text, finishReason }: LlmResponse,
  { schema, outputSchema }: AnswerForm<T>,
): AnswerReading<T> {
  if (finishReason === "content-filter") return { ok: false, problem: "it was stopped by a content filter" };
  if (text.trim() === "") return { ok: false, problem: "it is empty" };
  if (text.length > longestAnswer)
    return { ok: false, problem: `it is longer than ${longestAnswer} characters` };
  const form = { schema, outputSchema };
  const whole = parseJsonSafely(text);
  if (whole.ok) return readValue(whole, form);
  const candidates = jsonCandidates(text);
  const exact = onlyOne(candidates.map((candidate) => readValue(parseJsonSafely(candidate), form)));
  if (exact) return exact;
  // Mending an answer that was cut off would close it over what is missing.
  if (finishReason === "length") return { ok: false, problem: "it was cut off at the token limit" };
  const rest = outermostObject(text);
  if (rest === undefined) return { ok: false, problem: "it holds no JSON object" };
  const mended = candidates.slice(0, mostMended).map((candidate) => readValue(mend(candidate), form));
  return onlyOne(mended) ?? readValue(mend(rest), form);
}

/** The reading that fits, undefined when there is none: which of two different ones is meant nobody can say. */
function onlyOne<T>(readings: readonly AnswerReading<T>[]): AnswerReading<T> | undefined {
  const fitting = readings.filter((reading) => reading.ok);
  const different = new Set(fitting.map(({ value }) => JSON.stringify(value)));
  if (different.size > 1)
    return { ok: false, problem: "it holds several objects of the agreed form, where one is asked for" };
  return fitting[0];
}

/** Candidates that are worth mending: the likeliest. */
const mostMended = 2;

function readValue<T>(parsed: ParsedJson, { schema, outputSchema }: AnswerForm<T>): AnswerReading<T> {
  if (!parsed.ok) return { ok: false, problem: parsed.reason };
  const value = outputSchema ? withoutAddedNulls(parsed.value, outputSchema.schema) : parsed.value;
  const checked = schema.safeParse(value);
  if (checked.success) return { ok: true, value: checked.data };
  const [issue] = checked.error.issues;
  return { ok: false, problem: `${issue?.path.join(".") || "the object"}: ${issue?.message ?? "is wrong"}` };
}

/** From the first brace to the last, or to the end: mending prose with an object in it would give an array. */
function outermostObject(text: string): string | undefined {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  return start === -1 ? undefined : text.slice(start, end > start ? end + 1 : undefined);
}

function mend(text: string): ParsedJson {
  const exact = parseJsonSafely(text);
  if (exact.ok) return exact;
  try {
    return parseJsonSafely(jsonrepair(text));
  } catch {
    return { ok: false, reason: `it is not JSON (${exact.reason})` };
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
