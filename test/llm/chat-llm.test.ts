import { ConfigurationError } from "genie-enhancer";
import { VirtualClock } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { staticToken } from "../../src/http/static-token.js";
import { WorkspaceConnection } from "../../src/http/workspace-connection.js";
import { DatabricksServingLlm } from "../../src/llm/databricks-serving-llm.js";
import type { LlmRequest } from "../../src/llm/llm-client.js";
import { OpenAiCompatibleLlm } from "../../src/llm/openai-compatible-llm.js";

const request: LlmRequest = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Go." },
  ],
  outputSchema: { name: "answer", schema: { type: "object", title: "the schema" } },
  temperature: 0,
  maxOutputTokens: 50,
  purpose: { kind: "other", input: { secret: "not for the model" } },
};

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { messages: { role: string; content: string }[] };
}

type Answer = (sent: Sent) => Response;

function completion(message: object, more: object = {}): Answer {
  return () => Response.json({ choices: [{ message, finish_reason: "stop" }], ...more });
}

const hello = completion({ role: "assistant", content: "Hello." });

/** A fetch that answers from a list, the last answer for all further requests. */
function endpoint(...answers: readonly Answer[]) {
  const sent: Sent[] = [];
  const clock = new VirtualClock();
  const reach: typeof fetch = async (input, init) => {
    const outgoing = new Request(input, init);
    const one = { url: outgoing.url, headers: outgoing.headers, body: await outgoing.json() };
    sent.push(one);
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? hello;
    return answer(one);
  };
  const shared = { fetch: reach, clock, random: () => 0.5 };
  const connection = new WorkspaceConnection({
    host: "https://workspace.example",
    auth: staticToken("token-1"),
    ...shared,
  });
  const llm = new DatabricksServingLlm({ connection, endpoint: "my model" });
  return { sent, clock, llm, shared };
}

function refusing(when: (body: Sent["body"]) => string | undefined): Answer {
  return (sent) => {
    const message = when(sent.body);
    return message === undefined
      ? hello(sent)
      : Response.json({ error_code: "BAD_REQUEST", message }, { status: 400 });
  };
}

const formatOf = ({ body }: Sent) => (body.response_format as { type?: string } | undefined)?.type ?? "none";

describe("a request", () => {
  it("goes to the endpoint with all that the model may know, and nothing else", async () => {
    const { llm, sent } = endpoint(hello);
    await llm.generate(request);
    expect(llm.id).toBe("databricks:my model");
    expect(sent[0]?.url).toBe("https://workspace.example/serving-endpoints/my%20model/invocations");
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer token-1");
    expect(sent[0]?.body).toEqual({
      messages: request.messages,
      temperature: 0,
      max_tokens: 50,
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", schema: request.outputSchema?.schema, strict: true },
      },
    });
    expect(JSON.stringify(sent)).not.toContain("not for the model");
  });

  it("names the model and its path for servers that speak like OpenAI's", async () => {
    const { shared, sent } = endpoint(hello);
    const llm = new OpenAiCompatibleLlm({
      baseUrl: "https://llm.example/v1/",
      model: "small",
      apiKey: "key-1",
      ...shared,
    });
    expect((await llm.generate({ ...request, outputSchema: undefined })).text).toBe("Hello.");
    expect(sent[0]?.url).toBe("https://llm.example/v1/chat/completions");
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer key-1");
    expect(sent[0]?.body.model).toBe("small");
    expect(sent[0]?.body).not.toHaveProperty("response_format");
  });
});

describe("the address of a server", () => {
  const urlOf = async (baseUrl: string) => {
    const { shared, sent } = endpoint(hello);
    await new OpenAiCompatibleLlm({ baseUrl, model: "m", ...shared }).generate(request);
    return sent[0]?.url;
  };

  it("keeps its query, and may be that of the chat completions themselves", async () => {
    expect(await urlOf("https://x.example/openai/deployments/d?api-version=2024-10-21")).toBe(
      "https://x.example/openai/deployments/d/chat/completions?api-version=2024-10-21",
    );
    expect(await urlOf("https://x.example/v1/chat/completions")).toBe(
      "https://x.example/v1/chat/completions",
    );
  });

  it.each(["", "x.example/v1", "http://10.0.0.4/v1"])(
    "is refused by its name when it is none: %j",
    (baseUrl) => {
      expect(() => new OpenAiCompatibleLlm({ baseUrl, model: "m" })).toThrow(ConfigurationError);
    },
  );
});

