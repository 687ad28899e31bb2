import {
  type BenchmarkResult,
  defaultFixTypes,
  extendedFixTypes,
  FailureAnalyzer,
  type FixType,
  FixTypeRegistry,
  type LlmRequest,
} from "genie-enhancer";
import { ScriptedLlm } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { readFences } from "../../src/prompts/fence.js";
import { PromptLoader } from "../../src/prompts/prompt-loader.js";
import { estimateTokens } from "../../src/prompts/tokens.js";
import { AnswerJudge } from "../../src/scoring/judge.js";
import { type ClinicFailure, clinicCatalog, clinicDocument, clinicFailures } from "./clinic-space.js";

const verdict = '{"isCorrect":false,"confidence":1,"reason":"x","failureCategory":null}';

/** What the model gets, as a text to read. */
function transcript({ messages }: LlmRequest): string {
  return `${messages.map(({ role, content }) => `######## ${role}\n\n${content}`).join("\n\n")}\n`;
}

function resultOf({ id, expected, actual, comparison, ...failure }: ClinicFailure): BenchmarkResult {
  return {
    ...failure,
    benchmarkId: id,
    expected,
    actual,
    verdict: "fail",
    decidedBy: "results",
    explanation: comparison.summary,
    durationMs: 1,
    attempts: 1,
  };
}

async function analysisRequest(
  failure: ClinicFailure,
  version: string,
  fixTypes: readonly FixType[],
): Promise<LlmRequest> {
  const llm = new ScriptedLlm(['{"diagnosis":"","fixes":[]}']);
  const analyzer = new FailureAnalyzer({
    llm,
    prompts: new PromptLoader({ version }),
    registry: new FixTypeRegistry(fixTypes),
    newFixId: () => "fix",
  });
  await analyzer.analyze({
    failures: [resultOf(failure)],
    benchmarks: [],
    document: clinicDocument,
    catalog: clinicCatalog,
    history: [],
    metricViewSchema: "health.ops",
  });
  const [request] = llm.requests;
  if (!request) throw new Error("nothing was asked");
  return request;
}

async function judgeRequest(failure: ClinicFailure, version: string): Promise<LlmRequest> {
  const llm = new ScriptedLlm([verdict]);
  await new AnswerJudge({ llm, prompts: new PromptLoader({ version }) }).judge(failure);
  const [request] = llm.requests;
  if (!request) throw new Error("nothing was asked");
  return request;
}

const judged = ["v1", "v2"].flatMap((version) => clinicFailures.map((failure) => ({ version, failure })));

/** v1 speaks of every element of a space, and is meant for all kinds of fixes. */
const kinds: readonly {
  readonly version: string;
  readonly golden: string;
  readonly fixTypes: readonly FixType[];
}[] = [
  { version: "v1", golden: "v1", fixTypes: defaultFixTypes },
  { version: "v1", golden: "v1-extended", fixTypes: [...defaultFixTypes, ...extendedFixTypes] },
  { version: "v2", golden: "v2", fixTypes: defaultFixTypes },
];
const analysed = kinds.flatMap((kind) => clinicFailures.map((failure) => ({ ...kind, failure })));

describe.each(analysed)("prompts $golden for $failure.id", ({ version, golden, fixTypes, failure }) => {
  it("ask for fixes in few tokens, with all that the failure reads", async () => {
    const request = await analysisRequest(failure, version, fixTypes);
    await expect(transcript(request)).toMatchFileSnapshot(`golden/${golden}/${failure.id}.analysis.txt`);
    const text = request.messages.map(({ content }) => content).join("\n");
    expect(estimateTokens(text)).toBeLessThan(12_000);
    const blocks = readFences(text);
    expect([...blocks.keys()]).toEqual(["failures", "space", "catalog", "history", "settings"]);
    for (const table of failure.reads) {
      for (const block of ["space", "catalog"]) expect(blocks.get(block)).toContain(`health.ops.${table}"`);
    }
    expect(text).not.toContain("never shown");
  });

  it("offer every kind of fix that is on, and name the most of them that an answer may hold", async () => {
    const request = await analysisRequest(failure, version, fixTypes);
    const text = request.messages.map(({ content }) => content).join("\n");
    const headings = [...text.matchAll(/^## (\w+)$/gm)].map(([, type]) => type);
    expect(headings).toEqual(fixTypes.map(({ type }) => type));
    expect(text).toContain("`settings.maxFixes` fixes in all");
    expect(readFences(text).get("settings")).toContain('"maxFixes":5');
  });
});

describe.each(judged)("prompts $version for $failure.id", ({ version, failure }) => {
  it("ask for a verdict", async () => {
    const request = await judgeRequest(failure, version);
    await expect(transcript(request)).toMatchFileSnapshot(`golden/${version}/${failure.id}.judge.txt`);
    expect(request.outputSchema?.schema).toMatchObject({ required: expect.arrayContaining(["isCorrect"]) });
    const [message] = request.messages;
    expect([...readFences(message?.content ?? "").keys()]).toEqual([
      "question",
      "expected-sql",
      "actual-sql",
      "expected-rows",
      "actual-rows",
      "differences",
    ]);
  });
});

it("the sample space has ten tables and 150 columns", () => {
  expect(clinicDocument.sources).toHaveLength(10);
  expect(clinicCatalog.tables.flatMap(({ columns }) => columns)).toHaveLength(150);
});
