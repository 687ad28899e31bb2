/**
 * What each acceptance policy makes of the sample workspace when answers are noisy: whole runs of the real loop, told
 * apart only by policy and seed.
 *
 *   npm run bench:runs -- [--runs 50] [--questions 20] [--flaky 0.1] [--policies reference,exact,confirmed,screened]
 *     [--indexing wait,canary] [--indexing-delay 30] [--json]
 *
 * Each run takes its own sample of the benchmarks, a share of which is flaky: Genie then misses a right answer with a
 * chance between 0.2 and 0.8. True scores are known because the simulator can be asked without noise.
 */
import { parseArgs } from "node:util";
import {
  type Benchmark,
  BenchmarkScorer,
  CatalogClient,
  DatabricksServingLlm,
  defaultFixTypes,
  documentIds,
  type EnhancerConfig,
  FixApplier,
  type FixSummary,
  FixTypeRegistry,
  GenieClient,
  noWrites,
  type PolicyName,
  SequentialEnhancer,
  type SpaceDocument,
  SqlClient,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import {
  createSqlEngine,
  OfflineAnalyst,
  retailWorkspace,
  SimulatedWorkspace,
  simulatedToken,
  VirtualClock,
} from "genie-enhancer/testing";

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "50" },
    questions: { type: "string", default: "20" },
    flaky: { type: "string", default: "0.1" },
    policies: { type: "string", default: "reference,exact,confirmed,screened" },
    indexing: { type: "string", default: "wait" },
    "indexing-delay": { type: "string", default: "30" },
    json: { type: "boolean", default: false },
  },
});
const runs = Number(flags.runs);
const questionCount = Number(flags.questions);
const flakyShare = Number(flags.flaky);
const policies = flags.policies.split(",") as PolicyName[];
const indexings = flags.indexing.split(",") as NonNullable<EnhancerConfig["indexing"]>[];
const indexingDelayMs = Number(flags["indexing-delay"]) * 1000;

const retail = retailWorkspace();
const time = { now: retail.now };
const engine = await createSqlEngine({ tables: retail.tables, now: () => time.now });
const trueScores = new Map<string, number>();

/** What one run did, in shares and questions. */
interface RunFigures {
  readonly before: number;
  readonly after: number;
  readonly reported: number;
  readonly kept: number;
  readonly keptNoOps: number;
  readonly keptHarmful: number;
  readonly questions: number;
  readonly canaryAsks: number;
  readonly minutes: number;
}

async function runOnce(
  policy: PolicyName,
  indexing: EnhancerConfig["indexing"],
  seed: number,
): Promise<RunFigures> {
  const random = seededRandom(seed);
  const benchmarks = sample(retail.benchmarks, questionCount, random);
  const missing = Object.fromEntries(
    benchmarks.flatMap(({ question }) =>
      random() < flakyShare ? [[question, 0.2 + 0.6 * random()] as const] : [],
    ),
  );
  const clock = new VirtualClock({ startAt: retail.now });
  const workspace = await SimulatedWorkspace.create({
    engine,
    spaces: [{ title: retail.title, document: retail.spaceDocument }],
    llm: new OfflineAnalyst(),
    clock,
    seed,
    knobs: { flakiness: missing, indexingDelayMs },
  });
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock,
    random: seededRandom(seed),
  });
  const spaceId = workspace.spaces[0]?.id ?? "";
  const enhancer = new SequentialEnhancer({
    connection,
    llm: new DatabricksServingLlm({ connection, endpoint: "offline-analyst" }),
    spaceId,
    benchmarks,
    holdout: "none",
    policy,
    indexing,
    metricViewSchema: retail.metricViewSchema,
    maxLoops: 1,
    runId: `${policy}-${seed}`,
  });
  const start = workspace.documentOf(spaceId);
  const { summary } = await enhancer.run();

  workspace.knobs.flakiness = 0;
  const kept = summary.decided.filter(({ isKept }) => isKept).map(({ fix }) => fix);
  const best = workspace.spaces.find(({ title }) => title.endsWith("_dev_best"));
  const bestDocuments = [start, ...(await documentsAfterEach(kept.slice(0, -1), start, connection))];
  if (best && kept.length > 0) bestDocuments.push(workspace.documentOf(best.id));
  const truth: number[] = [];
  for (const document of bestDocuments)
    truth.push(await trueScore(document, benchmarks, missing, connection));
  const effects = truth.slice(1).map((score, index) => score - (truth[index] ?? 0));
  await enhancer.decide(summary.runId, "discard");
  return {
    before: truth[0] ?? 0,
    after: truth.at(-1) ?? 0,
    reported: summary.finalScore.value,
    kept: effects.length,
    keptNoOps: effects.filter((effect) => Math.abs(effect) < 1e-9).length,
    keptHarmful: effects.filter((effect) => effect <= -1e-9).length,
    questions: summary.usage.questionsAsked,
    canaryAsks: summary.figures.canaryAsks,
    minutes: summary.durationMs / 60_000,
  };

  /** Expected score of a document: each question's answer without noise, times the chance that it comes. */
  async function trueScore(
    document: SpaceDocument,
    asked: readonly Benchmark[],
    chances: Readonly<Record<string, number>>,
    reader: WorkspaceConnection,
  ): Promise<number> {
    const unknown = asked.filter(({ id }) => !trueScores.has(`${document.hash} ${id}`));
    if (unknown.length > 0) {
      const copy = workspace.addSpace({ title: "truth", document: document.data });
      const scorer = new BenchmarkScorer({
        client: new GenieClient({ connection: reader, writeScope: noWrites }),
        sql: new SqlClient({ connection: reader, warehouseId: workspace.warehouseId }),
      });
      const { results } = await scorer.score(copy, unknown);
      for (const { benchmarkId, verdict } of results)
        trueScores.set(`${document.hash} ${benchmarkId}`, verdict === "pass" ? 1 : 0);
    }
    const expected = asked.map(
      ({ id, question }) => (trueScores.get(`${document.hash} ${id}`) ?? 0) * (1 - (chances[question] ?? 0)),
    );
    return expected.reduce((sum, value) => sum + value, 0) / asked.length;
  }
}

