import { APICallError as RefusalV2 } from "ai-v5";
import { MockLanguageModelV2 } from "ai-v5/test";
import { APICallError as RefusalV3 } from "ai-v6";
import { MockLanguageModelV3 } from "ai-v6/test";
import { APICallError as RefusalV4 } from "ai-v7";
import { MockLanguageModelV4 } from "ai-v7/test";
import { describeAiSdkModels, type ModelFactory, type RefusalFactory } from "./ai-sdk-conformance.js";

const modelV2: ModelFactory = (onCall) =>
  new MockLanguageModelV2({
    doGenerate: async (call) => {
      const { text = "", finishReason = "stop", usage, ignoresFormat } = await onCall(call);
      return {
        content: [{ type: "text", text }],
        finishReason,
        usage: { inputTokens: usage?.inputTokens, outputTokens: usage?.outputTokens, totalTokens: undefined },
        warnings: ignoresFormat ? [{ type: "unsupported-setting", setting: "responseFormat" }] : [],
      };
    },
  });

function tokens(usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined) {
  return {
    inputTokens: {
      total: usage?.inputTokens,
      noCache: undefined,
      cacheRead: undefined,
      cacheWrite: undefined,
    },
    outputTokens: { total: usage?.outputTokens, text: undefined, reasoning: undefined },
  };
}

const modelV3: ModelFactory = (onCall) =>
  new MockLanguageModelV3({
    doGenerate: async (call) => {
      const { text = "", finishReason = "stop", usage, ignoresFormat } = await onCall(call);
      return {
        content: [{ type: "text", text }],
        finishReason: { unified: finishReason, raw: undefined },
        usage: tokens(usage),
        warnings: ignoresFormat ? [{ type: "unsupported", feature: "responseFormat" }] : [],
      };
    },
  });

const modelV4: ModelFactory = (onCall) =>
  new MockLanguageModelV4({
    doGenerate: async (call) => {
      const { text = "", finishReason = "stop", usage, ignoresFormat } = await onCall(call);
      return {
        content: [{ type: "text", text }],
        finishReason: { unified: finishReason, raw: undefined },
        usage: tokens(usage),
        warnings: ignoresFormat ? [{ type: "unsupported", feature: "responseFormat" }] : [],
      };
    },
  });

const refusalBy =
  (Refusal: typeof RefusalV2 | typeof RefusalV3 | typeof RefusalV4): RefusalFactory =>
  ({ message, statusCode, headers }) =>
    new Refusal({
      message,
      statusCode,
      url: "https://provider.example",
      requestBodyValues: {},
      ...(headers ? { responseHeaders: { ...headers } } : {}),
    });

describeAiSdkModels("the mock of AI SDK 5 (specification V2)", modelV2, refusalBy(RefusalV2));
describeAiSdkModels("the mock of AI SDK 6 (specification V3)", modelV3, refusalBy(RefusalV3));
describeAiSdkModels("the mock of AI SDK 7 (specification V4)", modelV4, refusalBy(RefusalV4));
