import { FailureAnalyzer } from "../analysis/failure-analyzer.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { holdOut } from "../benchmarks/hold-out.js";
import { benchmarksFromSpace } from "../benchmarks/space-benchmarks.js";
import { policyByName } from "../decide/policies.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { RunEmitter } from "../events/run-emitter.js";
import { defaultFixTypes } from "../fixes/default-fix-types.js";
import type { FixCategory } from "../fixes/fix.js";
import { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import { UnityMetricViews } from "../fixes/metric-views/unity-metric-views.js";
import { GenieClient } from "../genie/genie-client.js";
import { RunWriteScope } from "../genie/write-scope.js";
import { RateLimiter } from "../http/rate-limiter.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { LlmClient } from "../llm/llm-client.js";
import { PromptLoader } from "../prompts/prompt-loader.js";
import type { Reporter } from "../reporting/reporter.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import { RunJournal } from "../runs/run-journal.js";
import { RunReplay } from "../runs/run-replay.js";
import { RunSteps } from "../runs/run-steps.js";
import type { RunStore } from "../runs/run-store.js";
import { BenchmarkScorer } from "../scoring/benchmark-scorer.js";
import { SpaceCloner, type SpaceSnapshot } from "../space/space-cloner.js";
import { CatalogClient } from "../sql/catalog-client.js";
import { SqlClient } from "../sql/sql-client.js";
import { randomHex } from "../util/random.js";
import { BudgetMeter } from "./budget-meter.js";
import { type LatestJournals, latestJournals } from "./earlier-journals.js";
import { earlierRuns } from "./earlier-runs.js";
import { fixDocumentIds } from "./fix-document-ids.js";
import { FixIds } from "./fix-ids.js";
import { FixMemory } from "./fix-memory.js";
import { journaledLlm } from "./journaled-llm.js";
import type { ResolvedConfig } from "./resolve-config.js";
import type { RunContext } from "./run-context.js";
import type { DecideCompletion } from "./run-result.js";
import { runStateOf } from "./run-state.js";
import { spentOf } from "./spent.js";

/** Rows of each answer that are kept: the model is shown a few, and every answer goes into the journal. */
const journaledRows = 20;

/** What an enhancer hands to each of its runs. */
export interface RunPorts {
  readonly config: ResolvedConfig;
  readonly connection: WorkspaceConnection;
  readonly llm: LlmClient;
  readonly fixTypes: FixTypeRegistry | undefined;
  readonly prompts: PromptLoader | undefined;
  readonly store: RunStore;
  readonly reporters: readonly Reporter[];
  readonly emitter: RunEmitter;
  readonly decide: DecideCompletion | undefined;
}

/** A new run id: the time, to sort by, and randomness, to be unique. */
export function newRunId({ clock, random }: WorkspaceConnection): string {
  const time = new Date(clock.now())
    .toISOString()
    .replace(/[-:]|\.\d+/g, "")
    .replace("T", "-")
    .replace("Z", "");
  return `run-${time}-${randomHex(random, 6)}`;
}

export interface RunOrigin {
  readonly runId: string;
  /** As it was when the run began. */
  readonly production: SpaceSnapshot;
  /** The run's journal so far; empty for a new run. */
  readonly entries: readonly JournalEntry[];
}

/** The parts of one run, wired together. Sends no request. */
export function prepareRun(ports: RunPorts, { runId, production, entries }: RunOrigin): RunContext {
  const { config, connection } = ports;
  const { clock } = connection;
  const replay = new RunReplay({ entries, clock });
  const state = runStateOf(runId, entries);
  const journal = new RunJournal({
    runId,
    store: ports.store,
    clock,
    emitter: ports.emitter,
    reporters: ports.reporters,
    after: state.lastSequence,
    replay,
  });
  const meter = new BudgetMeter({
    budget: config.budget,
    prices: config.prices,
    spent: spentOf(entries),
    onQuestion: () => journal.write({ type: "question-start" }),
  });
  const llm = journaledLlm(meter.llm(ports.llm), { journal, replay });
  const fixIds = new FixIds();
  const client = new GenieClient({
    connection,
    writeScope: new RunWriteScope({ never: [production.id] }),
    questionLimiter: meter.questions(new RateLimiter({ perMinute: config.questionsPerMinute, clock })),
  });
  const sql = new SqlClient({ connection, warehouseId: config.warehouseId ?? production.warehouseId });
  const registry = registryOf(ports);
  const { metricViewSchema } = config;
  const { train, holdout, note } = holdOut(benchmarksOf(config, production), config.holdout);
  let latest: Promise<LatestJournals> | undefined;
  const readLatest = () => {
    latest ??= latestJournals(ports.store, { spaceId: production.id, except: runId });
    return latest;
  };
  const readEarlierJournals = async () => (await readLatest()).journals;
  const prompts = promptsOf(ports);
  return {
    runId,
    config,
    registry,
    connection,
    production,
    client,
    sql,
    llm,
    prompts,
    meter,
    journal,
    fixIds,
    clock,
    steps: new RunSteps({ journal, replay }),
    readEarlierJournals,
    readEarlierRuns: async (marked) =>
      earlierRuns(ports.store, { spaceId: production.id, latest: await readEarlierJournals(), marked }),
    readEntries: () => ports.store.read(runId),
    readState: async () => runStateOf(runId, await ports.store.read(runId)),
    documentIdsFor: fixDocumentIds({ runId, startedAt: state.startedAt ?? clock.now() }),
    policy: typeof config.policy === "string" ? policyByName(config.policy) : config.policy,
    catalog: new CatalogClient({ connection }),
    cloner: new SpaceCloner({ client, clock }),
    scorer: new BenchmarkScorer({
      client,
      sql,
      llm,
      judge: config.judge,
      prompts,
      questionTimeoutMs: config.questionTimeoutMs,
      maxStoredRows: journaledRows,
    }),
    analyzer: new FailureAnalyzer({
      ...config.analysis,
      llm,
      registry,
      prompts,
      prices: config.prices,
      newFixId: fixIds.next,
    }),
    memory: new FixMemory({
      store: ports.store,
      runId,
      registry,
      readEarlier: (config.analysis?.usesEarlierRuns ?? true) ? readLatest : undefined,
    }),
    metricViews:
      metricViewSchema === undefined
        ? undefined
        : new UnityMetricViews({
            sql,
            runId,
            allowedSchemas: [metricViewSchema],
            created: state.views,
            onCreate: (target) => journal.write({ type: "intent", action: "create-view", target }),
          }),
    benchmarks: train,
    holdout,
    holdoutNote: note,
  };
}

/** The prompts of a run. */
export function promptsOf({ prompts, config }: RunPorts): PromptLoader {
  return prompts ?? new PromptLoader({ version: config.promptVersion });
}

/** The fix types that a run offers. */
export function registryOf({ fixTypes, config }: RunPorts): FixTypeRegistry {
  return enabledTypes(config, fixTypes ?? new FixTypeRegistry(defaultFixTypes));
}

/** @throws ConfigurationError when there are none, or two share an id. */
export function benchmarksOf(
  { benchmarks }: ResolvedConfig,
  production: SpaceSnapshot,
): readonly Benchmark[] {
  const found = benchmarks ?? benchmarksFromSpace(production.document);
  const ids = found.map(({ id }) => id);
  const repeated = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  const problem =
    found.length === 0
      ? `space ${production.id} holds no benchmark questions; add some there, or pass your own`
      : repeated.length > 0
        ? `ids must be unique, these are not: ${repeated.join(", ")}`
        : undefined;
  if (problem) throw new ConfigurationError("benchmarks", [{ path: "benchmarks", message: problem }]);
  return found;
}

function enabledTypes(config: ResolvedConfig, registry: FixTypeRegistry): FixTypeRegistry {
  const toggles: Readonly<Record<FixCategory, boolean>> = {
    metric_views: config.enableMetricViews,
    metadata: config.enableMetadata,
    sample_queries: config.enableSampleQueries,
    instructions: config.enableInstructions,
  };
  const offered = registry.filter(({ category }) => toggles[category]);
  return config.metricViewSchema === undefined
    ? offered.without("create_metric_view", "metricViewSchema names no schema in which views may be created")
    : offered;
}
