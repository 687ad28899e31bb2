import { VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AiSdkLlm } from "../../src/llm/ai-sdk-llm.js";
import type { AiSdkModel } from "../../src/llm/ai-sdk-model.js";
import type { LlmRequest } from "../../src/llm/llm-client.js";
import { generateStructured } from "../../src/llm/structured-output.js";

/** What a model is to do with one call, in words that each specification spells in its own way. */
export interface ModelStep {
  readonly text?: string | undefined;
  readonly finishReason?: "stop" | "length" | "content-filter" | "tool-calls" | undefined;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  /** Says that it leaves the response format out. */
  readonly ignoresFormat?: boolean | undefined;
  /** Thrown instead of an answer. */
  readonly error?: unknown;
}

/** What a model sees of a call, whatever its specification. */
export interface SeenCall {
  readonly prompt: readonly object[];
  readonly temperature?: number | undefined;
  readonly responseFormat?: { readonly type: string; readonly schema?: object | undefined } | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** Makes a model of one specification that does what it is told. */
export type ModelFactory = (onCall: (call: SeenCall) => Promise<ModelStep>) => AiSdkModel;

/** An error as providers throw it for a refused request. */
export type RefusalFactory = (refusal: {
  readonly message: string;
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}) => Error;

const request: LlmRequest = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Go." },
    { role: "assistant", content: "Gone." },
    { role: "user", content: "Again." },
  ],
  outputSchema: {
    name: "answer",
    schema: {
      type: "object",
      properties: { count: { type: "number" }, note: { type: "string", maxLength: 9 } },
      required: ["count"],
    },
  },
  temperature: 0,
  maxOutputTokens: 50,
  purpose: { kind: "other", input: "not for the model" },
};

