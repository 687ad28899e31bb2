import { VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { AiSdkLlm } from "../../src/llm/ai-sdk-llm.js";
import { describeAiSdkModels, type ModelFactory, type RefusalFactory } from "./ai-sdk-conformance.js";

/** Models as each specification describes them; the SDK's own mocks are tried where it is installed. */
const named = { provider: "made.chat", modelId: "m-1" };

const modelV2: ModelFactory = (onCall) => ({
  ...named,
  specificationVersion: "v2",
  doGenerate: async (call) => {
    const { text = "", finishReason = "stop", usage, ignoresFormat } = await onCall(call);
    return {
      content: [
        { type: "reasoning", text: "hm" },
        { type: "text", text },
      ],
      finishReason,
      usage: { inputTokens: usage?.inputTokens, outputTokens: usage?.outputTokens, totalTokens: undefined },
      warnings: ignoresFormat ? [{ type: "unsupported-setting", setting: "responseFormat" }] : [],
    };
  },
});

const modelOf =
  (specificationVersion: "v3" | "v4"): ModelFactory =>
  (onCall) => ({
    ...named,
    specificationVersion,
    doGenerate: async (call) => {
      const { text = "", finishReason = "stop", usage, ignoresFormat } = await onCall(call);
      return {
        content: [
          { type: "text", text: text.slice(0, 3) },
          { type: "text", text: text.slice(3) },
        ],
        finishReason: { unified: finishReason, raw: undefined },
        usage: { inputTokens: { total: usage?.inputTokens }, outputTokens: { total: usage?.outputTokens } },
        warnings: ignoresFormat ? [{ type: "unsupported", feature: "responseFormat" }] : [],
      };
    },
  });

const refusal: RefusalFactory = ({ message, statusCode, headers }) =>
  Object.assign(new Error(message), {
    name: "AI_APICallError",
    statusCode,
    responseHeaders: headers,
    isRetryable: statusCode === 429 || statusCode >= 500,
  });

describeAiSdkModels("a model of specification V2", modelV2, refusal);
describeAiSdkModels("a model of specification V3", modelOf("v3"), refusal);
describeAiSdkModels("a model of specification V4", modelOf("v4"), refusal);

describe("AiSdkLlm", () => {
  const model = modelV2(async () => ({ text: "Hi" }));

  it("is named for its provider and model", () => {
    expect(new AiSdkLlm({ model }).id).toBe("ai-sdk:made.chat/m-1");
  });

  it("refuses models of other specifications by name", () => {
    const old = { ...model, specificationVersion: "v1" };
    expect(() => new AiSdkLlm({ model: old })).toThrow(/"v1"; v2, v3, v4 are supported/);
  });

  it("prefers the structured text of a V4 answer over the text around it", async () => {
    const v4 = {
      ...model,
      specificationVersion: "v4",
      doGenerate: async () => ({
        content: [{ type: "text", text: "Here you are." }],
        structuredOutputText: "{}",
        finishReason: { unified: "stop", raw: "end_turn" },
      }),
    };
    expect(
      (await new AiSdkLlm({ model: v4 }).generate({ messages: [], purpose: { kind: "other" } })).text,
    ).toBe("{}");
  });

  it("gives up on a model that does not answer in time, and tries again", async () => {
    const clock = new VirtualClock();
    let calls = 0;
    const silent = {
      ...model,
      doGenerate: () => {
        calls += 1;
        return new Promise<object>(() => undefined);
      },
    };
    const llm = new AiSdkLlm({ model: silent, clock, timeoutMs: 5_000, retry: { attempts: 2 } });
    const before = clock.now();
    await expect(llm.generate({ messages: [], purpose: { kind: "other" } })).rejects.toMatchObject({
      code: "NETWORK",
    });
    expect(calls).toBe(2);
    expect(clock.now() - before).toBeGreaterThanOrEqual(10_000);
  });

  it("names the place at which an answer has an unexpected shape", async () => {
    const odd = { ...model, doGenerate: async () => ({ content: "Hi" }) };
    await expect(
      new AiSdkLlm({ model: odd }).generate({ messages: [], purpose: { kind: "other" } }),
    ).rejects.toThrow(/unexpected shape at content/);
  });
});