/** The documents after each of the kept fixes, so that the effect of each shows, however they were tried. */
async function documentsAfterEach(
  fixes: readonly FixSummary[],
  start: SpaceDocument,
  connection: WorkspaceConnection,
): Promise<readonly SpaceDocument[]> {
  const applier = new FixApplier({
    client: new GenieClient({ connection, writeScope: noWrites }),
    registry: new FixTypeRegistry(defaultFixTypes),
    catalog: await new CatalogClient({ connection }).describe(
      start.sources.map(({ identifier }) => identifier),
    ),
    newId: documentIds({ clock: connection.clock, random: seededRandom(1) }),
  });
  let now = start;
  return fixes.map(({ fixId, fixType, category, params, reason, claims, derivedFrom = [] }) => {
    const fix = { id: fixId, type: fixType, category, params, reason, claims, derivedFrom };
    const outcome = applier.preview(fix, now);
    if (outcome.status !== "applied") throw new Error(`${fixId} was kept and cannot be applied again`);
    now = outcome.after;
    return now;
  });
}

function sample<T>(items: readonly T[], count: number, random: () => number): readonly T[] {
  const keyed = items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key);
  return keyed.slice(0, count).map(({ item }) => item);
}

const mean = (figures: readonly RunFigures[], of: (figure: RunFigures) => number): number =>
  figures.reduce((sum, figure) => sum + of(figure), 0) / figures.length;

const rows = [];
for (const policy of policies)
  for (const indexing of indexings) {
    const figures: RunFigures[] = [];
    for (let seed = 1; seed <= runs; seed += 1) figures.push(await runOnce(policy, indexing, seed));
    const percent = (share: number) => Math.round(share * 1000) / 10;
    const row = {
      policy,
      indexing,
      runs,
      questions: questionCount,
      flaky: flakyShare,
      trueBefore: percent(mean(figures, ({ before }) => before)),
      trueAfter: percent(mean(figures, ({ after }) => after)),
      reported: percent(mean(figures, ({ reported }) => reported)),
      kept: mean(figures, ({ kept }) => kept),
      keptNoOps: mean(figures, ({ keptNoOps }) => keptNoOps),
      keptHarmful: mean(figures, ({ keptHarmful }) => keptHarmful),
      asked: Math.round(mean(figures, ({ questions }) => questions)),
      canaryAsks: Math.round(mean(figures, ({ canaryAsks }) => canaryAsks)),
      minutes: Math.round(mean(figures, ({ minutes }) => minutes)),
    };
    rows.push(row);
    console.log(
      `${policy.padEnd(10)} ${indexing.padEnd(6)} true score ${row.trueBefore} % -> ${row.trueAfter} % (reported ${row.reported} %); kept ${row.kept.toFixed(1)} fixes a run, ${row.keptNoOps.toFixed(2)} without effect, ${row.keptHarmful.toFixed(2)} harmful; ${row.asked} questions, ${row.canaryAsks} of them canaries, ${row.minutes} virtual minutes`,
    );
  }
await engine.close();
if (flags.json) console.log(JSON.stringify({ rows }));
