/**
 * The main job from beginning to end, offline: a retail company's space is scored, improved on a copy, and
 * promoted. A simulated workspace stands in for Databricks; it is reached over HTTP like the real one, executes
 * real SQL, and its Genie knows only the space. Waits pass on a virtual clock.
 *
 *   npm run quickstart
 *   npm run quickstart -- --json     the result as one line of JSON at the end
 */
import {
  BenchmarkScorer,
  ConsoleReporter,
  DatabricksServingLlm,
  GenieClient,
  noWrites,
  type RunSummary,
  SequentialEnhancer,
  SqlClient,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import {
  OfflineAnalyst,
  retailWorkspace,
  SimulatedWorkspace,
  simulatedToken,
  VirtualClock,
} from "genie-enhancer/testing";

const retail = retailWorkspace();
const clock = new VirtualClock({ startAt: retail.now });
const workspace = await SimulatedWorkspace.create({
  tables: retail.tables,
  spaces: [{ title: retail.title, document: retail.spaceDocument }],
  llm: new OfflineAnalyst(),
  clock,
});
const server = await workspace.listen();
const spaceId = workspace.spaces[0]?.id ?? "";
const connection = new WorkspaceConnection({
  host: server.url,
  auth: staticToken(simulatedToken),
  fetch: clock.trackFetch(fetch),
  clock,
  random: seededRandom(7),
});

console.log(`Simulated workspace at ${server.url}; waits pass in virtual time.\n`);
const startedAt = performance.now();
const enhancer = new SequentialEnhancer({
  connection,
  llm: new DatabricksServingLlm({ connection, endpoint: "offline-analyst" }),
  spaceId,
  metricViewSchema: retail.metricViewSchema,
  questionsPerMinute: 20,
  maxLoops: 3,
  runId: "quickstart",
  reporters: [new ConsoleReporter()],
});

const hashBefore = workspace.documentOf(spaceId).hash;
const { summary } = await enhancer.run();
const hashAfter = workspace.documentOf(spaceId).hash;
const productionUntouched = hashBefore === hashAfter;

console.log("\nEach fix, and why:");
for (const { fix, isKept, reason } of summary.decided) {
  console.log(`  ${isKept ? "kept       " : "rolled back"}  ${fix.description}\n               ${reason}`);
}
console.log(`\nProduction during the run: ${productionUntouched ? "untouched" : "CHANGED"}`);
console.log(`  before ${hashBefore}\n  after  ${hashAfter}`);

console.log("\nPromoting, as a second step that somebody has to ask for ...");
await enhancer.decide(summary.runId, "promote");
const promotedScore = await scoreProduction();
console.log(
  `Production now scores ${percent(promotedScore)} on the questions of the run; it scored ${percent(summary.initialScore.value)} before.`,
);
console.log(
  `\n${summary.usage.questionsAsked} questions in ${minutes(summary)} virtual minutes; ${((performance.now() - startedAt) / 1000).toFixed(1)} s of real time.`,
);

await workspace.close();
if (process.argv.includes("--json")) console.log(JSON.stringify(resultOf(summary)));
if (!productionUntouched || summary.improvement < 0.2 || promotedScore < summary.finalScore.value - 0.02)
  process.exitCode = 1;

async function scoreProduction(): Promise<number> {
  await clock.sleep(60_000);
  const scorer = new BenchmarkScorer({
    client: new GenieClient({ connection, writeScope: noWrites }),
    sql: new SqlClient({ connection, warehouseId: workspace.warehouseId }),
  });
  const heldOut = new Set(summary.holdout.benchmarkIds);
  const { score } = await scorer.score(
    spaceId,
    retail.benchmarks.filter(({ id }) => !heldOut.has(id)),
  );
  return score.value;
}

function resultOf({ initialScore, finalScore, holdout, decided, usage }: RunSummary) {
  return {
    initialScore: initialScore.value,
    finalScore: finalScore.value,
    heldOut: { before: holdout.before?.value, after: holdout.after?.value, says: holdout.wording },
    kept: decided.filter(({ isKept }) => isKept).length,
    rolledBack: decided.filter(({ isKept }) => !isKept).length,
    questionsAsked: usage.questionsAsked,
    virtualMinutes: minutes(summary),
    productionUntouched,
  };
}

function minutes({ durationMs }: RunSummary): number {
  return Math.round(durationMs / 60_000);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
