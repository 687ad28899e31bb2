import { ScriptedLlm, type ScriptStep } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { LlmClient, LlmRequest, LlmResponse } from "../../src/llm/llm-client.js";
import { LlmOutputError } from "../../src/llm/llm-error.js";
import { generateStructured } from "../../src/llm/structured-output.js";

const schema = z.object({ fix: z.string(), count: z.number() });
const value = { fix: "a } in { text", count: 2 };
const good = JSON.stringify(value);
const request: LlmRequest = {
  messages: [{ role: "user", content: "Go." }],
  outputSchema: { name: "answer", schema: { type: "object" } },
  purpose: { kind: "other" },
};

async function ask(...steps: readonly ScriptStep[]) {
  const llm = new ScriptedLlm(steps);
  const answer = await generateStructured({ llm, request, schema });
  llm.assertDone();
  return { ...answer, requests: llm.requests };
}

function answering(...responses: readonly Partial<LlmResponse>[]): LlmClient & { calls: number } {
  const llm = {
    id: "model-x",
    calls: 0,
    generate: async () => {
      const response = responses[llm.calls];
      llm.calls += 1;
      if (!response) throw new Error("asked too often");
      return { text: "", finishReason: "stop" as const, ...response };
    },
  };
  return llm;
}

async function problemOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.catch((reason: unknown) => reason);
  if (!(error instanceof LlmOutputError)) throw new Error(`No LlmOutputError but ${String(error)}`);
  return error.problem;
}

describe("an answer that fits", () => {
  it.each([
    ["bare", good],
    ["with blanks around it", `\n\n  ${good}\n`],
    ["in a fence", `\`\`\`json\n${good}\n\`\`\``],
    ["in a fence without a language", `\`\`\`\n${good}\n\`\`\``],
    ["in prose", `Sure! Here is the object:\n\n${good}\n\nAnything else?`],
    ["after a byte order mark", `\uFEFF${good}`],
    ["in prose with braces of its own", `I fill in {placeholders}. ${good}\nThat is {it}.`],
    ["in a fence between such prose", `Thus {x}:\n\`\`\`json\n${good}\n\`\`\`\nHope {that} helps`],
    ["after thoughts", `<think>maybe {"fix": 1} or { that</think>\n${good}`],
    ["twice over", `${good}\nOnce more, as it is:\n${good}`],
    ["mended, after thoughts", `{hm}\n{"fix": "a } in { text", "count": 2,}`],
    ["with a comma too many", `{"fix": "a } in { text", "count": 2,}`],
    ["in single quotes", `{'fix': 'a } in { text', 'count': 2}`],
    ["without quotes around keys", `{fix: "a } in { text", count: 2}`],
    ["with comments", `{"fix": "a } in { text", // why\n "count": 2}`],
    ["with further members", `{"fix":"a } in { text","count":2,"thoughts":"none"}`],
  ])("is taken at once: %s", async (_, text) => {
    const { value: read, requests, usage, text: source } = await ask(text);
    expect(read).toEqual(value);
    expect(requests).toHaveLength(1);
    expect(source).toBe(text);
    expect(usage).toEqual({ calls: 1, inputTokens: 100, outputTokens: 20 });
  });
});