/** What holds for the adapter with models of every specification. */
export function describeAiSdkModels(name: string, modelOf: ModelFactory, refusalOf: RefusalFactory): void {
  function connect(...steps: readonly (ModelStep | ((call: SeenCall) => ModelStep))[]) {
    const calls: SeenCall[] = [];
    const clock = new VirtualClock();
    const model = modelOf(async (call) => {
      calls.push(call);
      const step = steps[Math.min(calls.length, steps.length) - 1] ?? {};
      const { error, ...answer } = typeof step === "function" ? step(call) : step;
      if (error !== undefined) throw error;
      return { text: '{"count":1}', ...answer };
    });
    return { calls, clock, llm: new AiSdkLlm({ model, clock, random: () => 0.5 }) };
  }

  describe(name, () => {
    it("is given all that a model may know, in the SDK's words", async () => {
      const { llm, calls } = connect({});
      const { text, finishReason } = await llm.generate(request);
      expect({ text, finishReason }).toEqual({ text: '{"count":1}', finishReason: "stop" });
      expect(calls).toHaveLength(1);
      const { abortSignal, ...call } = calls[0] ?? { prompt: [] };
      expect(abortSignal).toBeInstanceOf(AbortSignal);
      expect(call).toEqual({
        prompt: [
          { role: "system", content: "Be brief." },
          { role: "user", content: [{ type: "text", text: "Go." }] },
          { role: "assistant", content: [{ type: "text", text: "Gone." }] },
          { role: "user", content: [{ type: "text", text: "Again." }] },
        ],
        maxOutputTokens: 50,
        temperature: 0,
        responseFormat: {
          type: "json",
          name: "answer",
          schema: {
            type: "object",
            properties: { count: { type: "number" }, note: { type: ["string", "null"] } },
            required: ["count", "note"],
            additionalProperties: false,
          },
        },
      });
    });

    it("is asked for text when no form is", async () => {
      const { llm, calls } = connect({ text: "Hello." });
      expect((await llm.generate({ ...request, outputSchema: undefined })).text).toBe("Hello.");
      expect(calls[0]).not.toHaveProperty("responseFormat");
    });

    it("has its usage and the reason for its end read", async () => {
      const usage = { inputTokens: 7, outputTokens: 3 };
      const { llm } = connect({ usage, finishReason: "length" });
      expect(await llm.generate(request)).toMatchObject({ usage, finishReason: "length" });
      expect((await connect({ finishReason: "tool-calls" }).llm.generate(request)).finishReason).toBe(
        "other",
      );
    });

    it("that stops for a content filter, or is refused by one, ends as that", async () => {
      const stopped = connect({ finishReason: "content-filter" });
      expect((await stopped.llm.generate(request)).finishReason).toBe("content-filter");
      const error = refusalOf({
        message: "The response was filtered due to the content management policy",
        statusCode: 400,
      });
      const refused = connect({ error });
      expect(await refused.llm.generate(request)).toMatchObject({
        text: "",
        finishReason: "content-filter",
      });
      expect(refused.calls).toHaveLength(1);
    });

    it("gives a typed value, with nulls for what was left out", async () => {
      const { llm, calls } = connect({ text: '{"count": 2, "note": null}' });
      const schema = z.object({ count: z.number(), note: z.string().optional() });
      const { value } = await generateStructured({ llm, request, schema });
      expect(value).toEqual({ count: 2 });
      expect(calls).toHaveLength(1);
    });

    it("that refuses a schema, and then JSON, is asked in words, also the next time", async () => {
      const { llm, calls } = connect(({ responseFormat }) =>
        responseFormat
          ? { error: refusalOf({ message: "response_format is not supported", statusCode: 400 }) }
          : {},
      );
      await llm.generate(request);
      await llm.generate(request);
      const formats = calls.map(({ responseFormat: format }) =>
        format ? (format.schema ? "schema" : "json") : "words",
      );
      expect(formats).toEqual(["schema", "json", "words", "words"]);
      expect(JSON.stringify(calls[2]?.prompt.at(-1))).toContain("JSON Schema");
    });

    it("that only warns that it leaves the schema out is given it in words the next time", async () => {
      const { llm, calls } = connect({ ignoresFormat: true });
      await llm.generate(request);
      await llm.generate(request);
      expect(JSON.stringify(calls[0]?.prompt)).not.toContain("JSON Schema");
      expect(JSON.stringify(calls[1]?.prompt.at(-1))).toContain("JSON Schema");
      expect(calls[1]).not.toHaveProperty("responseFormat");
    });

    it("that refuses a temperature is asked without", async () => {
      const { llm, calls } = connect(({ temperature }) =>
        temperature === undefined
          ? {}
          : { error: refusalOf({ message: "temperature is deprecated", statusCode: 400 }) },
      );
      await llm.generate(request);
      expect(calls.map((call) => "temperature" in call)).toEqual([true, false]);
    });

    it("that is busy is asked again after the wait that it asks for", async () => {
      const busy = (headers: Readonly<Record<string, string>>) => ({
        error: refusalOf({ message: "slow down", statusCode: 429, headers }),
      });
      const { llm, calls, clock } = connect(
        busy({ "retry-after": "20" }),
        busy({ "retry-after-ms": "1500" }),
        {},
      );
      const before = clock.now();
      await llm.generate(request);
      expect(calls).toHaveLength(3);
      expect(clock.now() - before).toBe(21_500);
    });

    it("that stays busy is given up with a typed error", async () => {
      const { llm, calls } = connect({ error: refusalOf({ message: "slow down", statusCode: 429 }) });
      await expect(llm.generate(request)).rejects.toMatchObject({ code: "RATE_LIMITED", status: 429 });
      expect(calls).toHaveLength(6);
    });

    it.each([
      [400, "BAD_REQUEST"],
      [401, "UNAUTHENTICATED"],
      [404, "NOT_FOUND"],
    ])("that refuses with %i is not asked again", async (statusCode, code) => {
      const { llm, calls } = connect({ error: refusalOf({ message: "no", statusCode }) });
      await expect(llm.generate(request)).rejects.toMatchObject({ code, status: statusCode });
      expect(calls).toHaveLength(1);
    });

    it("hands on what is no refusal as it is", async () => {
      const bug = new TypeError("a bug in the provider");
      const { llm, calls } = connect({ error: bug });
      await expect(llm.generate(request)).rejects.toBe(bug);
      expect(calls).toHaveLength(1);
    });

    it("is let go when the caller gives up, also while it is busy", async () => {
      const reason = new Error("enough");
      const controller = new AbortController();
      const { llm, calls } = connect(() => {
        controller.abort(reason);
        return { error: refusalOf({ message: "slow down", statusCode: 429 }) };
      });
      await expect(llm.generate(request, { signal: controller.signal })).rejects.toBe(reason);
      expect(calls[0]?.abortSignal?.aborted).toBe(true);
      expect(calls).toHaveLength(1);
    });
  });
}
