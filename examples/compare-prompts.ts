/**
 * Compares prompts before they are used: the failures of a space are recorded once, then analysed with each version
 * of the prompts, and by another model. The last column comes from whole runs on a simulated workspace.
 *
 *   npx tsx examples/compare-prompts.ts
 *
 * The model is a stand-in that needs no network. It reads the data in a prompt, not the advice around it, so that
 * versions differ here in their length only; with a real model they differ in their fixes. The other model spells
 * columns wrongly and answers in prose now and then, which shows what the comparison tells.
 */
import {
  BenchmarkScorer,
  CatalogClient,
  comparePromptVersions,
  GenieClient,
  type LlmClient,
  noWrites,
  PromptLoader,
  type PromptVariant,
  type PromptVariantReport,
  readRecordedFailures,
  SqlClient,
  writeRecordedFailures,
} from "genie-enhancer";
import { OfflineAnalyst, retailTrial, retailWorkspace, tryOnRetailWorkspace } from "genie-enhancer/testing";

const asked = ["orders-2024", "revenue-2024", "customers-by-country", "margin-by-category"];
const benchmarks = retailWorkspace().benchmarks.filter(({ tags = [] }) => asked.includes(tags[0] ?? ""));

/** Scores the space once and keeps what failed, as a text that can be written to a file. */
async function recordFailures(): Promise<string> {
  const { workspace, connection, spaceId } = await retailTrial({ llm: new OfflineAnalyst() });
  const document = workspace.documentOf(spaceId);
  const scorer = new BenchmarkScorer({
    client: new GenieClient({ connection, writeScope: noWrites }),
    sql: new SqlClient({ connection, warehouseId: workspace.warehouseId }),
  });
  const { results } = await scorer.score(spaceId, benchmarks);
  const tables = document.sources.map(({ identifier }) => identifier);
  const catalog = await new CatalogClient({ connection }).describe(tables);
  await workspace.close();
  return writeRecordedFailures({
    failures: results.filter(({ verdict }) => verdict === "fail"),
    benchmarks,
    document,
    catalog,
    metricViewSchema: "retail.sales",
  });
}

/** A model that spells the columns of its fixes wrongly, and answers each third request in prose. */
class CarelessModel implements LlmClient {
  readonly id = "careless";
  readonly #model = new OfflineAnalyst({ makesMistakes: false });
  #calls = 0;

  generate: LlmClient["generate"] = async (request, options) => {
    const response = await this.#model.generate(request, options);
    if (request.purpose.kind !== "analyze-failures") return response;
    this.#calls += 1;
    if (this.#calls % 3 === 0) return { ...response, text: "I would add a synonym." };
    return { ...response, text: response.text.replace(/"column":"(\w+)"/, '"column":"$1_"') };
  };
}

const prices = { perMillionInputTokens: 3, perMillionOutputTokens: 15 };
const careful = new OfflineAnalyst({ makesMistakes: false });
const variants: readonly PromptVariant[] = [
  { name: "v1", prompts: new PromptLoader({ version: "v1" }), llm: careful, prices },
  { name: "v2", prompts: new PromptLoader({ version: "v2" }), llm: careful, prices },
  {
    name: "v2, other model",
    prompts: new PromptLoader({ version: "v2" }),
    llm: new CarelessModel(),
    prices,
  },
];

const reports = await comparePromptVersions({
  variants,
  recorded: readRecordedFailures(await recordFailures()),
  tryFixes: ({ llm, prompts }, options) => tryOnRetailWorkspace({ llm, prompts, benchmarks }, options),
});

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
console.table(
  reports.map(({ name, prompt, trial, ...report }) => ({
    variant: name,
    text: prompt.hash.slice(0, 8),
    failures: report.failures,
    "valid JSON": percent(report.validJsonRate),
    "valid fixes": percent(report.validFixRate),
    "fixes/failure": report.fixesPerFailure.toFixed(1),
    tokens: report.inputTokens + report.outputTokens,
    cost: report.cost.toFixed(3),
    kept: `${trial?.kept} of ${trial?.tried}`,
    score: `${percent(trial?.initialScore ?? 0)} to ${percent(trial?.finalScore ?? 0)}`,
  })),
);

const [v1, v2, other] = reports;
const expectations: readonly (readonly [string, boolean])[] = [
  [
    "every variant saw the same failures",
    reports.every(({ failures }) => failures === v1?.failures && failures > 0),
  ],
  ["the careful model answered in the agreed form", v1?.validJsonRate === 1 && v2?.validJsonRate === 1],
  ["the careless one did not always", (other?.validJsonRate ?? 1) < 1],
  ["and not all of its fixes could be applied", (other?.validFixRate ?? 1) < (v2?.validFixRate ?? 0)],
  ["the versions are told apart", v1?.prompt.version === "v1" && v1.prompt.hash !== v2?.prompt.hash],
  ["the shorter prompt is cheaper", costOf(v2) < costOf(v1)],
  ["which leaves fewer to keep", keptBy(other) < keptBy(v2) && keptBy(v2) > 0],
];
for (const [what, holds] of expectations) {
  console.log(`${holds ? "ok    " : "FAILED"} ${what}`);
  if (!holds) process.exitCode = 1;
}

function costOf(report: PromptVariantReport | undefined): number {
  return report?.cost ?? Number.NaN;
}

function keptBy(report: PromptVariantReport | undefined): number {
  return report?.trial?.kept ?? Number.NaN;
}