describe("an answer", () => {
  it("is read with its usage, its model and the reason for its end", async () => {
    const { llm } = endpoint(
      completion({ content: "Hi" }, { model: "m-1", usage: { prompt_tokens: 7, completion_tokens: 3 } }),
    );
    expect(await llm.generate(request)).toEqual({
      text: "Hi",
      finishReason: "stop",
      usage: { inputTokens: 7, outputTokens: 3 },
      model: "m-1",
    });
  });

  it.each([
    [
      "parts of text",
      {
        content: [
          { type: "text", text: "Hel" },
          { type: "text", text: "lo" },
        ],
      },
      "Hello",
    ],
    [
      "thoughts before the text",
      {
        content: [
          { type: "reasoning", summary: [], text: "hm" },
          { type: "text", text: "Hello" },
        ],
      },
      "Hello",
    ],
    ["null", { content: null }, ""],
    ["nothing", {}, ""],
  ])("may be %s", async (_, message, text) => {
    const { llm } = endpoint(completion(message));
    expect((await llm.generate(request)).text).toBe(text);
  });

  it("that is a refusal is told as one", async () => {
    const { llm } = endpoint(completion({ content: null, refusal: "I will not." }));
    expect(await llm.generate(request)).toMatchObject({
      text: "I will not.",
      finishReason: "content-filter",
    });
  });

  it("that a filter refuses as an error ends as filtered, without a further request", async () => {
    const { llm, sent } = endpoint(() =>
      Response.json(
        { error: { code: "content_filter", message: "The response was filtered due to our policy" } },
        { status: 400 },
      ),
    );
    expect(await llm.generate(request)).toMatchObject({ text: "", finishReason: "content-filter" });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["length", "length"],
    ["max_tokens", "length"],
    ["content_filter", "content-filter"],
    ["tool_calls", "other"],
    [null, "stop"],
  ])("that ends for the reason %s ends as %s", async (reason, expected) => {
    const { llm } = endpoint(() =>
      Response.json({ choices: [{ message: { content: "x" }, finish_reason: reason }] }),
    );
    expect((await llm.generate(request)).finishReason).toBe(expected);
  });

  it.each([
    ["has no choices", () => Response.json({ choices: [] })],
    ["is a page", () => new Response("<html></html>")],
  ] as const)("that %s is an error", async (_, answer) => {
    const { llm } = endpoint(answer);
    await expect(llm.generate(request)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  });
});

it("an error that comes as a success is told in the server's words", async () => {
  const { llm } = endpoint(() => Response.json({ error: { message: "Provider is down." } }));
  await expect(llm.generate(request)).rejects.toThrow(/at choices: .* It says: Provider is down\. Check/);
});

describe("what a model does not accept", () => {
  it("is left out step by step: the schema, then JSON as such", async () => {
    const { llm, sent } = endpoint(
      refusing(({ response_format: format }) =>
        format === undefined ? undefined : "response_format is not supported by this model",
      ),
    );
    expect((await llm.generate(request)).text).toBe("Hello.");
    expect(sent.map(formatOf)).toEqual(["json_schema", "json_object", "none"]);
    expect(sent[0]?.body.messages).toHaveLength(2);
    for (const { body } of sent.slice(1)) expect(body.messages.at(-1)?.content).toContain("the schema");
  });

  it("is remembered for the next request", async () => {
    const { llm, sent } = endpoint(
      refusing(({ response_format: format }) =>
        (format as { type?: string } | undefined)?.type === "json_schema" ? "json_schema unknown" : undefined,
      ),
    );
    await llm.generate(request);
    await llm.generate(request);
    expect(sent.map(formatOf)).toEqual(["json_schema", "json_object", "json_object"]);
  });

  it("may be a temperature", async () => {
    const { llm, sent } = endpoint(
      refusing(({ temperature }) => (temperature === undefined ? undefined : "temperature is deprecated")),
    );
    await llm.generate(request);
    expect(sent.map(({ body }) => "temperature" in body)).toEqual([true, false]);
    expect(sent.map(formatOf)).toEqual(["json_schema", "json_schema"]);
  });

  it("may be the old name of the length limit", async () => {
    const { llm, sent } = endpoint(
      refusing((body) =>
        "max_tokens" in body
          ? "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
          : undefined,
      ),
    );
    await llm.generate(request);
    expect(sent.map(({ body }) => [body.max_tokens, body.max_completion_tokens])).toEqual([
      [50, undefined],
      [undefined, 50],
    ]);
  });

  it("is understood in OpenAI's own error shape too", async () => {
    const { llm, sent } = endpoint(({ body }) =>
      "temperature" in body
        ? Response.json(
            {
              error: {
                message: "Unsupported value: 'temperature'",
                type: "invalid_request_error",
                code: null,
              },
            },
            { status: 400 },
          )
        : hello({ url: "", headers: new Headers(), body }),
    );
    expect((await llm.generate(request)).text).toBe("Hello.");
    expect(sent).toHaveLength(2);
  });

  it("is understood where a server names the fields that it does not know", async () => {
    const { llm, sent } = endpoint(({ body }) =>
      "response_format" in body
        ? Response.json(
            { detail: [{ loc: ["body", "response_format"], msg: "Extra inputs are not permitted" }] },
            { status: 422 },
          )
        : hello({ url: "", headers: new Headers(), body }),
    );
    expect((await llm.generate(request)).text).toBe("Hello.");
    expect(sent.map(formatOf)).toEqual(["json_schema", "json_object", "none"]);
  });

  it("is an error when nothing can be left out", async () => {
    const { llm, sent } = endpoint(refusing(() => "The prompt is too long"));
    await expect(llm.generate(request)).rejects.toMatchObject({ code: "BAD_REQUEST", status: 400 });
    expect(sent).toHaveLength(1);
  });

  it("does not go on for ever with a model that refuses everything", async () => {
    const { llm, sent } = endpoint(refusing(() => "temperature and response_format are both wrong"));
    await expect(llm.generate(request)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(sent).toHaveLength(4);
  });
});

describe("a model that is busy", () => {
  it("is asked again after the wait that it asks for", async () => {
    const busy: Answer = () =>
      Response.json(
        { error_code: "REQUEST_LIMIT_EXCEEDED", message: "slow down" },
        { status: 429, headers: { "retry-after": "20" } },
      );
    const { llm, sent, clock } = endpoint(busy, busy, hello);
    const before = clock.now();
    expect((await llm.generate(request)).text).toBe("Hello.");
    expect(sent).toHaveLength(3);
    expect(clock.now() - before).toBe(40_000);
  });

  it("is not asked again after the caller gave up", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { llm, sent } = endpoint(() => {
      controller.abort(reason);
      return Response.json({ message: "slow down" }, { status: 429 });
    });
    await expect(llm.generate(request, { signal: controller.signal })).rejects.toBe(reason);
    expect(sent).toHaveLength(1);
  });
});
