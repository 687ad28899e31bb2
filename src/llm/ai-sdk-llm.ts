import { ApiError } from "../errors/api-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { mayRetry, type RetryOptions, retryDefaults, retryDelayMs } from "../http/retry.js";
import type { Cancellable } from "../util/cancellable.js";
import { type Clock, systemClock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { type Random, systemRandom } from "../util/random.js";
import { aiSdkError } from "./ai-sdk-error.js";
import { type AiSdkCall, type AiSdkMessage, type AiSdkModel, AiSdkResultSchema } from "./ai-sdk-model.js";
import type { LlmClient, LlmMessage, LlmRequest, LlmResponse } from "./llm-client.js";
import {
  allModelFeatures,
  isFiltered,
  type ModelFeatures,
  spokenMessages,
  withoutRefused,
} from "./model-features.js";
import { strictSchema } from "./strict-schema.js";

/** Which model of the AI SDK is used, and how. */
export interface AiSdkLlmOptions {
  /** A model of provider specification V2, V3 or V4: AI SDK 5, 6 or 7. */
  readonly model: AiSdkModel;
  /** Time for one answer. @default 120000 */
  readonly timeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
  /** @default the platform's cryptographic generator */
  readonly random?: Random | undefined;
}

const specifications: readonly string[] = ["v2", "v3", "v4"];

/**
 * Any language model of the AI SDK.
 *
 * @example
 * new AiSdkLlm({ model: anthropic("claude-sonnet-5") });
 */
export class AiSdkLlm implements LlmClient {
  readonly id: string;
  readonly #options: AiSdkLlmOptions;
  #features: ModelFeatures = allModelFeatures;

  /** @throws ConfigurationError when the model is of another specification. */
  constructor(options: AiSdkLlmOptions) {
    const { provider, modelId, specificationVersion } = options.model;
    if (!specifications.includes(specificationVersion)) {
      const message = `is of provider specification "${specificationVersion}"; ${specifications.join(", ")} are supported`;
      throw new ConfigurationError("AI SDK model", [{ path: "model", message }]);
    }
    this.id = `ai-sdk:${provider}/${modelId}`;
    this.#options = options;
  }

  /** @throws ApiError when the model refuses, fails beyond its retries, or answers in an unexpected shape. */
  async generate(request: LlmRequest, { signal }: Cancellable = {}): Promise<LlmResponse> {
    for (;;) {
      const features = this.#features;
      try {
        return await this.#send(request, features, signal);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isFiltered(error)) return { text: "", finishReason: "content-filter" };
        const fewer = withoutRefused(features, error);
        if (!fewer) throw error;
        this.#features = fewer;
      }
    }
  }

  async #send(
    request: LlmRequest,
    features: ModelFeatures,
    signal: AbortSignal | undefined,
  ): Promise<LlmResponse> {
    const { clock = systemClock, random = systemRandom, retry } = this.#options;
    const { attempts, maxDelayMs, budgetMs } = { ...retryDefaults, ...retry };
    const startedAt = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#call(request, features, signal);
      } catch (error) {
        signal?.throwIfAborted();
        // Asking a model twice costs tokens and changes nothing.
        if (!mayRetry(error, "safe") || attempt >= attempts) throw error;
        const delayMs = retryDelayMs(error, attempt, maxDelayMs, random);
        if (clock.now() - startedAt + delayMs > budgetMs) throw error;
        await clock.sleep(delayMs, { signal });
      }
    }
  }

  async #call(
    request: LlmRequest,
    features: ModelFeatures,
    signal: AbortSignal | undefined,
  ): Promise<LlmResponse> {
    const { model, clock = systemClock, timeoutMs = 120_000 } = this.#options;
    const deadline = { clock, timeoutMs, what: `answer of ${this.id}`, signal };
    try {
      const call = callOf(request, features);
      const answer = await withDeadline(deadline, async (abortSignal) =>
        model.doGenerate({ ...call, abortSignal }),
      );
      return this.#read(answer, features);
    } catch (error) {
      signal?.throwIfAborted();
      throw aiSdkError(error, this.id, clock.now()) ?? error;
    }
  }

  #read(answer: object, features: ModelFeatures): LlmResponse {
    const read = AiSdkResultSchema.safeParse(answer);
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new ApiError(
        `${this.id} answered in an unexpected shape at ${issue?.path.join(".") || "the top"}: ${issue?.message}.`,
        { code: "INVALID_RESPONSE", request: this.id },
      );
    }
    const { content, structuredOutputText, finishReason, usage, response, warnings } = read.data;
    // A provider that leaves the schema out without an error says so here; from now on it is put into words.
    const leavesOutSchema = warnings?.some(
      ({ setting, feature }) => (setting ?? feature) === "responseFormat",
    );
    if (leavesOutSchema && features.output !== "text") this.#features = { ...features, output: "text" };
    const spoken = content.map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("");
    return {
      text: structuredOutputText ?? spoken,
      finishReason: finishReasonOf(finishReason),
      usage:
        typeof usage?.inputTokens === "number" || typeof usage?.outputTokens === "number"
          ? { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 }
          : undefined,
      model: response?.modelId ?? this.#options.model.modelId,
    };
  }
}

function callOf(request: LlmRequest, { output, temperature }: ModelFeatures): AiSdkCall {
  const { outputSchema } = request;
  return {
    prompt: spokenMessages(request, output).map(messageOf),
    ...(request.maxOutputTokens !== undefined ? { maxOutputTokens: request.maxOutputTokens } : {}),
    ...(request.temperature !== undefined && temperature ? { temperature: request.temperature } : {}),
    ...(outputSchema && output !== "text"
      ? {
          responseFormat: {
            type: "json",
            ...(output === "schema"
              ? { name: outputSchema.name, schema: strictSchema(outputSchema.schema) }
              : {}),
          },
        }
      : {}),
  };
}

function messageOf({ role, content }: LlmMessage): AiSdkMessage {
  return role === "system" ? { role, content } : { role, content: [{ type: "text", text: content }] };
}

function finishReasonOf(reason: string | null | undefined): LlmResponse["finishReason"] {
  if (reason === "length" || reason === "content-filter") return reason;
  return reason === "stop" || reason === "unknown" || reason == null ? "stop" : "other";
}
