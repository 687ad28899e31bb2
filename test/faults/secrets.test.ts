import { AiSdkLlm, type LlmClient } from "genie-enhancer";
import { afterAll, describe, expect, it } from "vitest";
import { closeEngine, type FaultyRunOptions, faultyRun, secretsOf } from "./small-run.js";

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

function withSecrets() {
  const expectedSql = `SELECT count(*) FROM main.shop.orders WHERE status <> '${pat}'`;
  return [{ id: "count", question: `How many orders are there? ${told}`, expectedSql }];
}
