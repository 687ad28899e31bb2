import {
  type AcceptancePolicy,
  AiSdkLlm,
  confirmedPolicy,
  defaultFixTypes,
  type FixType,
  FixTypeRegistry,
  type LlmClient,
  PromptLoader,
} from "genie-enhancer";
import { afterAll, describe, expect, it } from "vitest";
import { closeEngine, type FaultyRunOptions, faultyRun, model as helpful, secretsOf } from "./small-run.js";

afterAll(closeEngine);

/** Secrets that nobody registered: only their shape gives them away. In parts, as scanners of code look for such. */
const strangers = [
  ["da", "pi0123456789abcdef0123456789abcdef"].join(""),
  ["sk", "-proj-CANARYcanary12345"].join(""),
  "CANARYsignature",
  "CANARYpassword",
];
const [pat, key, signature, password] = strangers;
const told = `${pat} ${key} https://b.example/k?X-Amz-Signature=${signature}&x=1 postgres://svc:${password}@db/x canary-3f9a1c77d2`;

/** A model that repeats what it has come to know wherever it may say something. */
const talkative: LlmClient = {
  id: "talkative",
  generate: async ({ outputSchema }) => {
    const fix = { type: "add_synonym", reason: told, claims: ["turnover"], table: "main.shop.orders" };
    const answers: Readonly<Record<string, object>> = {
      space_analysis: { diagnosis: told, fixes: [{ ...fix, column: "amount", synonym: "turnover" }] },
      readiness: { ready: true },
    };
    const answer = answers[outputSchema?.name ?? ""] ?? { isCorrect: false, reason: told, confidence: 1 };
    return { text: JSON.stringify(answer), finishReason: "stop" };
  },
};

/** A model of the AI SDK that is refused, with an error on which the whole request hangs. */
const refused = new AiSdkLlm({
  model: {
    specificationVersion: "v2",
    provider: "p",
    modelId: "m",
    doGenerate: () =>
      Promise.reject(
        Object.assign(new Error(`Incorrect key: ${told}`, { cause: new Error(told) }), {
          statusCode: 401,
          responseHeaders: { "set-cookie": told },
          requestBodyValues: { key: told },
        }),
      ),
  },
});

const refusal = { route: /./, kind: "status", errorCode: "BAD_REQUEST", message: told } as const;

describe("secrets", () => {
  it.each<[string, Parameters<typeof faultyRun>[0], FaultyRunOptions]>([
    ["a model repeats them", [], { llm: talkative }],
    ["a library hangs them on its error", [], { llm: refused }],
    ["a question and its SQL hold them", [], { benchmarks: withSecrets() }],
    ["a reporter throws them", [], { reporters: [{ handle: () => Promise.reject(new Error(told)) }] }],
    ["the service puts them into refusals", [{ ...refusal, route: /start-conversation/, status: 400 }], {}],
    ["the service puts them into its failures", [{ ...refusal, route: /PATCH/, status: 500 }], {}],
    ["the service puts them into refusals of tokens", [{ ...refusal, status: 401 }], {}],
  ])("are nowhere in what a run writes, tells and throws when %s", async (_, faults, options) => {
    const run = await faultyRun(faults, options);
    for (const secret of [...strangers, ...secretsOf(run)]) expect(run.said).not.toContain(secret);
    expect(run.said.length).toBeGreaterThan(500);
  });
});

describe("secrets in what the caller's own code throws, or says of itself", () => {
  const thrower = () => Promise.reject(Object.assign(new Error(told, { cause: new Error(told) }), { told }));
  /** A model that answers well but for requests of some names. */
  const failing = (fails: RegExp, answerOf: LlmClient["generate"] = thrower): LlmClient => ({
    id: `mine ${told}`,
    generate: (request, options) =>
      fails.test(request.outputSchema?.name ?? "")
        ? answerOf(request, options)
        : talkative.generate(request, options),
  });
  const policy: AcceptancePolicy = { ...confirmedPolicy(), name: `mine ${told}` };

  it.each<[string, FaultyRunOptions]>([
    ["a model that fails to analyse", { llm: failing(/space_analysis/) }],
    ["a model that fails to judge", { llm: failing(/answer_verdict/), judge: "always" }],
    [
      "a model that fails to put questions in other words",
      {
        paraphraseProbe: true,
        llm: {
          id: "mine",
          generate: (request, options) =>
            request.outputSchema?.name === "paraphrases" ? thrower() : helpful.generate(request, options),
        },
      },
    ],
    ["a model that fails always", { llm: failing(/./) }],
    ["a model that throws a text", { llm: failing(/./, () => Promise.reject(told)) }],
    [
      "a model that names itself so",
      {
        llm: failing(/./, async (request, options) => ({
          ...(await talkative.generate(request, options)),
          model: told,
        })),
      },
    ],
    [
      "a model that answers something else",
      { llm: failing(/./, async () => JSON.parse(JSON.stringify({ told }))) },
    ],
    ["a policy that throws", { policy: { ...policy, next: () => raise() } }],
    [
      "a policy that asks for what is not there",
      {
        policy: {
          ...policy,
          next: () => ({
            kind: "ask",
            asks: [{ configuration: [told], benchmarkId: told, purpose: "score" }],
            why: told,
          }),
        },
      },
    ],
    [
      "a policy that gives them for a reason",
      {
        policy: {
          ...policy,
          next: ({ fixes: [fix], decisions }) =>
            fix && decisions.length === 0
              ? {
                  kind: "decide",
                  decision: {
                    fixId: fix.id,
                    verdict: "rejected",
                    reason: told,
                    gains: [
                      { benchmarkId: told, control: { pass: 0, fail: 0 }, candidate: { pass: 0, fail: 0 } },
                    ],
                    losses: [],
                    bestScore: 0,
                  },
                }
              : { kind: "done" },
        },
      },
    ],
    [
      "fix types that throw when they look at a proposal",
      { fixTypes: mapTypes((type) => ({ ...type, check: () => raise() })) },
    ],
    [
      "fix types that refuse a proposal",
      { fixTypes: mapTypes((type) => ({ ...type, check: () => [{ path: told, message: told }] })) },
    ],
    [
      "fix types that throw when they are applied",
      { fixTypes: mapTypes((type) => ({ ...type, apply: () => raise() })) },
    ],
    ["a decision that is refused", { onComplete: "ask", decide: () => thrower() }],
    ["a decision that is none", { onComplete: "ask", decide: () => JSON.parse(JSON.stringify(told)) }],
    ["prompts that cannot be read", { prompts: new PromptLoader({ source: { read: thrower } }) }],
  ])("are nowhere in what is written, with %s", async (_, options) => {
    const run = await faultyRun([], options);
    for (const secret of [...strangers, ...secretsOf(run)]) expect(run.written).not.toContain(secret);
    expect(run.unhandled).toEqual([]);
  });
});

function mapTypes(change: (type: FixType) => FixType): FixTypeRegistry {
  return new FixTypeRegistry(defaultFixTypes.map(change));
}

function raise(): never {
  throw new Error(told);
}

function withSecrets() {
  const expectedSql = `SELECT count(*) FROM main.shop.orders WHERE status <> '${pat}'`;
  return [{ id: "count", question: `How many orders are there? ${told}`, expectedSql }];
}