describe("an answer that does not fit", () => {
  it("is sent back once with the reason, and both calls are counted", async () => {
    const { value: read, requests, usage } = await ask(`{"fix": 1, "count": 2}`, good);
    expect(read).toEqual(value);
    expect(usage).toEqual({ calls: 2, inputTokens: 200, outputTokens: 40 });
    const [, second] = requests;
    expect(second?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(second?.messages[1]?.content).toBe(`{"fix": 1, "count": 2}`);
    expect(second?.messages[2]?.content).toMatch(/fix: .*string/i);
    expect(second?.outputSchema).toEqual(request.outputSchema);
  });

  it("never makes an empty or endless turn of the conversation", async () => {
    const empty = await ask("  ", good);
    expect(empty.requests[1]?.messages[1]?.content.trim()).not.toBe("");
    const huge = await ask("x".repeat(1_000_000), good);
    expect(huge.requests[1]?.messages[1]?.content.length).toBeLessThan(50_000);
  });

  it("fails with the model's name when the second does not fit either, without a third call", async () => {
    const llm = answering({ text: "no" }, { text: `{"fix":"x"}` }, { text: good });
    const answer = generateStructured({ llm, request, schema });
    await expect(answer).rejects.toThrow(/model-x did not answer in the agreed form: count/);
    await expect(answer).rejects.toBeInstanceOf(LlmOutputError);
    expect(llm.calls).toBe(2);
  });

  it.each([
    ["a content filter", { text: good, finishReason: "content-filter" }, /content filter/],
    ["nothing", { text: "" }, /empty/],
    ["a megabyte", { text: `{"fix":"${"x".repeat(1_000_000)}","count":1}` }, /longer than 500000/],
    ["prose", { text: "I would rather not." }, /no JSON object/],
    ["an answer cut off", { text: "I was about to", finishReason: "length" }, /cut off at the token limit/],
    ["a refusal", { text: "I cannot help with that.", finishReason: "content-filter" }, /content filter/],
  ] as const)("tells what was wrong with %s", async (_, response, words) => {
    const llm = answering(response, response);
    expect(await problemOf(generateStructured({ llm, request, schema }))).toMatch(words);
  });

  it.each([
    ["nothing", undefined],
    ["null for a text", { text: null, finishReason: "stop" }],
    ["an answer of another library", { choices: [{ message: { content: good } }] }],
  ])("is told to whoever wrote a client that gives %s", async (_, response) => {
    const generate: LlmClient["generate"] = async () => JSON.parse(JSON.stringify({ response })).response;
    const llm: LlmClient = { id: "ours", generate };
    const problem = await problemOf(generateStructured({ llm, request, schema }));
    expect(problem).toBe("its generate() resolved to no text; it must resolve to { text, finishReason }");
  });

  it("is counted also when it ends in an error", async () => {
    const usage = { inputTokens: 5, outputTokens: 1 };
    const llm = answering({ text: "no", usage }, { text: "no", usage });
    await expect(generateStructured({ llm, request, schema })).rejects.toMatchObject({
      usage: { calls: 2, inputTokens: 10, outputTokens: 2 },
    });
  });

  it("is never completed by us when it was cut off", async () => {
    const cut = { text: `{"fix": "only half of wh`, finishReason: "length" } as const;
    const whole = z.object({ fix: z.string() });
    const { value: read } = await generateStructured({
      llm: answering(cut, { text: good }),
      request,
      schema: whole,
    });
    expect(read.fix).toBe(value.fix);
    expect(await problemOf(generateStructured({ llm: answering(cut, cut), request, schema: whole }))).toMatch(
      /cut off/,
    );
  });

  it("counts nothing for a model that reports no usage", async () => {
    const { usage } = await generateStructured({ llm: answering({ text: good }), request, schema });
    expect(usage).toEqual({ calls: 1, inputTokens: 0, outputTokens: 0 });
  });

  it("hands the failure of the model itself on, unchanged", async () => {
    const outage = new Error("no route to host");
    await expect(ask(outage)).rejects.toBe(outage);
  });

  it("is not asked for again once the caller has given up", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const llm = new ScriptedLlm([
      () => {
        controller.abort(reason);
        return "no";
      },
      good,
    ]);
    await expect(generateStructured({ llm, request, schema, signal: controller.signal })).rejects.toBe(
      reason,
    );
    expect(llm.requests).toHaveLength(1);
  });
});

describe("hostile answers", () => {
  const deep = "[".repeat(100_000);
  const hostile = [
    "",
    " ",
    "null",
    "true",
    "42",
    '"{}"',
    "[]",
    "{}",
    "{",
    "}",
    "}{",
    "{{{{{{",
    "{}{}",
    `${good}${good.slice(1)}`,
    "undefined",
    "NaN",
    '{"fix": NaN, "count": Infinity}',
    '{"fix": null, "count": null}',
    '{"fix": "x", "count": "2"}',
    '{"fix": "x", "count": 1e999}',
    '{"__proto__": {"fix": "x", "count": 1}}',
    '{"fix": "x", "count": 1, "__proto__": {"isAdmin": true}}',
    '{"constructor": {"prototype": {"fix": "x"}}}',
    deep,
    `{"fix": ${deep}`,
    `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
    '{"fix": "\\ud800", "count": "',
    '{"fix": "\u0000", "count": }',
    "```json\n```",
    "```json\n{\n```",
    "<html><body>502 Bad Gateway</body></html>",
    "<think>{ hmm }</think> no",
    "I can't help with that.",
    '{"error": {"message": "overloaded"}}',
    'data: {"choices": []}',
    "{'fix': 'x' 'count' 2",
    '{"fix": "x", "fix": 3, "count": {}}',
    `{"count": ${"9".repeat(10_000)}, "fix": []}`,
    "\u202e}{",
    "{/*",
  ];

  it.each(hostile.map((text, index) => [index, text.slice(0, 40), text] as const))(
    "end in a value of the schema or an LlmOutputError: %i %j",
    async (_, __, text) => {
      const llm = answering({ text }, { text });
      const outcome = await generateStructured({ llm, request, schema }).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(LlmOutputError);
      else expect(outcome).toMatchObject({ value: { fix: expect.any(String), count: expect.any(Number) } });
      expect(Object.prototype).not.toHaveProperty("isAdmin");
      expect(Object.prototype).not.toHaveProperty("fix");
    },
  );

  it("with two objects are never mixed into one", async () => {
    const two = `First {"fix":"a","count":1} or second {"fix":"b","count":2}?`;
    const { value: read } = await ask(two, good);
    expect(read).toEqual(value);
  });
});
